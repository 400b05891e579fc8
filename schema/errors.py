"""Error codes: what `extensions.code` of an error may be, and how a refusal becomes one."""

import re
import secrets
from enum import StrEnum

import structlog
from graphql import GraphQLError

from service.errors import Refusal, StoreFailedError

_SUGGESTION = re.compile(r" Did you mean .*?\?(?=$| )", re.DOTALL)
_log = structlog.get_logger("quanze.graphql")


class ErrorCode(StrEnum):
    """Every code a client may meet; codes are never renamed."""

    BAD_REQUEST = "BAD_REQUEST"
    BATCH_REFUSED = "BATCH_REFUSED"
    BODY_TOO_LARGE = "BODY_TOO_LARGE"
    METHOD_NOT_ALLOWED = "METHOD_NOT_ALLOWED"
    NOT_ACCEPTABLE = "NOT_ACCEPTABLE"
    UNSUPPORTED_MEDIA_TYPE = "UNSUPPORTED_MEDIA_TYPE"

    SYNTAX_ERROR = "SYNTAX_ERROR"
    VALIDATION_FAILED = "VALIDATION_FAILED"
    BAD_OPERATION = "BAD_OPERATION"
    BAD_VARIABLES = "BAD_VARIABLES"

    TOO_MANY_TOKENS = "TOO_MANY_TOKENS"
    TOO_DEEP = "TOO_DEEP"
    TOO_MANY_ALIASES = "TOO_MANY_ALIASES"
    TOO_MANY_DIRECTIVES = "TOO_MANY_DIRECTIVES"
    TOO_MANY_DEFINITIONS = "TOO_MANY_DEFINITIONS"
    TOO_MANY_FIELDS = "TOO_MANY_FIELDS"
    TOO_MANY_VALUES = "TOO_MANY_VALUES"
    TOO_COSTLY = "TOO_COSTLY"
    DEADLINE_EXCEEDED = "DEADLINE_EXCEEDED"
    RATE_LIMITED = "RATE_LIMITED"

    PERSISTED_QUERY_NOT_FOUND = "PERSISTED_QUERY_NOT_FOUND"
    PERSISTED_QUERY_MISMATCH = "PERSISTED_QUERY_MISMATCH"
    DOCUMENT_NOT_REGISTERED = "DOCUMENT_NOT_REGISTERED"

    BAD_ARGUMENT = "BAD_ARGUMENT"
    BAD_CURSOR = "BAD_CURSOR"
    BAD_ID = "BAD_ID"
    AMBIGUOUS = "AMBIGUOUS"
    FORBIDDEN = "FORBIDDEN"
    UNAUTHENTICATED = "UNAUTHENTICATED"
    KEYS_UNAVAILABLE = "KEYS_UNAVAILABLE"
    CONFLICT = "CONFLICT"
    BAD_STEP = "BAD_STEP"
    UNKNOWN_EDITION = "UNKNOWN_EDITION"
    EDITION_PUBLISHED = "EDITION_PUBLISHED"
    EDITION_EMPTY = "EDITION_EMPTY"
    NOT_FOUND = "NOT_FOUND"
    DATE_BEYOND_DATA = "DATE_BEYOND_DATA"

    INTERNAL = "INTERNAL"


class RefusedError(Exception):
    """A request that is refused before anything is asked of the store.

    `is_limit` tells a limit or transport rule from a document that is merely wrong: the former are
    answered with a 4xx status whatever the client accepts.
    """

    def __init__(self, errors: list[GraphQLError], *, is_limit: bool) -> None:
        super().__init__(errors)
        self.errors = errors
        self.is_limit = is_limit


def coded(code: ErrorCode, message: str) -> GraphQLError:
    """Return an error with that code."""
    return GraphQLError(message, extensions={"code": code.value})


def limit(code: ErrorCode, message: str, **told: int) -> RefusedError:
    """Return the refusal of a request that goes beyond a limit; `told` are figures for its extensions."""
    error = GraphQLError(message, extensions={"code": code.value, **told})
    return RefusedError([error], is_limit=True)


def with_code(error: GraphQLError, code: ErrorCode) -> GraphQLError:
    """Return the error with that code, unless it has one."""
    if "code" not in (error.extensions or {}):
        error.extensions = {**(error.extensions or {}), "code": code.value}
    # What the schema has is in its introspection; guesses at it do not belong into errors.
    error.message = _SUGGESTION.sub("", error.message)
    return error


def public_error(error: GraphQLError) -> GraphQLError:
    """Return what a client is told of an error met while answering.

    A refusal keeps its sentences; any other failure, the store's own too, is told by a reference number,
    under which the log has the whole.
    """
    cause = error.original_error
    if isinstance(cause, Refusal) and not isinstance(cause, StoreFailedError):
        return GraphQLError(
            f"{cause.message}{cause.fix}",
            nodes=error.nodes,
            path=error.path,
            extensions={"code": _code_of(cause).value, "message": cause.message, "fix": cause.fix},
        )
    reference = log_failure(cause or error, path=error.path)
    return GraphQLError(
        f"服务内部出错，编号 {reference}。",
        nodes=error.nodes,
        path=error.path,
        extensions={"code": ErrorCode.INTERNAL.value, "reference": reference},
    )


def log_failure(failure: BaseException, **context: object) -> str:
    """Log a failure whole; return the reference number it is logged under."""
    reference = secrets.token_hex(6)
    _log.error("request failed", reference=reference, exc_info=failure, **context)
    return reference


def _code_of(refusal: Refusal) -> ErrorCode:
    try:
        return ErrorCode(refusal.code.upper().replace("-", "_"))
    except ValueError:
        return ErrorCode.BAD_ARGUMENT
