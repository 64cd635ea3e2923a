"""The words around the table of a team, and its columns."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from bot.catalog.catalog import Catalog
from bot.features.team.rules.team import Line
from bot.features.team.views import status
from bot.slack.blocks import context, section
from bot.slack.message import Message, compose
from bot.slack.mrkdwn import bare, count

FILE = "roadmate-team.csv"


def coming(*, waits: bool, is_team: bool) -> Message:
    """The file is on its way; `waits` where an earlier one is."""
    if waits:
        return compose(section(f"The table of {_whom(is_team=is_team)} is on its way already, in a direct message."))
    return compose(
        section(f"The table of {_whom(is_team=is_team)} comes as a file in a direct message, to you alone."),
        context("That you asked for it stands in the audit log, which admins read."),
    )


def above(*, is_team: bool) -> Message:
    """The line above the file."""
    return compose(section(f"Here is the table of {_whom(is_team=is_team)}, as you asked."))


def comment(lines: int, *, is_team: bool) -> str:
    """What the file is."""
    return f"{FILE}: {count(lines, 'member' if is_team else 'mentee')}, hours in minutes. Keep it to yourself."


def not_yours() -> Message:
    """The role is gone that it was asked for with."""
    return compose(section("You asked for a table of the team. By now nobody's hours are yours to see, so none comes."))


def no_file() -> Message:
    """The file did not follow the line."""
    return compose(
        section("The file did not get through. Ask again with `/team export`; if it fails again, tell an admin.")
    )


def head(catalog: Catalog) -> list[str]:
    """The columns; hours are whole minutes, so that programs can count with them."""
    areas = [f"{area.id}_minutes" for area in catalog.areas]
    hours = ["week_minutes", "week_goal_minutes", "four_weeks_minutes", "four_weeks_goal_minutes", "plan_share"]
    return ["member", "name", "state", "reasons", *hours, *areas, "signed_off", "waiting", "last_entry"]


def rows(lines: Sequence[Line], *, today: date, catalog: Catalog) -> Iterator[list[str | int | float]]:
    """A row for each member."""
    for line in lines:
        of, last = line.standing, line.standing.facts.last
        reasons = "; ".join(status.reason(each, today, catalog, bare) for each in of.state.reasons)
        yield [
            *(of.member.id, of.member.name, of.state.kind.value, reasons),
            *(line.week, line.week_goal, line.month, line.month_goal, round(line.share or 0.0, 4)),
            *(line.areas.get(area.id, 0) for area in catalog.areas),
            *(of.signed, of.waiting, last.isoformat() if last else ""),
        ]


def _whom(*, is_team: bool) -> str:
    return "the team" if is_team else "your mentees"
