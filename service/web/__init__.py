"""The rim towards HTTP: GraphQL endpoint, GraphiQL, pages, health, metrics."""

from service.web.app import application, create
from service.web.metrics import SHARED_METRICS

__all__ = ["SHARED_METRICS", "application", "create"]
