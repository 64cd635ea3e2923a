"""What a mentor is told each Monday, and the switch for it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any, Final

from slackblocks import Block

from bot.calendar import format as calendar_format
from bot.catalog.catalog import Catalog
from bot.features.mentor_summary.rules import Praise, Summary, Word
from bot.features.team.rules.status import Kind
from bot.features.team.views import status as team_status
from bot.slack.blocks import Press, context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape, listed
from bot.slack.payloads import BadTicket, Opened, read

CARD: Final = "card.open"
PLAN: Final = "mentors.plan"  # on messages of older versions
PRAISED: Final = 5  # people by name; the rest are counted
ASSIGNMENTS: Final = 2
NAME: Final = 60


def week(summary: Summary, *, catalog: Catalog, today: date, prefix: str = "") -> Message:
    """Who needs a word, most urgent first, each with a way to their card; then who is worth praise."""
    return compose(
        section(f"*Your team, {calendar_format.spell(today, today)}*\n{_lead(summary)}"),
        [section(_word(word, today, catalog), Press("Their card", CARD, word.member)) for word in summary.words],
        _rest(summary, prefix),
        section(_praise(summary.praise, catalog)) if summary.praise else None,
        context(
            "Hours of the last four weeks, against the goal for the days on which they were there. "
            f"Only you get this; `/{prefix}roadmate mentoring off` ends it."
        ),
    )


def named(message: Mapping[str, Any]) -> frozenset[str]:
    """Who needed a word in such a message, as it was stored."""
    found = (_member(block) for block in message.get("blocks", ()))
    return frozenset(member for member in found if member)


def switched(*, on: bool, fresh: bool, coming: datetime, today: date, prefix: str = "") -> Message:
    """Whether it is sent, and when next; `coming` is in the reader's zone."""
    command, lead = f"/{prefix}roadmate mentoring", "*Changed.* " if fresh else ""
    if not on:
        return compose(section(f"{lead}The mentor's summary is *off* for you. `{command} on` has it sent on Mondays."))
    at = f"{calendar_format.spell(coming.date(), today)} {coming:%H:%M}"
    return compose(
        section(f"{lead}The mentor's summary is *on* for you: who needs a word and why, next on {at}."),
        context(f"A Monday with nothing new to say brings none. `{command} off` ends it."),
    )


def unclear(words: str, prefix: str = "") -> Message:
    """Words that mean nothing here."""
    command, got = f"/{prefix}roadmate mentoring", escape(clip(words, 60))
    return compose(section(f"“{got}” is neither `on` nor `off`. `{command} on` sends it, `{command} off` ends it."))


def _lead(summary: Summary) -> str:
    if summary.words:
        return "Who may need a word from you:"
    return "Nobody new needs a word this week." if summary.same else "Nobody needs a word this week. Well mentored."


def _word(word: Word, today: date, catalog: Catalog) -> str:
    """`Chidi: no entry for 16 days, 20 min of 4 h in four weeks`."""
    still = "still " if word.still else ""
    only = "only " if word.state.kind is Kind.BEHIND else ""
    why = ", ".join(team_status.reason(each, today, catalog) for each in word.state.reasons)
    return f"*{_person(word.name)}*: {still}{only}{why}"


def _rest(summary: Summary, prefix: str) -> Block | None:
    """Who is not named: too many for one message, or told last week and no worse."""
    more = f"And {summary.more} more: `/{prefix}team` shows everybody." if summary.more else ""
    verb = "is" if summary.same == 1 else "are"
    same = f"{count(summary.same, 'person', 'people')} of last week's {verb} no worse." if summary.same else ""
    words = " ".join(filter(None, (more, same)))
    return context(words) if words else None


def _praise(praise: tuple[Praise, ...], catalog: Catalog) -> str:
    lines = [f"{_person(each.name)}: {_deeds(each, catalog)}" for each in praise[:PRAISED]]
    more = len(praise) - len(lines)
    return "\n".join(["*Worth praise*", *lines, *([f"and {count(more, 'other')}"] if more else [])])


def _deeds(praise: Praise, catalog: Catalog) -> str:
    """`goal met 4 weeks in a row; finished Build a VPC`."""
    run = f"goal met {praise.weeks} weeks in a row" if praise.weeks else ""
    names = [_assignment(each, catalog) for each in praise.assignments[:ASSIGNMENTS]]
    more = len(praise.assignments) - len(names)
    finished = f"finished {listed([*names, f'{more} more'] if more else names)}" if names else ""
    return "; ".join(filter(None, (run, finished)))


def _assignment(assignment: str, catalog: Catalog) -> str:
    """Its name; an id that left the content stays readable."""
    found = catalog.find_assignment(assignment)
    return clip(escape(found[1].name if found else assignment), NAME)


def _person(name: str) -> str:
    """A name that is no mention, and never long."""
    return clip(escape(name.lstrip("@")), NAME)


def _member(block: Mapping[str, Any]) -> str:
    press = block.get("accessory") or {}
    action, value = str(press.get("action_id", "")), press.get("value", "")
    if action.startswith(CARD):
        return str(value)
    if not action.startswith(PLAN):
        return ""
    try:
        return read(Opened, value).member
    except BadTicket:
        return ""
