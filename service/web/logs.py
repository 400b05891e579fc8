"""Logs: one JSON object a line on standard error, for whoever runs the service."""

import sys

import structlog

# Without local variables: they would put what people asked into the log.
TRACEBACKS = structlog.tracebacks.ExceptionDictTransformer(show_locals=False)


def configure_logs() -> None:
    """Write the process's logs as JSON lines."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(TRACEBACKS),
            structlog.processors.JSONRenderer(ensure_ascii=False),
        ],
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=True,
    )


def log_slow_statement(statement: str, seconds: float) -> None:
    """Log a statement of the store that took long; its text holds no values."""
    structlog.get_logger("quanze.store").warning(
        "slow statement", statement=statement, seconds=round(seconds, 4)
    )
