"""The coverage map: what nobody holds, what depends on one person, and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.features.team.rules.coverage import SubjectCoverage, TeamCoverage
from bot.slack.blocks import ButtonSpec, SortableCell, actions, context, data_table, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, format_count, person_name, plain_person_name
from bot.slack.slash import SLASH

MAX_NAMED_HOLDERS: Final = 4  # people in one row; the rest are counted
_COVERAGE_COLUMNS: Final = ("Subject", "People", "Who", "Highest", "Kind")


def render_coverage(coverage: TeamCoverage, *, is_team: bool) -> Message:
    """Render the map of the people whom the reader sees, gaps first."""
    people, subjects = format_count(coverage.member_count, "member" if is_team else "mentee"), coverage.subjects
    return compose_message(
        section(f"*Coverage of {'the team' if is_team else 'your mentees'}: {people}*\n{_gaps_text(subjects)}"),
        data_table("Areas and roadmaps, gaps first", _COVERAGE_COLUMNS, [_coverage_row(each) for each in subjects]),
        context(
            "Areas: people with a signed-off assignment. Roadmaps: people with a confirmed level. "
            f"Everyone's hours: `{SLASH}team`."
        ),
        actions(
            ButtonSpec("The team" if is_team else "Your mentees", "team.open", "{}"),
            ButtonSpec("By topic", "coverage.open"),
        ),
    )


def _gaps_text(subjects: Sequence[SubjectCoverage]) -> str:
    """Return `Nobody: Blockchain, AWS. One person only: Networking (Ben).`"""
    nobody = ", ".join(each.name for each in subjects if each.is_uncovered)
    single = ", ".join(
        f"{each.name} ({clip(person_name(each.holders[0].name), 30)})" for each in subjects if each.depends_on_one
    )
    if all(each.is_uncovered for each in subjects):
        return "No sign-offs and no confirmed levels yet."
    sentences = [f"Nobody: {nobody}." if nobody else "", f"One person only: {single}." if single else ""]
    return " ".join(filter(None, sentences)) or "Several people hold each of them."


def _coverage_row(subject: SubjectCoverage) -> list[str | SortableCell]:
    count = len(subject.holders)
    names = [
        f"{plain_person_name(holder.name, 24)} ({holder.degree_text})" for holder in subject.holders[:MAX_NAMED_HOLDERS]
    ]
    more = [f"{count - MAX_NAMED_HOLDERS} more"] if count > MAX_NAMED_HOLDERS else []
    return [
        subject.name,
        SortableCell(count, format_count(count, "person", "people") if count else "nobody"),
        ", ".join([*names, *more]) or "-",
        subject.holders[0].degree_text if count else "-",
        "area" if subject.is_area else "roadmap",
    ]
