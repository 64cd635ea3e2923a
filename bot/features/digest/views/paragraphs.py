"""What the digest says in words, paragraph by paragraph; an empty one where there is nothing to say."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.features.digest.rules.content import Digest, Done, Reached, Suggestion, Talk
from bot.features.leaderboard.rules.ranking import Ranked
from bot.slack.mrkdwn import clip, count, escape, listed, percent, short_person
from bot.timeexpr.durations import parse
from bot.ui.names import assignment_name

TOP: Final = 5


BOARD_LINES: Final = 8


DONE_LINES: Final = 4


TALK_LINES: Final = 3


NAMES: Final = 3


LINE: Final = 110


THING: Final = 60  # characters of an assignment or of what is suggested


def board(digest: Digest, today: date) -> str:
    """The first five ranks; a long tie is counted."""
    if not digest.board:
        return ""
    by = "" if digest.board[0].share is None else " · by share of one's own goal"
    lines = list(_lines([row for row in digest.board if row.rank <= TOP]))
    return f"*Leaderboard, {weeks.spell(digest.week, today)}*{by}\n" + "\n".join(lines)


def _lines(rows: Sequence[Ranked]) -> Sequence[str]:
    lines = [f"{row.rank}. {short_person(row.name)}: {_score(row)}" for row in rows[:BOARD_LINES]]
    more = len(rows) - len(lines)
    return [*lines, f"and {more} more with {_score(rows[-1])}"] if more else lines


def _score(row: Ranked) -> str:
    """A share stands alone: with the hours beside it, it would tell a goal, and days away."""
    return parse.spell(row.minutes) if row.share is None else percent(row.share / 100 or 0.001)


def done(done: Sequence[Done], catalog: Catalog) -> str:
    """The assignments that most people ticked, and how many more there are."""
    lines = [
        f"{clip(assignment_name(one.assignment, catalog), THING)}: {_people(one.names)}{_signed(one)}"
        for one in done[:DONE_LINES]
    ]
    return _listing("Assignments done", lines, len(done), "other assignment")


def _signed(one: Done) -> str:
    """How many of them have a mentor's word, which come first."""
    if not one.signed:
        return ""
    return " (signed off)" if one.signed == len(one.names) else f" ({one.signed} signed off)"


def mentors(names: Sequence[str]) -> str:
    """Who became a mentor."""
    return f"*New {'mentor' if len(names) == 1 else 'mentors'}*: {_people(names)}" if names else ""


def shared(digest: Digest, catalog: Catalog) -> str:
    """Talks by name, mentoring only as a sum."""
    lines = [_talk(talk, catalog) for talk in digest.talks[:TALK_LINES]]
    talks = _listing("Talks", lines, len(digest.talks), "other talk")
    mentoring = f"*Mentoring*: {parse.spell(digest.mentoring)}" if digest.mentoring else ""
    return "\n".join(filter(None, (talks, mentoring)))


def _talk(talk: Talk, catalog: Catalog) -> str:
    """`Ana: State files without fear`."""
    place = catalog.find_topic(talk.topic) if talk.topic else None
    title = " ".join(talk.note.split()) or (f"{place.roadmap.name} {place.topic.name}" if place else "")
    return clip(f"{short_person(talk.name)}: {escape(title)}", LINE) if title else short_person(talk.name)


def streaks(streaks: Sequence[Reached]) -> str:
    """One line for each milestone, longest first, whoever reached it."""
    together: dict[int, list[str]] = {}
    for one in streaks:
        together.setdefault(one.weeks, []).append(one.name)
    lines = [f"{_people(names)}: {number} weeks in a row" for number, names in together.items()]
    return _listing("Goals met, week after week", lines, len(lines), "")


def suggestion(suggestion: Suggestion | None, prefix: str) -> str:
    """What to look at together, whom to ask if somebody agreed to it, and the command that tells more."""
    if suggestion is None:
        return ""
    name = clip(escape(suggestion.name), THING)
    what = (
        f"{name}, priority {suggestion.priority} of the plan, had no hours here in the last four weeks."
        if suggestion.priority
        else f"nobody shown here has touched {name} in the last four weeks."
    )
    knows = (
        f" {short_person(suggestion.knows)} has {parse.spell(suggestion.minutes)} there and is glad to be asked."
        if suggestion.knows
        else ""
    )
    return f"*Worth a look together*: {what}{knows} `/{prefix}{suggestion.command}` tells more."


def _listing(title: str, lines: Sequence[str], size: int, other: str) -> str:
    """Lines under a title, and how many more there are."""
    more = [f"and {count(size - len(lines), other)}"] if size > len(lines) else []
    return "\n".join([f"*{title}*", *lines, *more]) if lines else ""


def _people(names: Sequence[str]) -> str:
    """The first few names, and how many more."""
    shown = [short_person(name) for name in names[:NAMES]]
    more = len(names) - len(shown)
    return listed([*shown, count(more, "other")] if more else shown)
