"""The GraphQL schema: graphene types and resolvers of a few lines that call the domain."""
