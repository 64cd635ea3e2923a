"""Refusals of the stand-in, with Slack's own error names."""

from __future__ import annotations

from typing import Any


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


def whole_number(value: Any, name: str) -> int:
    """Read a whole number that an app gave, in words or as such; raise `RefusedError` for anything else."""
    try:
        return int(value)
    except (TypeError, ValueError):
        raise RefusedError("invalid_arguments", f"must be a number: {name}") from None
