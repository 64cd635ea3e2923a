"""Write where to learn a topic: each resource as a link, with its kind and how long it takes."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Final

from bot.catalog.lessons import Resource
from bot.slack.mrkdwn import escape
from bot.timeexpr.durations import parse

KINDS: Final = {"docs": "documentation", "spec": "specification"}  # the others are called as they are


def learn_lines(resources: Iterable[Resource]) -> tuple[str, ...]:
    """Return where to learn a topic: a heading, and a line for each resource."""
    return ("*Learn it*", *(f"• {resource_line(each)}" for each in resources))


def resource_line(resource: Resource) -> str:
    """Return a resource as a link, with its kind and how long it takes."""
    return f"{resource_link(resource)} ({_about(resource)})"


def resource_link(resource: Resource) -> str:
    """Return a resource as a link with its title; addresses in content hold nothing that could end it."""
    return f"<{resource.url.replace('&', '&amp;')}|{escape(resource.title).replace('|', '/')}>"


def _about(resource: Resource) -> str:
    paid = ", paid" if resource.price == "paid" else ""
    return f"{KINDS.get(resource.kind, resource.kind)}{paid}, {parse.spell(resource.minutes)}"
