"""Write the log: one line a record, as text or as a JSON object."""

from __future__ import annotations

import json
import logging
from datetime import UTC, datetime
from typing import Final, Literal

from bot.log_repeats import RepeatFilter

LogFormat = Literal["text", "json"]
TEXT_FORMAT: Final = "%(asctime)s %(levelname)s %(name)s %(message)s"
# These log warnings and errors only: they are chatty, and some would log what people write.
QUIET_LIBRARIES: Final = ("slack_sdk", "apscheduler", "werkzeug", "alembic", "asyncio")


class JsonFormatter(logging.Formatter):
    """Writes a record as one JSON object on one line; a stack trace is a field of it."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the line."""
        fields = {
            "ts": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
        }
        if record.exc_info:
            fields["trace"] = self.formatException(record.exc_info)
        if record.stack_info:
            fields["stack"] = self.formatStack(record.stack_info)
        return json.dumps(fields, ensure_ascii=False)


def set_up_logging(level: str, log_format: LogFormat = "text") -> None:
    """Log one line per record to standard error; of many that are alike a few."""
    handler = logging.StreamHandler()
    handler.addFilter(RepeatFilter())
    handler.setFormatter(JsonFormatter() if log_format == "json" else logging.Formatter(TEXT_FORMAT))
    logging.basicConfig(level=level, handlers=[handler])
    for name in QUIET_LIBRARIES:
        logging.getLogger(name).setLevel(max(logging.WARNING, logging.getLogger().level))
