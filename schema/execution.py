"""Answering one request: a document is made ready and executed over one snapshot of the store."""

from collections.abc import Mapping
from contextlib import closing
from functools import lru_cache
from typing import Any

import msgspec
from graphql import (
    ExecutionResult,
    GraphQLError,
    GraphQLSchema,
    OperationType,
    execute_sync,
)

from schema.acting import acting_reader
from schema.cost import check_cost
from schema.documents import Document, prepare
from schema.errors import ErrorCode, RefusedError, coded, public_error, with_code
from schema.kept import Kept
from schema.limits import check_variables
from schema.plan import answer_planned
from schema.reader import Reader
from schema.variables import coerced_variables
from service.access import Principal
from service.errors import DeadlineError
from service.reading import show_drafts
from service.store import Store, data_version

_NOTICES = "notices"
_KEPT_OPERATIONS = 256


class Request(msgspec.Struct, frozen=True, kw_only=True):
    """What a client asks: a document, which operation of it, and the variables' values.

    With `reads_only` nothing but queries is answered.
    """

    query: str
    operation_name: str | None = None
    variables: Mapping[str, Any] | None = None
    reads_only: bool = False


class Answer(msgspec.Struct, frozen=True, kw_only=True):
    """What a client is told; `result` is the data, ready or as JSON, and absent where nothing was executed.

    `is_limit` says that the request went beyond a limit or a rule of transport. `extensions` tell of an
    answer its `cost` and the `dataVersion` it was read at, and as `notices` what hangs on the day it was
    asked.
    """

    result: dict[str, Any] | msgspec.Raw | msgspec.UnsetType | None = msgspec.UNSET
    errors: tuple[GraphQLError, ...] = ()
    is_limit: bool = False
    extensions: Mapping[str, Any] | None = None

    @property
    def data(self) -> dict[str, Any] | msgspec.UnsetType | None:
        """The data; decoded anew each time where they are JSON."""
        if isinstance(self.result, msgspec.Raw):
            decoded: dict[str, Any] = msgspec.json.decode(self.result)
            return decoded
        return self.result

    @property
    def is_executed(self) -> bool:
        """Whether there are data, though they may be null."""
        return self.result is not msgspec.UNSET

    @property
    def is_lasting(self) -> bool:
        """Whether the same question has the same answer as long as nothing is published."""
        if self.errors or self.result is msgspec.UNSET:
            return False
        return self.extensions is None or _NOTICES not in self.extensions

    def document(self) -> dict[str, Any]:
        """The answer as GraphQL writes it."""
        found: dict[str, Any] = {}
        if self.errors:
            found["errors"] = [error.formatted for error in self.errors]
        if self.result is not msgspec.UNSET:
            found["data"] = self.result
        if self.extensions:
            found["extensions"] = self.extensions
        return found


def answer(
    schema: GraphQLSchema,
    store: Store,
    request: Request,
    kept: Kept,
    *,
    within: float | None = None,
    principal: Principal | None = None,
) -> Answer:
    """Answer a request, reading for `within` seconds at most; never raises for what a client sent.

    `principal` is who asks, None where nobody said: then there are no drafts, and nothing is changed.
    """
    try:
        return _answer(schema, store, request, kept, within, principal)
    except RefusedError as refused:
        return Answer(errors=tuple(refused.errors), is_limit=refused.is_limit)
    except DeadlineError as late:
        return Answer(errors=failed(late).errors, is_limit=True)


def answer_at_once(
    schema: GraphQLSchema,
    store: Store,
    request: Request,
    kept: Kept,
    *,
    within: float,
    busy: float,
    most_cost: int,
) -> Answer | None:
    """Answer a request of nobody known by its plan, or say None: then `answer` must, where nobody waits.

    None is said where no plan answers without errors, where the request costs more than `most_cost`, where
    what is dear to work out is not kept ready, or where its statements have not ended within so many seconds,
    or seconds of processor time (`busy`).
    """
    try:
        asked = _asked(schema, request)
        if asked.writes or asked.cost > most_cost:
            return None
        with store.read(within=within, busy=busy) as connection:
            reader = Reader(connection, kept.ready())
            return _by_plan(schema, request, asked, data_version(connection), reader)
    except (RefusedError, DeadlineError):
        return None


class _Asked(msgspec.Struct, frozen=True):
    """A request that may be executed: its document, what its variables mean, what it costs."""

    document: Document
    writes: bool
    variables: dict[str, Any]
    cost: int


def _asked(schema: GraphQLSchema, request: Request) -> _Asked:
    """Return what is asked; raises `RefusedError` for what may not be executed."""
    document, writes = _operation(schema, request.query, request.operation_name)
    if writes and request.reads_only:
        error = coded(ErrorCode.METHOD_NOT_ALLOWED, "Use POST: what is read by GET changes nothing.")
        raise RefusedError([error], is_limit=True)
    check_variables(request.variables)
    variables = coerced_variables(schema, request.query, request.operation_name, request.variables or {})
    if isinstance(variables, list):
        raise RefusedError([with_code(error, ErrorCode.BAD_VARIABLES) for error in variables], is_limit=False)
    cost = check_cost(schema, request.query, request.operation_name, variables)
    return _Asked(document, writes, variables, cost)


@lru_cache(maxsize=_KEPT_OPERATIONS)
def _operation(schema: GraphQLSchema, text: str, name: str | None) -> tuple[Document, bool]:
    """A document that may be executed, and whether its operation of that name changes anything."""
    document = prepare(schema, text)
    return document, document.operation(name).operation is OperationType.MUTATION


def _answer(
    schema: GraphQLSchema,
    store: Store,
    request: Request,
    kept: Kept,
    within: float | None,
    principal: Principal | None,
) -> Answer:
    asked = _asked(schema, request)
    if asked.writes:
        with acting_reader(store, kept, principal, within) as acting:
            result = _execute(schema, asked.document, request, acting)
            return _answered(result, _told(asked.cost, data_version(acting.connection), acting))
    with store.read(within=within) as connection:
        if principal:
            show_drafts(connection, principal)
        version = data_version(connection)
        planned = _by_plan(schema, request, asked, version, Reader(connection, kept, principal))
        if planned is not None:
            return planned
        with closing(Reader(connection, kept, principal)) as reader:
            result = _execute(schema, asked.document, request, reader)
            return _answered(result, _told(asked.cost, version, reader))


def _by_plan(
    schema: GraphQLSchema, request: Request, asked: _Asked, version: int, reader: Reader
) -> Answer | None:
    """Answer by the plan; None where ordinary execution must answer. The reader is closed."""
    try:
        data = answer_planned(schema, request.query, request.operation_name, asked.variables, reader)
        return None if data is None else Answer(result=data, extensions=_told(asked.cost, version, reader))
    finally:
        reader.close()


def _execute(schema: GraphQLSchema, document: Document, request: Request, reader: Reader) -> ExecutionResult:
    """Execute as graphql-core does."""
    return execute_sync(
        schema,
        document.node,
        context_value=reader,
        variable_values=dict(request.variables or {}),
        operation_name=request.operation_name,
    )


def _answered(result: ExecutionResult, told: dict[str, Any]) -> Answer:
    """Return what was executed as a client is told it."""
    for error in result.errors or ():
        if isinstance(error.original_error, DeadlineError):
            raise RefusedError([public_error(error)], is_limit=True)
    return Answer(
        result=result.data,
        errors=tuple(public_error(error) for error in result.errors or ()),
        extensions=told,
    )


def _told(cost: int, version: int, reader: Reader) -> dict[str, Any]:
    """Return the extensions of an answer."""
    told: dict[str, Any] = {"cost": cost, "dataVersion": version}
    if reader.notices:
        code = ErrorCode.DATE_BEYOND_DATA.value
        told[_NOTICES] = [{"code": code, "message": message} for message in reader.notices]
    return told


def failed(failure: Exception) -> Answer:
    """Return what a client is told when answering failed as a whole: a reference number, and no more."""
    return Answer(errors=(public_error(GraphQLError(str(failure), original_error=failure)),))
