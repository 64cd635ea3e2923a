"""The weekly digest: what a team learned, short enough for any size of team."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from slackblocks import ActionsBlock, Block

from bot.catalog.catalog import Catalog
from bot.domain import durations, weeks
from bot.domain.digest import Digest, Done, Learner
from bot.domain.ranking import Ranked
from bot.views import quick
from bot.views.message import Message, compose
from bot.views.parts import Press, actions, bars, context, header, section
from bot.views.text import clip, count, escape, listed

BARS: Final = 6
TOP: Final = 5
BOARD_LINES: Final = 10
DONE_LINES: Final = 6
NAMES: Final = 3
LINE: Final = 110
NAME: Final = 40
BUTTONS: Final = "The buttons book on what comes next in your own plan; only you see the answer."


def week(digest: Digest, *, catalog: Catalog, today: date, prefix: str = "") -> Message:
    """The digest of a week; of a quiet one a single line. `prefix` stands before the commands' names."""
    if digest.is_quiet:
        return _quiet(digest, today, prefix)
    head = header(f"What we learned, {weeks.spell(digest.week, today)}")
    parts: list[Block] = [section(_numbers(digest))]
    if digest.areas:
        parts.append(section(_areas(digest, catalog)))
    rest = [
        _learners(digest, catalog),
        _board(digest, today),
        _done(digest.done, catalog),
        _forgotten(digest, catalog, prefix),
    ]
    parts += [section(words) for words in rest if words]
    small = context(f"{BUTTONS} People who hide are not shown. `/{prefix}leaderboard hide` hides you too.")
    said = compose(head, parts, small).text  # the chart's figures stand in words already
    return compose(head, parts[:1], _chart(digest, catalog), parts[1:], _log(), small, text=said)


def _quiet(digest: Digest, today: date, prefix: str) -> Message:
    span = weeks.spell(digest.week, today)
    words = f"No hours to show for {span}. A new week is a good start: `/{prefix}log 30m networking`."
    return compose(section(words), _log(), context(BUTTONS))


def _log() -> ActionsBlock | None:
    """Buttons that book for whoever presses."""
    return actions(*(Press(f"Log {durations.spell(each)}", "log.quick", str(each)) for each in quick.MINUTES))


def _numbers(digest: Digest) -> str:
    if not digest.minutes:
        return "No hours this time, but assignments were done."
    people = count(digest.people, "person", "people")
    return f"*{durations.spell(digest.minutes)}* by {people}{_against(digest.minutes, digest.before)}."


def _against(minutes: int, before: int | None) -> str:
    """Against the week before, in words."""
    if before is None:
        return ""
    if before == 0:
        return ", after a week without any"
    if minutes == before:
        return ", as much as the week before"
    more = "more" if minutes > before else "less"
    return f", {durations.spell(abs(minutes - before))} {more} than the week before"


def _areas(digest: Digest, catalog: Catalog) -> str:
    return "*By area*: " + ", ".join(
        f"{_area(area, catalog)} {durations.spell(minutes)}" for area, minutes in digest.areas
    )


def _chart(digest: Digest, catalog: Catalog) -> Block | None:
    """Bars for areas, where there is something to compare; what has no bar of its own stands in the last."""
    if len(digest.areas) < 2:
        return None
    named = digest.areas if len(digest.areas) <= BARS else digest.areas[: BARS - 1]
    values = [(_label(area, catalog), _hours(minutes)) for area, minutes in named]
    rest = sum(minutes for _, minutes in digest.areas[len(named) :])
    return bars("Hours by area", "Hours", [*values, ("Others", _hours(rest))] if rest else values)


def _learners(digest: Digest, catalog: Catalog) -> str:
    if not digest.learners:
        return ""
    lines = [_learner(learner, catalog) for learner in digest.learners]
    lines += [f"and {count(digest.more, 'other')}"] if digest.more else []
    return "*Who learned what*\n" + "\n".join(lines)


def _learner(learner: Learner, catalog: Catalog) -> str:
    """`Ana: Networking (AWS VPC Endpoints), Blockchain`."""
    topics: dict[str, list[str]] = {}
    for area, topic in learner.subjects:
        place = catalog.find_topic(topic) if topic else None
        topics.setdefault(area, []).extend([f"{place.roadmap.name} {escape(place.topic.name)}"] if place else [])
    subjects = (_area(area, catalog) + (f" ({', '.join(names)})" if names else "") for area, names in topics.items())
    return clip(f"{_name(learner.name)}: {', '.join(subjects)}", LINE)


def _board(digest: Digest, today: date) -> str:
    if not digest.board:
        return ""
    lines = list(_lines([row for row in digest.board if row.rank <= TOP]))
    return f"*Leaderboard, {weeks.spell(digest.week, today)}*\n" + "\n".join(lines)


def _lines(rows: Sequence[Ranked]) -> Sequence[str]:
    lines = [f"{row.rank}. {_name(row.name)}: {durations.spell(row.minutes)}" for row in rows[:BOARD_LINES]]
    more = len(rows) - len(lines)
    return [*lines, f"and {more} more with {durations.spell(rows[-1].minutes)}"] if more else lines


def _done(done: Sequence[Done], catalog: Catalog) -> str:
    if not done:
        return ""
    lines = [_ticked(one, catalog) for one in done[:DONE_LINES]]
    more = len(done) - len(lines)
    lines += [f"and {count(more, 'other assignment')}"] if more else []
    return "*Assignments done*\n" + "\n".join(lines)


def _ticked(done: Done, catalog: Catalog) -> str:
    found = catalog.find_assignment(done.assignment)
    names = [_name(name) for name in done.names[:NAMES]]
    more = len(done.names) - len(names)
    people = listed([*names, count(more, "other")] if more else names)
    return f"{escape(found[1].name if found else done.assignment)}: {people}"


def _forgotten(digest: Digest, catalog: Catalog, prefix: str) -> str:
    area = catalog.find_area(digest.forgotten) if digest.forgotten else None
    if area is None:
        return ""
    return (
        f"*Worth a look together*: {escape(area.name)}, priority {area.priority} of the plan, had no hours here "
        f"in the last four weeks. `/{prefix}plan {area.id}` tells more."
    )


def _area(area_id: str, catalog: Catalog) -> str:
    """An area's name; an id that left the content stays readable."""
    area = catalog.find_area(area_id)
    return escape(area.name if area else area_id)


def _label(area_id: str, catalog: Catalog) -> str:
    area = catalog.find_area(area_id)
    return area.name if area else area_id


def _name(name: str) -> str:
    return clip(escape(name.lstrip("@")), NAME)


def _hours(minutes: int) -> float:
    return round(minutes / 60, 2)
