"""`/roadmate waiting`: what waits for the reader, what the reader waits for and what the team waits for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.features.waiting.rules.items import WaitingItem, WaitingKind, WaitingList
from bot.features.waiting.views.items import (
    WaitingReader,
    awaited_text,
    item_title,
    name_of,
    open_button,
    owner_name,
    question_text,
)
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.slash import SLASH

ITEMS_PER_PAGE: Final = 10


@frozen
class WaitingPage:
    """The three lists of a reader, each oldest first, and from which row on they are shown."""

    waiting: WaitingList
    mine: Sequence[WaitingItem]
    wanted: Sequence[WaitingItem]
    others: Sequence[WaitingItem] = ()
    offset: int = 0

    @property
    def rows(self) -> list[tuple[str, WaitingItem]]:
        """Return all rows, each with the heading that it stands below."""
        lists = (
            (f"⏳ *Waiting for you* ({len(self.mine)})", self.mine),
            (f"*You're waiting for* ({len(self.wanted)})", self.wanted),
            (f"*The team is waiting for others* ({len(self.others)})", self.others),
        )
        return [(heading, item) for heading, items in lists for item in items]

    @property
    def shown_owners(self) -> frozenset[str]:
        """Return whose work, levels and stuck calls stand on the page."""
        shown = self.rows[self.offset : self.offset + ITEMS_PER_PAGE]
        return frozenset(item.owner for _, item in shown if item.kind is not WaitingKind.PROPOSAL)


def render_waiting(page: WaitingPage, catalog: Catalog, reader: WaitingReader, *, lead: str = "") -> Message:
    """Render a page of closed rows, each with one button that opens it."""
    rows = page.rows
    if not rows:
        nothing = "Nothing is waiting for you, and you aren't waiting for anyone."
        return compose_message(section(f"{lead}\n{nothing}".lstrip()))
    blocks: list[Block] = [section(lead)] if lead else []
    before = ""
    for heading, item in rows[page.offset : page.offset + ITEMS_PER_PAGE]:
        if heading != before:
            blocks.append(section(heading))
        before = heading
        blocks.append(section(_row_text(item, page, catalog, reader), open_button(item, page.waiting, catalog)))
    return compose_message(blocks, actions(*_page_buttons(page.offset, len(rows))))


def render_gone(lead: str = "") -> Message:
    """Say that something waits no longer."""
    return compose_message(section(lead or "That's been answered already."), actions(others_button()))


def render_reminders_set(*, is_on: bool) -> Message:
    """Confirm that the letters about what waits are on or off."""
    if is_on:
        return compose_message(section("✅ Reminders are on: one for each thing that waits for two working days."))
    return compose_message(
        section(f"✅ No more reminders about what's waiting. The list is still here: `{SLASH}roadmate waiting`.")
    )


def render_unknown_words(typed: str) -> Message:
    """Say what may be typed after the command."""
    return compose_message(
        section(f"I don't know “{typed}” here. `{SLASH}roadmate waiting` lists all that's waiting."),
        context(f"Reminders: `{SLASH}roadmate waiting off`, `{SLASH}roadmate waiting on`."),
    )


def others_button() -> ButtonSpec:
    """Return the button that leads back to the list."""
    return ButtonSpec("What else waits", "work.waiting", "0")


def _row_text(item: WaitingItem, page: WaitingPage, catalog: Catalog, reader: WaitingReader) -> str:
    waiting, since = page.waiting, reader.since_text(item.since)
    if reader.member.id in item.awaited:
        handed = f", handed over by {name_of(item.handed_by, waiting)}" if item.handed_by else ""
        return f"{question_text(item, waiting, catalog, reader.member.id)}\n{since[:1].upper()}{since[1:]}{handed}"
    whose = "" if item.kind is WaitingKind.PROPOSAL or reader.member.id in item.waiters else owner_name(item, waiting)
    title = item_title(item, waiting, catalog, reader.member.id)
    title = f"{title[:1].upper()}{title[1:]}"  # `You as Mei's mentor`
    lead = f"*{whose}:* {title}" if whose else f"*{title}*"
    if awaited := awaited_text(item, waiting):
        return f"{lead}\nWaiting for {awaited} {since}"
    return f"{lead}\nNobody was asked yet, waiting {since}"


def _page_buttons(offset: int, number: int) -> list[ButtonSpec]:
    buttons = []
    if offset:
        buttons.append(ButtonSpec("Previous", "work.waiting", str(max(0, offset - ITEMS_PER_PAGE))))
    if number > offset + ITEMS_PER_PAGE:
        buttons.append(ButtonSpec("Next", "work.waiting", str(offset + ITEMS_PER_PAGE)))
    return buttons
