"""The weekly digest: what a team learned, on one screen for any size of team."""

from __future__ import annotations

from datetime import date
from typing import Final

from slackblocks import ActionsBlock, Block

from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.features.digest.rules.content import Digest
from bot.features.digest.views import paragraphs
from bot.slack.blocks import Press, actions, bars, context, header, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import count
from bot.timeexpr.durations import parse
from bot.ui import log_buttons
from bot.ui.names import area_label, area_name

BARS: Final = 6
BUTTONS: Final = "The buttons book on what comes next in your own plan; only you see the answer."


def week(digest: Digest, *, catalog: Catalog, today: date, prefix: str = "", coming: str = "") -> Message:
    """The digest of a week; of a quiet one a single line. `prefix` stands before the commands' names.

    `coming` are the sessions of the week after it, in words.
    """
    if digest.is_quiet:
        return _quiet(digest, today, prefix, coming)
    head = header(f"What we learned, {weeks.spell(digest.week, today)}")
    parts: list[Block] = [section(_numbers(digest))]
    if digest.areas:
        parts.append(section(_areas(digest, catalog)))
    rest = [
        paragraphs.board(digest, today),
        paragraphs.done(digest.done, catalog),
        paragraphs.mentors(digest.mentors),
        paragraphs.shared(digest, catalog),
        paragraphs.streaks(digest.streaks),
        coming,
        paragraphs.suggestion(digest.suggestion, prefix),
    ]
    parts += [section(words) for words in rest if words]
    more = "More of it stands in the thread. " if digest.has_thread else ""
    small = context(f"{more}{BUTTONS} People who hide are not shown. `/{prefix}leaderboard hide` hides you too.")
    said = compose(head, parts, small).text  # the chart's figures stand in words already
    return compose(head, parts[:1], _chart(digest, catalog), parts[1:], _log(), small, text=said)


def _quiet(digest: Digest, today: date, prefix: str, coming: str) -> Message:
    span = weeks.spell(digest.week, today)
    lead = f"The week {span} was off for the whole team" if digest.off else f"No hours to show for {span}"
    words = f"{lead}. A new week is a good start: `/{prefix}log 30m networking`."
    return compose(section(words), section(coming) if coming else None, _log(), context(BUTTONS))


def _log() -> ActionsBlock | None:
    """Buttons that book for whoever presses."""
    return actions(*(Press(f"Log {parse.spell(each)}", "log.quick", str(each)) for each in log_buttons.MINUTES))


def _numbers(digest: Digest) -> str:
    if not digest.minutes:
        return "No hours this time, but assignments were done." if digest.done else "No hours this time."
    people = count(digest.people, "person", "people")
    return f"*{parse.spell(digest.minutes)}* by {people}{_against(digest.minutes, digest.before)}."


def _against(minutes: int, before: int | None) -> str:
    """Against the week before, in words."""
    if before is None:
        return ""
    if before == 0:
        return ", after a week without any"
    if minutes == before:
        return ", as much as the week before"
    more = "more" if minutes > before else "less"
    return f", {parse.spell(abs(minutes - before))} {more} than the week before"


def _areas(digest: Digest, catalog: Catalog) -> str:
    return "*By area*: " + ", ".join(
        f"{area_name(area, catalog)} {parse.spell(minutes)}" for area, minutes in digest.areas
    )


def _chart(digest: Digest, catalog: Catalog) -> Block | None:
    """Bars for areas, where there is something to compare; what has no bar of its own stands in the last."""
    if len(digest.areas) < 2:
        return None
    named = digest.areas if len(digest.areas) <= BARS else digest.areas[: BARS - 1]
    values = [(area_label(area, catalog), _hours(minutes)) for area, minutes in named]
    rest = sum(minutes for _, minutes in digest.areas[len(named) :])
    return bars("Hours by area", "Hours", [*values, ("Others", _hours(rest))] if rest else values)


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)
