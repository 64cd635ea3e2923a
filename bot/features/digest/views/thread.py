"""The digest's thread: all areas, all assignments, and who learned what, on as many pages as it takes."""

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
MAX_PAGES: Final = 20  # hundreds of people; lines after that are counted
SMALL_TEAM_SIZE: Final = 60
LEARNER_LINE_LENGTHS: Final = (240, 110)  # characters for each person, in a small team and in a large one
NAMES_PER_LINE: Final = 15


def render_thread(digest: Digest, *, catalog: Catalog, today: date) -> tuple[Message, ...]:
    """Render the thread under the digest of a week; empty if nobody wants it, or nothing is left to say."""
    if digest.is_empty or not digest.has_thread:
        return ()
    lines = [
        *_area_lines(digest, catalog),
        *_assignment_lines(digest, catalog),
        *_learner_lines(digest.learners, catalog),
    ]
    pages = list(_pack_lines(lines, MAX_PAGE_LENGTH))
    if len(pages) > MAX_PAGES:
        left = sum(map(len, pages[MAX_PAGES:]))
        pages = [*pages[:MAX_PAGES], [f"and {format_count(left, 'more line')} that would be too long for a thread"]]
    monday, sunday = (date_text.day_text(day, today) for day in weeks.week_bounds(digest.week))
    lead = f"*In detail, {monday} to {sunday}*"
    return tuple(
        compose_message(
            section(f"{lead} ({number} of {len(pages)})" if len(pages) > 1 else lead),
            [section("\n".join(paragraph)) for paragraph in _pack_lines(page, MAX_SECTION_LENGTH)],
        )
        for number, page in enumerate(pages, start=1)
    )


def _pack_lines(lines: Iterable[str], max_length: int) -> Iterator[list[str]]:
    """Pack as many lines together as fit into so many characters."""
    page: list[str] = []
    length = 0
    for line in lines:
        if page and length + len(line) + 1 > max_length:
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
        f"{assignment_name(each.assignment, catalog)}{how}: {', '.join(names[start : start + NAMES_PER_LINE])}"
        for each in digest.finished_assignments
        for how, people in (
            (", signed off", each.names[: each.signed_off_count]),
            ("", each.names[each.signed_off_count :]),
        )
        for names in (list(map(short_person_name, people)),)
        for start in range(0, len(names), NAMES_PER_LINE)
    ]
    return _with_title("Assignments done", lines)


def _learner_lines(learners: Sequence[DigestLearner], catalog: Catalog) -> Iterator[str]:
    length = LEARNER_LINE_LENGTHS[len(learners) > SMALL_TEAM_SIZE]
    return _with_title("Who learned what", [clip(_learner_line(learner, catalog), length) for learner in learners])


def _with_title(title: str, lines: Sequence[str]) -> Iterator[str]:
    """Put the title on the first line, so that no page ends with it."""
    for number, line in enumerate(lines):
        yield line if number else f"*{title}*\n{line}"


def _learner_line(learner: DigestLearner, catalog: Catalog) -> str:
    """Return a line such as `Ana: Networking (AWS VPC Endpoints), Blockchain`."""
    topics: dict[str, list[str]] = {}
    for area, topic in learner.subjects:
        found = catalog.find_topic_or_part(topic) if topic else None
        topics.setdefault(area, []).extend([f"{found.roadmap.name} {escape(found.name)}"] if found else [])
    subjects = (
        area_name(area, catalog) + (f" ({', '.join(names)})" if names else "") for area, names in topics.items()
    )
    return f"{short_person_name(learner.name)}: {', '.join(subjects)}"
