"""The state of a person's page beside the conversations."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class NoticeLink:
    """A place that a line leads to."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class PageNotice:
    """A line for one person, and the places it leads to."""

    text: str
    links: tuple[NoticeLink, ...] = ()


@dataclass(slots=True)
class PageState:
    """The state of one person's page: notices, what they put in a form and what is wrong with it.

    `revision` counts the changes of `errors`, so that a form is drawn again when another thing is wrong.
    """

    notices: list[PageNotice] = field(default_factory=list)
    entered: dict[str, dict[str, Any]] = field(default_factory=dict)
    errors: dict[str, Mapping[str, str]] = field(default_factory=dict)
    revision: int = 0

    def tell_errors(self, view_id: str, wrong: Mapping[str, str]) -> None:
        """Put these errors at the fields of a view."""
        self.errors[view_id] = wrong
        self.revision += 1
