"""A member's entries, a page at a time, each with Edit and Delete."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slackblocks import Block

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core.ledger.rules import Entry, Page
from bot.core.plan.progress import Doubt
from bot.slack.blocks import Confirm, Press, actions, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape
from bot.slack.payloads import Listed
from bot.timeexpr import past_ranges
from bot.timeexpr.durations import parse
from bot.timeexpr.past_ranges import EVER, PastRange
from bot.ui.entry_text import line, quoted
from bot.ui.links import evidence

PAGE: Final = 8


FORMS: Final = "`week`, `last month`, `networking`, `3-14 nov`, `since mon`, `2026-W46`"


@dataclass(frozen=True, slots=True)
class Chosen:
    """Which entries are shown: the days, the area, and how many newer ones are left out; `lead` comes before them."""

    days: PastRange = EVER
    area: Area | None = None
    offset: int = 0
    lead: str = ""

    @property
    def is_all(self) -> bool:
        """Whether nothing is left out but newer pages."""
        return self.days == EVER and self.area is None

    def ticket(self, offset: int = 0) -> str:
        """The value of a button that shows another page of the same."""
        area = self.area.id if self.area else ""
        return Listed(first=self.days.first, last=self.days.last, area=area, offset=offset).value()


def listing(page: Page, chosen: Chosen, catalog: Catalog, today: date) -> Message:
    """A page of a member's entries, newest first, under the sum of all that were asked for."""
    turning = turn("log.list", chosen, page.count, PAGE, today)
    if not page.count:
        if chosen.is_all:
            return compose(section("No entries yet. Book your first with `/log 2h networking`."))
        return compose(section(f"{_lead(chosen)}*{name(chosen, today)}:* no entries."), turning)
    return compose(
        section(f"{_lead(chosen)}*{_sum(page, chosen, today)}*, newest first{_place(page, chosen)}"),
        [block for entry in page.entries for block in _entry(entry, catalog, today)],
        turning,
    )


def turn(action: str, chosen: Chosen, known: int, size: int, today: date) -> Block | None:
    """The buttons below a page: its neighbours, and the other periods."""
    area = chosen.area.id if chosen.area else ""
    newer = Press("Newer", action, chosen.ticket(max(0, chosen.offset - size))) if chosen.offset else None
    older = Press("Older", action, chosen.ticket(chosen.offset + size)) if chosen.offset + size < known else None
    periods = (
        ("This week", past_ranges.week_range(today), Listed(period="week", area=area)),
        ("This month", past_ranges.month_range(today), Listed(period="month", area=area)),
        ("All", EVER, Listed(area=area)),
    )
    others = (Press(label, action, ticket.value()) for label, days, ticket in periods if days != chosen.days)
    return actions(newer, older, *others)


def name(chosen: Chosen, today: date) -> str:
    """What is shown: `Networking, 16-22 Nov`; `All entries` where nothing is left out."""
    days = past_ranges.spell_range(chosen.days, today)
    parts = (chosen.area.name if chosen.area else "", days if chosen.area else days[:1].upper() + days[1:])
    return ", ".join(filter(None, parts)) or "All entries"


def deletion(entry: Entry, catalog: Catalog, today: date) -> Press:
    """The button that deletes an entry, after it has said what that does."""
    what = line(entry, catalog, today)
    confirm = Confirm("Delete it?", f"{what} will no longer count. You can undo that.", "Delete")
    return Press("Delete", "log.delete", str(entry.root), confirm=confirm)


def which_area(doubt: Doubt, presses: Sequence[Press], typed: str) -> Message:
    """Words that name neither days nor a single area: the fitting or nearest areas as buttons, and the forms."""
    if doubt.known:
        return compose(section(f"*Which area do you mean by “{escape(clip(doubt.typed, 80))}”?*"), actions(*presses))
    near = " Did you mean one of these?" if presses else ""
    words = f"“{escape(clip(typed, 80))}”: I know no such days or focus area.{near}"
    return compose(section(f"{words}\nWrite {FORMS}, or days and an area together."), actions(*presses))


def two_periods(typed: str) -> Message:
    """Days were named twice."""
    return compose(section(f"I read two periods in “{escape(clip(typed, 80))}”. Name one: {FORMS}."))


def _entry(entry: Entry, catalog: Catalog, today: date) -> list[Block]:
    marks = [escape(entry.activity), "corrected" if entry.is_corrected else ""]
    mark = f" ({', '.join(filter(None, marks))})" if any(marks) else ""
    row = actions(Press("Edit", "log.edit", str(entry.root)), deletion(entry, catalog, today))
    assert row is not None
    words = f"*{line(entry, catalog, today)}*{mark}{quoted(entry.note)}{evidence(entry.evidence)}"
    return [section(words), row]


def _sum(page: Page, chosen: Chosen, today: date) -> str:
    return f"{name(chosen, today)}: {parse.spell(page.minutes)} in {count(page.count, 'entry', 'entries')}"


def _place(page: Page, chosen: Chosen) -> str:
    """Where a page stands among several."""
    if page.count <= PAGE:
        return ""
    return f" ({chosen.offset + 1}-{chosen.offset + len(page.entries)})"


def _lead(chosen: Chosen) -> str:
    return f"{chosen.lead}\n" if chosen.lead else ""
