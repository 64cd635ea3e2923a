"""What stands in the digest's thread: all areas, all assignments, who learned what, on as many pages as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from bot.calendar import format as calendar_format
from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.features.digest.rules.content import Digest, Learner
from bot.slack.blocks import section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import clip, count, escape, short_person
from bot.timeexpr.durations import parse
from bot.ui.names import area_name, assignment_name

PAGE: Final = 3600  # characters, with which a page's plain text is complete as well
SECTION: Final = 2800
PAGES: Final = 20  # hundreds of people; who comes after that is counted
SMALL_TEAM: Final = 60
LINES: Final = (240, 110)  # characters for each person, in a small team and in a large one
TOGETHER: Final = 15  # names in one line


def pages(digest: Digest, *, catalog: Catalog, today: date) -> tuple[Message, ...]:
    """The thread under the digest of a week; none where nobody wants it, or nothing is left to say."""
    if digest.is_quiet or not digest.has_thread:
        return ()
    lines = [*_areas(digest, catalog), *_done(digest, catalog), *_learners(digest.learners, catalog)]
    packed = list(_packed(lines, PAGE))
    if len(packed) > PAGES:
        left = sum(map(len, packed[PAGES:]))
        packed = [*packed[:PAGES], [f"and {count(left, 'more line')} that would be too long for a thread"]]
    monday, sunday = (calendar_format.spell(day, today) for day in weeks.days_of(digest.week))
    lead = f"*In detail, {monday} to {sunday}*"
    return tuple(
        compose(
            section(f"{lead} ({number} of {len(packed)})" if len(packed) > 1 else lead),
            [section("\n".join(some)) for some in _packed(page, SECTION)],
        )
        for number, page in enumerate(packed, start=1)
    )


def _packed(lines: Iterable[str], size: int) -> Iterator[list[str]]:
    """As many lines together as fit into so many characters."""
    page: list[str] = []
    length = 0
    for line in lines:
        if page and length + len(line) + 1 > size:
            yield page
            page, length = [], 0
        page.append(line)
        length += len(line) + 1
    if page:
        yield page


def _areas(digest: Digest, catalog: Catalog) -> Iterator[str]:
    lines = [f"{area_name(area, catalog)}: {parse.spell(minutes)}" for area, minutes in digest.areas]
    return _titled("By area", lines)


def _done(digest: Digest, catalog: Catalog) -> Iterator[str]:
    lines = [
        f"{assignment_name(one.assignment, catalog)}{how}: {', '.join(names[start : start + TOGETHER])}"
        for one in digest.done
        for how, people in ((", signed off", one.names[: one.signed]), ("", one.names[one.signed :]))
        for names in (list(map(short_person, people)),)
        for start in range(0, len(names), TOGETHER)
    ]
    return _titled("Assignments done", lines)


def _learners(learners: Sequence[Learner], catalog: Catalog) -> Iterator[str]:
    length = LINES[len(learners) > SMALL_TEAM]
    return _titled("Who learned what", [clip(_learner(learner, catalog), length) for learner in learners])


def _titled(title: str, lines: Sequence[str]) -> Iterator[str]:
    """The title goes with the first line, so that no page ends with it."""
    for number, line in enumerate(lines):
        yield line if number else f"*{title}*\n{line}"


def _learner(learner: Learner, catalog: Catalog) -> str:
    """`Ana: Networking (AWS VPC Endpoints), Blockchain`."""
    topics: dict[str, list[str]] = {}
    for area, topic in learner.subjects:
        place = catalog.find_topic(topic) if topic else None
        topics.setdefault(area, []).extend([f"{place.roadmap.name} {escape(place.topic.name)}"] if place else [])
    subjects = (
        area_name(area, catalog) + (f" ({', '.join(names)})" if names else "") for area, names in topics.items()
    )
    return f"{short_person(learner.name)}: {', '.join(subjects)}"
