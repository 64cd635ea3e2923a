"""The digest's thread: the board, all areas, the other wins, and who learned what, on as many pages as it takes."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from typing import Final

from bot.calendar import weeks
from bot.catalog.catalog import Catalog
from bot.features.digest.rules import MAX_WIN_LINES, Digest, DigestLearner, Win, choose_wins
from bot.features.digest.views.board import board_lines
from bot.features.digest.views.wins import MAX_NAMES, win_line
from bot.slack.blocks import section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words, short_person_name
from bot.timeexpr.durations import parse
from bot.ui.names import area_name

MAX_PAGE_LENGTH: Final = 3600  # characters, with which a page's plain text is complete as well
MAX_SECTION_LENGTH: Final = 2800
MAX_PAGES: Final = 20  # hundreds of people; lines after that are counted
SMALL_TEAM_SIZE: Final = 60
LEARNER_LINE_LENGTHS: Final = (240, 110)  # characters for each person, in a small team and in a large one
NAMES_PER_LINE: Final = 15


def render_thread(digest: Digest, *, catalog: Catalog, today: date) -> tuple[Message, ...]:
    """Render the thread under the digest of a week; empty if nobody wants it, or nothing is left to say."""
    if not has_thread(digest):
        return ()
    lines = [
        *_board_lines(digest),
        *_area_lines(digest, catalog),
        *_win_lines(digest, catalog),
        *_learner_lines(digest.learners, catalog),
        *([f"*Mentoring*: {parse.spell(digest.mentoring_minutes)}"] if digest.mentoring_minutes else []),
    ]
    pages = list(_pack_lines(lines, MAX_PAGE_LENGTH))
    if len(pages) > MAX_PAGES:
        left = sum(map(len, pages[MAX_PAGES:]))
        pages = [*pages[:MAX_PAGES], [f"and {format_count(left, 'more line')} that didn't fit into a thread"]]
    lead = f"*Details, {weeks.week_text(digest.week, today)}*"
    return tuple(
        compose_message(
            section(f"{lead} ({number} of {len(pages)})" if len(pages) > 1 else lead),
            [section("\n".join(paragraph)) for paragraph in _pack_lines(page, MAX_SECTION_LENGTH)],
        )
        for number, page in enumerate(pages, start=1)
    )


def has_thread(digest: Digest) -> bool:
    """Return whether there is more to say than the message does, and somebody wants it."""
    is_more = len(digest.areas) > 1 or board_lines(digest) or digest.learners or digest.mentoring_minutes
    return digest.with_details and not digest.is_empty and bool(is_more or _list_cut_wins(digest))


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


def _board_lines(digest: Digest) -> list[str]:
    lines = board_lines(digest)
    return [*lines, "Hidden members aren't shown."] if lines else []


def _area_lines(digest: Digest, catalog: Catalog) -> Iterator[str]:
    areas = digest.areas if len(digest.areas) > 1 else ()  # the message says it of one
    return _with_title("By area", [f"{area_name(area, catalog)}: {parse.spell(minutes)}" for area, minutes in areas])


def _win_lines(digest: Digest, catalog: Catalog) -> Iterator[str]:
    lines = [
        win_line(each, catalog, join_words(names[start : start + NAMES_PER_LINE]))
        for each in _list_cut_wins(digest)
        for names in ([short_person_name(name) for name in each.names],)
        for start in range(0, max(1, len(names)), NAMES_PER_LINE)
    ]
    return _with_title("Well done", lines)


def _list_cut_wins(digest: Digest) -> list[Win]:
    """Return the wins that the message leaves out, or names only some people of."""
    shown = choose_wins(digest.wins, MAX_WIN_LINES)
    return [each for each in digest.wins if each not in shown or len(each.names) > MAX_NAMES]


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
        is_of_area = found and found.roadmap.name == area_name(area, catalog)  # `Networking (DHCP)`
        roadmap = f"{found.roadmap.name} " if found and not is_of_area else ""
        topics.setdefault(area, []).extend([f"{roadmap}{escape(found.name)}"] if found else [])
    subjects = (
        area_name(area, catalog) + (f" ({', '.join(names)})" if names else "") for area, names in topics.items()
    )
    return f"{short_person_name(learner.name)}: {', '.join(subjects)}"
