"""Logs are events with keys; ids, counts and places only: never a name, a cell or a local variable.

Off unless asked for (``--log-level``), because a register's own record of what happened is the ledger.
"""

import logging
import sys

import structlog


def configure(level: str = "warning") -> None:
    """Events at ``level`` and above go to standard error as one line of JSON each."""
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(sort_keys=True, ensure_ascii=False),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(getattr(logging, level.upper())),
        logger_factory=structlog.PrintLoggerFactory(file=sys.stderr),
    )


def get(stage: str) -> structlog.typing.FilteringBoundLogger:
    logger: structlog.typing.FilteringBoundLogger = structlog.get_logger(stage=stage)
    return logger
