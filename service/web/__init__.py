"""The rim towards HTTP: GraphQL endpoint, GraphiQL, pages, health."""
