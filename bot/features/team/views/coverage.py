"""The coverage map: what nobody holds, what hangs on one person, and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.features.team.rules.coverage import SubjectCoverage, TeamCoverage
from bot.slack.blocks import ButtonSpec, SortableCell, actions, context, data_table, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, strip_markup

MAX_NAMED_HOLDERS: Final = 4  # people in one row; the rest are counted
_COVERAGE_COLUMNS: Final = ("Subject", "Kind", "Signed off", "Who", "Highest")


def render_coverage(coverage: TeamCoverage, *, is_team: bool, prefix: str) -> Message:
    """Gaps first, of the people whom the reader sees."""
    whom, subjects = format_count(coverage.member_count, "member" if is_team else "mentee"), coverage.subjects
    return compose_message(
        section(
            f"*{'Coverage of the team' if is_team else 'Coverage of your mentees'}: {whom}*\n{_gaps_text(subjects)}"
        ),
        data_table("Areas and roadmaps, gaps first", _COVERAGE_COLUMNS, [_coverage_row(each) for each in subjects]),
        context(
            "In an area counts who had an assignment signed off, with how many of them; in a roadmap who has a level "
            f"that a mentor confirmed. `/{prefix}team` shows everybody's hours."
        ),
        actions(ButtonSpec("The team" if is_team else "Your mentees", "team.open", "{}")),
    )


def _gaps_text(subjects: Sequence[SubjectCoverage]) -> str:
    """`Nobody: Blockchain, AWS. One person only: Networking (Ben).`"""
    nobody = ", ".join(each.name for each in subjects if each.is_uncovered)
    one = ", ".join(
        f"{each.name} ({escape(clip(each.holders[0].name, 30))})" for each in subjects if each.depends_on_one
    )
    if all(each.is_uncovered for each in subjects):
        return "Nobody was signed off in anything yet."
    words = [f"Nobody: {nobody}." if nobody else "", f"One person only: {one}." if one else ""]
    return " ".join(filter(None, words)) or "Everything is held by several people."


def _coverage_row(subject: SubjectCoverage) -> list[str | SortableCell]:
    held = len(subject.holders)
    names = [
        f"{clip(strip_markup(holder.name), 24)} ({holder.degree_text})"
        for holder in subject.holders[:MAX_NAMED_HOLDERS]
    ]
    more = [f"{held - MAX_NAMED_HOLDERS} more"] if held > MAX_NAMED_HOLDERS else []
    return [
        subject.name,
        "area" if subject.is_area else "roadmap",
        SortableCell(held, format_count(held, "person", "people") if held else "nobody"),
        ", ".join([*names, *more]) or "-",
        subject.holders[0].degree_text if held else "-",
    ]
