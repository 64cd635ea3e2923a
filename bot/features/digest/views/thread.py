"""What stands in the digest's thread: all areas, all assignments, who learned what, on as many pages as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from bot.calendar import date_text, weeks
from bot.catalog.catalog import Catalog
from bot.features.digest.rules import Digest, DigestLearner
from bot.slack.blocks import section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, short_person_name
from bot.timeexpr.durations import parse
from bot.ui.names import area_name, assignment_name

MAX_PAGE_LENGTH: Final = 3600  # characters, with which a page's plain text is complete as well
MAX_SECTION_LENGTH: Final = 2800
MAX_PAGES: Final = 20  # hundreds of people; who comes after that is counted
SMALL_TEAM_SIZE: Final = 60
LEARNER_LINE_LENGTHS: Final = (240, 110)  # characters for each person, in a small team and in a large one
NAMES_PER_LINE: Final = 15  # names in one line


def render_thread(digest: Digest, *, catalog: Catalog, today: date) -> tuple[Message, ...]:
    """The thread under the digest of a week; none where nobody wants it, or nothing is left to say."""
    if digest.is_empty or not digest.has_thread:
        return ()
    lines = [
        *_area_lines(digest, catalog),
        *_assignment_lines(digest, catalog),
        *_learner_lines(digest.learners, catalog),
    ]
    packed = list(_pack_lines(lines, MAX_PAGE_LENGTH))
    if len(packed) > MAX_PAGES:
        left = sum(map(len, packed[MAX_PAGES:]))
        packed = [*packed[:MAX_PAGES], [f"and {format_count(left, 'more line')} that would be too long for a thread"]]
    monday, sunday = (date_text.day_text(day, today) for day in weeks.week_bounds(digest.week))
    lead = f"*In detail, {monday} to {sunday}*"
    return tuple(
        compose_message(
            section(f"{lead} ({number} of {len(packed)})" if len(packed) > 1 else lead),
            [section("\n".join(some)) for some in _pack_lines(page, MAX_SECTION_LENGTH)],
        )
        for number, page in enumerate(packed, start=1)
    )


def _pack_lines(lines: Iterable[str], size: int) -> Iterator[list[str]]:
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


def _area_lines(digest: Digest, catalog: Catalog) -> Iterator[str]:
    lines = [f"{area_name(area, catalog)}: {parse.spell(minutes)}" for area, minutes in digest.areas]
    return _with_title("By area", lines)


def _assignment_lines(digest: Digest, catalog: Catalog) -> Iterator[str]:
    lines = [
        f"{assignment_name(one.assignment, catalog)}{how}: {', '.join(names[start : start + NAMES_PER_LINE])}"
        for one in digest.finished_assignments
        for how, people in (
            (", signed off", one.names[: one.signed_off_count]),
            ("", one.names[one.signed_off_count :]),
        )
        for names in (list(map(short_person_name, people)),)
        for start in range(0, len(names), NAMES_PER_LINE)
    ]
    return _with_title("Assignments done", lines)


def _learner_lines(learners: Sequence[DigestLearner], catalog: Catalog) -> Iterator[str]:
    length = LEARNER_LINE_LENGTHS[len(learners) > SMALL_TEAM_SIZE]
    return _with_title("Who learned what", [clip(_learner_line(learner, catalog), length) for learner in learners])


def _with_title(title: str, lines: Sequence[str]) -> Iterator[str]:
    """The title goes with the first line, so that no page ends with it."""
    for number, line in enumerate(lines):
        yield line if number else f"*{title}*\n{line}"


def _learner_line(learner: DigestLearner, catalog: Catalog) -> str:
    """`Ana: Networking (AWS VPC Endpoints), Blockchain`."""
    topics: dict[str, list[str]] = {}
    for area, topic in learner.subjects:
        place = catalog.find_topic(topic) if topic else None
        topics.setdefault(area, []).extend([f"{place.roadmap.name} {escape(place.topic.name)}"] if place else [])
    subjects = (
        area_name(area, catalog) + (f" ({', '.join(names)})" if names else "") for area, names in topics.items()
    )
    return f"{short_person_name(learner.name)}: {', '.join(subjects)}"
