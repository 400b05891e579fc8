"""The rim towards HTTP: GraphQL endpoint, GraphiQL, pages, health."""

from service.web.app import application, create

__all__ = ["application", "create"]
