"""What lies before a person on the page, beside the conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack_api.call_log import Outcome


@dataclass(frozen=True, slots=True)
class Notice:
    """A line for one person, and the page it leads to."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class Question:
    """A button that asks before it acts."""

    confirm: Mapping[str, Any]
    press: Callable[[], Outcome]


@dataclass(slots=True)
class Paper:
    """What lies before one person: notices, a question, what they put in a form and what is wrong with it."""

    notices: list[Notice] = field(default_factory=list)
    question: Question | None = None
    entered: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, Mapping[str, str]] = field(default_factory=dict)
