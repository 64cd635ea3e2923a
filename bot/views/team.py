"""Messages for admins and mentors: where each member is, and who is a mentor."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.domain import dates, durations, weeks
from bot.domain.team import Line
from bot.views import away
from bot.views.message import Message, compose
from bot.views.parts import Confirm, Figure, Press, actions, context, section, table
from bot.views.text import bare, clip, count, escape, percent

PAGE: Final = 30  # rows whose figures still fit, all of them, into a message's plain text
_HEAD: Final = ("Member", "This week", "Four weeks", "Plan", "Assignments", "Last entry")


def overview(lines: Sequence[Line], *, page: int, week: str, assignments: int, today: date, prefix: str) -> Message:
    """A page of the members by name: hours, plan, last entry."""
    pages = max(1, -(-len(lines) // PAGE))
    page = min(page, pages - 1)
    rows = [_row(line, assignments, today) for line in lines[page * PAGE : (page + 1) * PAGE]]
    which = f", page {page + 1} of {pages}" if pages > 1 else ""
    title = f"*The team: {count(len(lines), 'member')}*{which} · Week {weeks.spell(week, today)}"
    before = Press("Previous", "team.open", str(page - 1)) if page else None
    after = Press("Next", "team.open", str(page + 1)) if page + 1 < pages else None
    return compose(
        section(title),
        table("The team by name", _HEAD, rows),
        context(f"Plan counts each area up to the low end of its estimate. `/{prefix}team @member` shows one plan."),
        actions(before, after),
    )


def ask_to_end(member: str, name: str) -> Message:
    """They are a mentor already; ending that takes a confirmed press."""
    words = f"{_name(name)} is a mentor and sees everybody's hours, plans and last entries."
    return compose(section(words), actions(_end(member, name)))


def made_mentor(member: str, name: str, prefix: str) -> Message:
    """What they see from now on."""
    words = (
        f"*{_name(name)} is a mentor now* and sees with `/{prefix}team` everybody's hours, plans and last entries. "
        "Nothing of it can be changed there."
    )
    return compose(section(words), actions(_end(member, name)))


def ended_mentor(member: str, name: str) -> Message:
    """What they no longer see."""
    words = f"*{_name(name)} is no longer a mentor* and sees only their own hours and plan."
    return compose(section(words), actions(Press("Make mentor again", "team.mentor", member)))


def cannot_mentor(name: str) -> Message:
    """Slack knows nobody by that name, or not as an active person."""
    return compose(section(f"“{_name(name)}” is nobody I can find in this workspace, so nothing was changed."))


def name_one(prefix: str) -> Message:
    """`mentor` without a member, or with several."""
    return compose(section(f"Name one member: `/{prefix}team mentor @member`."))


def _row(line: Line, assignments: int, today: date) -> list[str | Figure]:
    last = dates.spell(line.last, today) if line.last else "none yet"
    return [
        clip(bare(line.member.name), 30),
        Figure(line.week, _week(line, today)),
        Figure(line.four_weeks, durations.spell(line.four_weeks)),
        Figure(int(line.share * 1000), percent(line.share)),
        Figure(line.ticked, f"{line.ticked} of {assignments}"),
        Figure(line.last.toordinal() if line.last else 0, last),
    ]


def _week(line: Line, today: date) -> str:
    """The hours of the week; who is away is shown as away instead of with none."""
    if line.away is None:
        return durations.spell(line.week)
    words = away.until(line.away, today)
    return f"{durations.spell(line.week)}, {words}" if line.week else words


def _end(member: str, name: str) -> Press:
    effect = f"{_name(name)} will no longer see the team's hours, plans and last entries."
    confirm = Confirm("End mentoring?", effect, "End it")
    return Press("End mentoring", "team.unmentor", member, style="danger", confirm=confirm)


def _name(name: str) -> str:
    return escape(clip(name, 60))
