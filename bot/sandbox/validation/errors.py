"""Refusals of the stand-in, with Slack's own error names."""

from __future__ import annotations

import re
from typing import Any, Final

_POINTER: Final = re.compile(r"\[json-pointer:([^\]]*)\]")


class RefusedError(Exception):
    """A request that Slack would refuse, with the error name it would give and its explaining lines."""

    def __init__(self, error: str, *messages: str) -> None:
        super().__init__(": ".join((error, *messages)))
        self.error = error
        self.messages = messages

    def as_answer(self) -> dict[str, Any]:
        """Return the JSON body that carries the refusal."""
        answer: dict[str, Any] = {"ok": False, "error": self.error}
        if self.messages:
            answer["errors"] = list(self.messages)
            answer["response_metadata"] = {"messages": [f"[ERROR] {message}" for message in self.messages]}
        return answer


class InvalidBlocksError(RefusedError):
    """What `blocks.validate` answers: each error with a pointer to its place."""

    def as_answer(self) -> dict[str, Any]:
        """Return the JSON body that carries the errors."""
        return {"ok": False, "error": self.error, "errors": [_located(message) for message in self.messages]}


def _located(message: str) -> dict[str, str]:
    """Return an error and its place, which our lines carry as `[json-pointer:/blocks/0/type]` at their end."""
    match = _POINTER.search(message)
    text, pointer = (message[: match.start()].strip(), match[1]) if match else (message, "")
    return {"pointer": pointer, "code": "failed_constraint", "message": text}


class MissingScopeError(RefusedError):
    """A call for which the app has no permission."""

    def __init__(self, needed: str, provided: str) -> None:
        super().__init__("missing_scope")
        self._scopes = {"needed": needed, "provided": provided}

    def as_answer(self) -> dict[str, Any]:
        """Return the JSON body with what is needed and what is there."""
        return {**super().as_answer(), **self._scopes}


def whole_number(value: Any, name: str) -> int:
    """Read a whole number that an app gave, in words or as such; raise `RefusedError` for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise RefusedError("invalid_arguments", f"must be a number: {name}") from None
