"""The GraphQL schema: graphene types and resolvers of a few lines that call the domain."""

import graphene
from graphql import GraphQLSchema

from schema.errors import ErrorCode, coded
from schema.execution import Answer, Request, answer, failed
from schema.kept import Kept
from schema.query import Query

__all__ = ["Answer", "ErrorCode", "Kept", "Request", "answer", "coded", "executable_schema", "failed"]

executable_schema: GraphQLSchema = graphene.Schema(query=Query).graphql_schema
