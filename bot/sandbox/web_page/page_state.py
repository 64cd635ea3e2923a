"""The state of a person's page beside the conversations."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.slack_api.journal import ActionResult


@dataclass(frozen=True, slots=True)
class PageNotice:
    """A line for one person, and the page it leads to."""

    text: str
    href: str = ""


@dataclass(frozen=True, slots=True)
class ConfirmQuestion:
    """A button that asks before it acts."""

    confirm: Mapping[str, Any]
    press: Callable[[], ActionResult]


@dataclass(slots=True)
class PageState:
    """The state of one person's page: notices, a question, what they put in a form and what is wrong with it."""

    notices: list[PageNotice] = field(default_factory=list)
    question: ConfirmQuestion | None = None
    entered: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, Mapping[str, str]] = field(default_factory=dict)
