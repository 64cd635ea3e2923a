"""What the team holds, or its reader, in words: all roadmaps or areas at a glance, one of them, or one topic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from typing import Final

from bot.calendar import date_text
from bot.features.team.payloads import CoveragePayload
from bot.features.team.rules.coverage_groups import CoverageGroup
from bot.features.team.rules.topic_coverage import (
    Knowledge,
    TeamKnowledge,
    TopicCoverage,
    TopicStatus,
    count_statuses,
    cover_topic,
    cover_topics,
)
from bot.features.team.views.coverage_controls import (
    AREAS,
    OPEN,
    CoveragePage,
    group_controls,
    overview_controls,
    topic_controls,
)
from bot.slack.blocks import ButtonSpec, SortableCell, action_rows, actions, context, data_table, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, format_part, plain_person_name
from bot.slack.slash import SLASH

MAX_NAMED: Final = 3
MAX_AREAS: Final = 6
TOPICS_PER_PAGE: Final = 25
PROMISE: Final = "Everyone sees the same. It names who knows a topic, never who forgot it; no answers, hours or scores."
_COLUMNS: Final = ("Held", "One person", "Fading", "Away", "Nobody")
_OWN_COLUMNS: Final = ("You know", "Fading", "Open")
_OWN_STATUS: Final = {TopicStatus.ONE: "you know it", TopicStatus.HELD: "you know it"}


def render_overview(page: CoveragePage, groups: Sequence[CoverageGroup]) -> Message:
    """Render how much of each roadmap or area is held, the most first."""
    counts = {each.key: count_statuses(each.topics, page.known.people) for each in groups}
    begun = [each for each in groups if counts[each.key].total() > counts[each.key][TopicStatus.NOBODY]]
    untouched = [each.name for each in groups if each not in begun]
    begun.sort(key=lambda each: counts[each.key][TopicStatus.NOBODY] - counts[each.key].total())
    kind = "Area" if page.payload.of == AREAS else "Roadmap"
    columns = (kind, *(_OWN_COLUMNS if page.is_own else _COLUMNS))
    rows = [_group_row(page, each, counts[each.key]) for each in begun]
    return compose_message(
        section("\n".join(filter(None, (_head(page, is_begun=bool(begun)), _practice_line(page))))),
        data_table(f"By {kind.lower()}", columns, rows) if rows else None,
        section(f"*{'Open' if page.is_own else 'Nobody yet'}*: {escape(', '.join(untouched))}")
        if begun and untouched
        else None,
        context(f"{_promise(page)} One roadmap or topic: `{SLASH}team coverage {'mine ' if page.is_own else ''}aws`."),
        overview_controls(page),
    )


def render_group(page: CoveragePage, group: CoverageGroup) -> Message:
    """Render how each topic of a roadmap, area or part is held: what is at risk first, a page at a time."""
    covered = cover_topics(group.topics, page.known.people)
    start = min(page.payload.page, max(0, len(covered) - 1) // TOPICS_PER_PAGE) * TOPICS_PER_PAGE
    shown = covered[start : start + TOPICS_PER_PAGE]
    rows = [_topic_row(page, group, each) for each in shown if each.status is not TopicStatus.NOBODY]
    unheld = [_topic_name(group, each) for each in shown if each.status is TopicStatus.NOBODY]
    people = "" if page.is_own else f" ({_people_text(page.known)})"
    columns = ("Topic", "Status") if page.is_own else ("Topic", "Status", "Who")
    return compose_message(
        section(f"*{_title(page)}: {escape(group.name)}*{people}\n{_counts_text(page, covered)}"),
        data_table(f"{group.name}, what is at risk first", columns, rows) if rows else None,
        section(f"*{'Open' if page.is_own else 'Nobody yet'}*: {escape(', '.join(unheld))}") if unheld else None,
        context(_promise(page)),
        group_controls(page, len(covered), TOPICS_PER_PAGE),
    )


def render_topic(page: CoveragePage, group: CoverageGroup) -> Message:
    """Render who holds one topic."""
    (topic,) = group.topics
    covered = cover_topic(topic, page.known.people)
    words = _own_topic_text(covered) if page.is_own else _topic_text(page, covered)
    people = "" if page.is_own else f" ({_people_text(page.known)})"
    return compose_message(
        section(f"*{_title(page)}: {escape(group.name)}*{people}\n{words}"),
        context(_promise(page)),
        topic_controls(page, group),
    )


def render_shown(*, is_shown: bool, is_hidden: bool) -> Message:
    """Confirm whether what the reader knows is on the coverage."""
    if not is_shown:
        words = "✅ Your topics aren't on the team's coverage any more."
    elif is_hidden:
        words = "✅ Saved. You're hidden, so your topics are on the team's coverage only once you show yourself again."
    else:
        words = (
            "✅ Your topics are on the team's coverage now: your name at topics you know and at areas with signed-off "
            "work of yours. A topic can show as fading, without a name: if only you know it, colleagues can tell it's "
            "yours. I may also suggest you to somebody with the same next topic."
        )
    return compose_message(section(words), actions(ButtonSpec("See the coverage", OPEN)))


def render_unclear(typed: str, found: Sequence[CoverageGroup], *, is_own: bool) -> Message:
    """Ask which roadmap, area or topic was meant, or say that nothing is called so."""
    quoted = escape(clip(typed, 60))
    if not found:
        words = f"I don't know “{quoted}”. Try `{SLASH}team coverage aws`, or see all roadmaps."
        return compose_message(section(words), actions(ButtonSpec("All roadmaps", OPEN)))
    buttons = [
        ButtonSpec(clip(each.name, 75), OPEN, CoveragePayload(of=each.key, own=is_own).encode()) for each in found[:5]
    ]
    return compose_message(section(f"Which “{quoted}” do you mean?"), action_rows(buttons))


def render_lost() -> Message:
    """Say that a button's roadmap, area or topic is no longer there."""
    words = "That roadmap, area or topic is no longer there. What you marked in it isn't lost."
    return compose_message(
        section(f"{words} `{SLASH}roadmate export` has it."), actions(ButtonSpec("All roadmaps", OPEN))
    )


def _title(page: CoveragePage) -> str:
    return "What you hold" if page.is_own else "What the team holds"


def _promise(page: CoveragePage) -> str:
    if not page.is_own:
        return PROMISE
    if not page.reader.is_shown:
        return "Only you see this page; colleagues see nothing of it unless you press *Show what I know*."
    return "Only you see this page. On the team's page your name is at the topics you know."


def _head(page: CoveragePage, *, is_begun: bool) -> str:
    how = "press *I know this* on a topic's page"
    if page.is_own:
        start = f"\nNothing yet: {how}, or find your level with `{SLASH}roadmate placement aws`."
        return f"*What you hold*{'' if is_begun else start}"
    if not page.known.people:
        invite = "" if page.reader.is_shown else " Be the first?"
        return f"*What the team holds*\nNobody shows what they know yet.{invite}"
    return f"*What the team holds* ({_people_text(page.known)}){'' if is_begun else f'{chr(10)}No topics yet: {how}.'}"


def _people_text(team: TeamKnowledge) -> str:
    return f"{format_part(len(team.people), team.member_count, 'member')} show what they know"


def _practice_line(page: CoveragePage) -> str:
    """Return who had an assignment signed off, by area."""
    areas = [(page.catalog.find_area(area), names) for area, names in page.known.signed_off.items()]
    known = [(area.name, names) for area, names in areas if area]
    if page.is_own:
        return f"*Signed-off assignments*: {escape(', '.join(name for name, _ in known))}" if known else ""
    parts = [f"{name} ({_names_text(names)})" for name, names in known[:MAX_AREAS]]
    return f"*Signed-off assignments*: {escape(', '.join(parts))}" if parts else ""


def _group_row(page: CoveragePage, group: CoverageGroup, counts: Counter[TopicStatus]) -> list[str | SortableCell]:
    held = counts[TopicStatus.HELD] + counts[TopicStatus.ONE]
    shown = (
        (TopicStatus.FADING, TopicStatus.NOBODY)
        if page.is_own
        else (TopicStatus.ONE, TopicStatus.FADING, TopicStatus.AWAY, TopicStatus.NOBODY)
    )
    numbers = [SortableCell(counts[each], str(counts[each] or "-")) for each in shown]
    return [group.name, SortableCell(held, f"{held} of {counts.total()}"), *numbers]


def _counts_text(page: CoveragePage, covered: Sequence[TopicCoverage]) -> str:
    """Return `12 of 49 topics held, 2 by one person only · 1 away · 3 fading · 33 nobody`."""
    if not covered:
        return "There are no topics here yet."
    counts = Counter(each.status for each in covered)
    held, one = counts[TopicStatus.HELD] + counts[TopicStatus.ONE], counts[TopicStatus.ONE]
    if page.is_own:
        fading = f" · {counts[TopicStatus.FADING]} fading" if counts[TopicStatus.FADING] else ""
        return f"You know {format_part(held, counts.total(), 'topic')}{fading}"
    only = f", {one} by one person only" if one else ""
    more = [
        f"{counts[each]} {each}" for each in (TopicStatus.FADING, TopicStatus.AWAY, TopicStatus.NOBODY) if counts[each]
    ]
    return " · ".join((f"{format_part(held, counts.total(), 'topic')} held{only}", *more))


def _topic_row(page: CoveragePage, group: CoverageGroup, covered: TopicCoverage) -> list[str | SortableCell]:
    status, name = covered.status, _topic_name(group, covered)
    rank = list(TopicStatus).index(status)
    if page.is_own:
        return [name, SortableCell(rank, _OWN_STATUS.get(status, status.value))]
    return [name, SortableCell(rank, status.value), _who_text(page, covered)]


def _topic_name(group: CoverageGroup, covered: TopicCoverage) -> str:
    return covered.topic_ref.label if group.is_mixed else covered.topic_ref.name


def _who_text(page: CoveragePage, covered: TopicCoverage) -> str:
    if covered.away:
        return _away_text(page, covered.away)
    return _names_text(covered.present) or "time for a refresher"


def _topic_text(page: CoveragePage, covered: TopicCoverage) -> str:
    names = escape(_who_text(page, covered))
    match covered.status:
        case TopicStatus.HELD:
            return f"{format_count(len(covered.present), 'person knows', 'people know')} it: {names}."
        case TopicStatus.ONE:
            return f"Only one person knows it: {names}."
        case TopicStatus.AWAY:
            return f"The people who know it are away: {names}."
        case TopicStatus.FADING:
            return "It's fading: nobody here has looked at it for a month or more. Time for a refresher."
    return "Nobody who shows what they know holds it yet."


def _own_topic_text(covered: TopicCoverage) -> str:
    match covered.status:
        case TopicStatus.FADING:
            return "You know it, and it's fading: you haven't looked at it for a month or more. Time for a refresher."
        case TopicStatus.NOBODY:
            return "Open: you haven't marked it as known, and no level or signed-off work of yours includes it."
    return "You know it: you marked it, or a confirmed level or signed-off work includes it."


def _away_text(page: CoveragePage, people: Sequence[Knowledge]) -> str:
    shown = [_absence_text(page, each) for each in people[:MAX_NAMED]]
    return ", ".join([*shown, *([f"{len(people) - MAX_NAMED} more"] if len(people) > MAX_NAMED else [])])


def _absence_text(page: CoveragePage, person: Knowledge) -> str:
    until = f"until {date_text.day_text(person.away_until, page.reader.today)}" if person.away_until else "for now"
    return f"{plain_person_name(person.name, 24)} {until}"


def _names_text(names: Sequence[str]) -> str:
    shown = [plain_person_name(each, 24) for each in names[:MAX_NAMED]]
    more = len(names) - len(shown)
    return ", ".join([*shown, *([f"{more} more"] if more else [])])
