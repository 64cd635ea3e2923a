"""Write the log: one line a record, as text or as a JSON object, each with the id of the work in whose course it is."""

from __future__ import annotations

import json
import logging
import time
import traceback
from functools import lru_cache
from typing import Any, Final, Literal, TextIO

import orjson

from bot import request_context
from bot.log_repeats import RepeatFilter

LogFormat = Literal["text", "json"]
# These log warnings and errors only: they are chatty, and some would log what people write.
QUIET_LIBRARIES: Final = ("apscheduler", "werkzeug", "alembic", "asyncio")
# This logs whole answers where it can't read them; `SlackClient` says how each call failed.
SILENT_LIBRARY: Final = "slack_sdk"
# What a line may have besides ts, level, logger and message; docs/operating.md explains each.
EXTRA_FIELDS: Final = ("request", "workspace", "kind", "door", "outcome", "ms")


class ContextFilter(logging.Filter):
    """Adds to each record which work it belongs to; it must run in the thread that logs."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record through."""
        if context := request_context.current():
            fields = record.__dict__
            fields.setdefault("request", context.id)
            if context.workspace:
                fields.setdefault("workspace", context.workspace)
            if context.kind:
                fields.setdefault("kind", context.kind)
        return True


class TextFormatter(logging.Formatter):
    """Writes a record for people to read: time, level, logger, the id of the work in brackets, message."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line, with a stack trace below it."""
        request = record.__dict__.get("request")
        of_work = f" [{request}]" if request else ""
        second = _local_second(int(record.created))
        line = f"{second},{int(record.msecs):03d} {record.levelname} {record.name}{of_work} {record.getMessage()}"
        if error := _error_of(record):
            line += f"\n{format_trace(error)}"
        return f"{line}\n{record.stack_info}" if record.stack_info else line


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object on one line; a stack trace is a field of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields: dict[str, Any] = {
            "ts": f"{_utc_second(int(record.created))}.{int(record.msecs):03d}+00:00",
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        known = record.__dict__
        for name in EXTRA_FIELDS:
            if name in known:
                fields[name] = known[name]
        if error := _error_of(record):
            fields["trace"] = format_trace(error)
        if record.stack_info:
            fields["stack"] = record.stack_info
        try:
            return orjson.dumps(fields).decode()
        except TypeError:  # half a character, as no text from Slack has it
            return json.dumps(fields, default=str)


def format_trace(error: BaseException) -> str:
    """Return where an error was raised, its causes first; of its words nothing: they may hold what people wrote."""
    cause = error.__cause__ or (None if error.__suppress_context__ else error.__context__)
    before = f"{format_trace(cause)}\n\n" if cause else ""
    frames = "".join(traceback.format_tb(error.__traceback__))
    return f"{before}{frames}{type(error).__module__}.{type(error).__qualname__}"


def _error_of(record: logging.LogRecord) -> BaseException | None:
    return record.exc_info[1] if record.exc_info else None


@lru_cache(maxsize=4)
def _utc_second(second: int) -> str:
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(second))


@lru_cache(maxsize=4)
def _local_second(second: int) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(second))


def build_handler(log_format: LogFormat = "text", stream: TextIO | None = None) -> logging.Handler:
    """Return the handler that writes such lines; to standard error, unless a stream is given."""
    handler = logging.StreamHandler(stream)
    handler.addFilter(ContextFilter())
    handler.setFormatter(JsonFormatter() if log_format == "json" else TextFormatter())
    return handler


def set_up_logging(level: str, log_format: LogFormat = "text") -> None:
    """Log one line per record to standard error; of many that are alike a few."""
    handler = build_handler(log_format)
    handler.addFilter(RepeatFilter())
    logging.basicConfig(level=level, handlers=[handler])
    for name in QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
    logging.getLogger(SILENT_LIBRARY).setLevel(logging.CRITICAL + 1)
