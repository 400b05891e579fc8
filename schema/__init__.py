"""The GraphQL schema: graphene types and resolvers of a few lines that call the domain."""

import graphene
from graphql import GraphQLSchema

from schema.documents import prepare
from schema.errors import ErrorCode, RefusedError, coded
from schema.execution import Answer, Request, answer, answer_at_once, failed
from schema.kept import Kept
from schema.mutations import Mutation
from schema.query import Query

__all__ = [
    "Answer",
    "ErrorCode",
    "Kept",
    "RefusedError",
    "Request",
    "answer",
    "answer_at_once",
    "coded",
    "executable_schema",
    "failed",
    "prepare",
]

executable_schema: GraphQLSchema = graphene.Schema(query=Query, mutation=Mutation).graphql_schema
