"""The coverage map: what nobody holds, what hangs on one person, and the rest."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from bot.features.team.rules.coverage import Coverage, Covered
from bot.slack.blocks import Figure, Press, actions, context, section, table
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import bare, clip, count, escape

NAMED: Final = 4  # people in one row; the rest are counted
_HEAD: Final = ("Subject", "Kind", "Signed off", "Who", "Highest")


def overview(found: Coverage, *, is_team: bool, prefix: str) -> Message:
    """Gaps first, of the people whom the reader sees."""
    whom, subjects = count(found.people, "member" if is_team else "mentee"), found.subjects
    return compose(
        section(f"*{'Coverage of the team' if is_team else 'Coverage of your mentees'}: {whom}*\n{_gaps(subjects)}"),
        table("Areas and roadmaps, gaps first", _HEAD, [_row(each) for each in subjects]),
        context(
            "In an area counts who had an assignment signed off, with how many of them; in a roadmap who has a level "
            f"that a mentor confirmed. `/{prefix}team` shows everybody's hours."
        ),
        actions(Press("The team" if is_team else "Your mentees", "team.open", "{}")),
    )


def _gaps(subjects: Sequence[Covered]) -> str:
    """`Nobody: Blockchain, AWS. One person only: Networking (Ben).`"""
    nobody = ", ".join(each.name for each in subjects if each.is_open)
    one = ", ".join(f"{each.name} ({escape(clip(each.holders[0].name, 30))})" for each in subjects if each.hangs_on_one)
    if all(each.is_open for each in subjects):
        return "Nobody was signed off in anything yet."
    words = [f"Nobody: {nobody}." if nobody else "", f"One person only: {one}." if one else ""]
    return " ".join(filter(None, words)) or "Everything is held by several people."


def _row(each: Covered) -> list[str | Figure]:
    held = len(each.holders)
    names = [f"{clip(bare(holder.name), 24)} ({holder.degree})" for holder in each.holders[:NAMED]]
    more = [f"{held - NAMED} more"] if held > NAMED else []
    return [
        each.name,
        "area" if each.is_area else "roadmap",
        Figure(held, count(held, "person", "people") if held else "nobody"),
        ", ".join([*names, *more]) or "-",
        each.holders[0].degree if held else "-",
    ]
