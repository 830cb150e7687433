"""Operational logs: JSON lines on standard error, for whoever runs the node.

Never personal data: events log ids, codes, counts and durations. The account of who asked what
is the ledger, not this.
"""

import logging
import sys

import structlog


def set_up_logs(role: str, *, level: int = logging.INFO) -> None:
    structlog.configure(
        processors=[
            structlog.contextvars.merge_contextvars,
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.JSONRenderer(),
        ],
        wrapper_class=structlog.make_filtering_bound_logger(level),
        logger_factory=structlog.PrintLoggerFactory(sys.stderr),
        cache_logger_on_first_use=False,
    )
    structlog.contextvars.bind_contextvars(role=role)
