"""Why a request is turned away, and the one log line that says so."""

from __future__ import annotations

import logging
from enum import StrEnum
from http import HTTPStatus
from wsgiref.types import WSGIEnvironment

logger = logging.getLogger("bot.web.guard")


class Reason(StrEnum):
    """What was wrong; also the label of the metric."""

    PATH = "path"
    METHOD = "method"
    LENGTH = "length"
    TOO_LARGE = "too_large"
    CONTENT_TYPE = "content_type"
    TIMESTAMP = "timestamp"
    STALE = "stale"
    UNSIGNED = "unsigned"
    SIGNATURE = "signature"
    REPLAY = "replay"
    MALFORMED = "malformed"


STATUS = {
    Reason.PATH: HTTPStatus.NOT_FOUND,
    Reason.METHOD: HTTPStatus.METHOD_NOT_ALLOWED,
    Reason.LENGTH: HTTPStatus.BAD_REQUEST,
    Reason.TOO_LARGE: HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
    Reason.CONTENT_TYPE: HTTPStatus.BAD_REQUEST,
    Reason.TIMESTAMP: HTTPStatus.UNAUTHORIZED,
    Reason.STALE: HTTPStatus.UNAUTHORIZED,
    Reason.UNSIGNED: HTTPStatus.UNAUTHORIZED,
    Reason.SIGNATURE: HTTPStatus.UNAUTHORIZED,
    Reason.REPLAY: HTTPStatus.UNAUTHORIZED,
    Reason.MALFORMED: HTTPStatus.BAD_REQUEST,
}

TEXT = {
    Reason.PATH: "not found",
    Reason.METHOD: "method not allowed",
    Reason.LENGTH: "bad or missing content-length",
    Reason.TOO_LARGE: "body too large",
    Reason.CONTENT_TYPE: "content type not understood",
    Reason.TIMESTAMP: "bad or missing timestamp",
    Reason.STALE: "timestamp too far from now",
    Reason.UNSIGNED: "bad or missing signature",
    Reason.SIGNATURE: "wrong signature",
    Reason.REPLAY: "request seen before",
    Reason.MALFORMED: "body not understood",
}


class Refused(Exception):
    """The request is turned away for `reason`."""

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason.value)
        self.reason = reason


def report(reason: Reason, environ: WSGIEnvironment) -> None:
    """One line with reason, path and length; nothing else of the request, and no line break of its making."""
    level = logging.WARNING if STATUS[reason] == HTTPStatus.UNAUTHORIZED else logging.INFO
    path = ascii(environ.get("PATH_INFO", ""))[:100]
    length = environ.get("CONTENT_LENGTH") or "unknown"
    shown = length if length.isascii() and length.isdigit() and len(length) <= 12 else "unknown"
    logger.log(level, "refused: %s, path %s, length %s", reason.value, path, shown)
