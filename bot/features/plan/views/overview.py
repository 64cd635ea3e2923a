"""The learning plan: all areas with what they add up to and what comes next, and words that name none of them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from slackblocks import Block

from bot.catalog.models import Area
from bot.core.forecast.outlook import Outlook
from bot.core.plan.progress import Progress, Step, Summary
from bot.slack.blocks import Press, actions, context, section
from bot.slack.message import Message, compose, spoken
from bot.slack.mrkdwn import clip, count, escape, percent
from bot.slack.payloads import Opened
from bot.slack.progress_bar import gauge
from bot.timeexpr.durations import parse
from bot.ui import forecast_text, log_buttons, next_step

MOST_AREAS: Final = 40  # that have a row of their own; Slack takes 50 blocks


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose plan it is: the reader's own, or the one of the member with this id and name."""

    member: str = ""
    name: str = ""

    @property
    def is_own(self) -> bool:
        """Whether the reader may change it."""
        return not self.member


@dataclass(frozen=True, slots=True)
class Acting:
    """That the reader may book from this page: the request that showed it, under which each length counts once."""

    key: str
    today: date


def overview(
    areas: Sequence[Progress],
    total: Summary,
    step: Step | None,
    whose: Whose,
    *,
    entries: Sequence[str] | None = None,
    outlook: Outlook | None = None,
    acting: Acting | None = None,
) -> Message:
    """All areas in priority order; `entries` are a member's last ones, `outlook` is on the area that comes next."""
    title = "Your plan" if whose.is_own else f"The plan of {escape(clip(whose.name, 60))}"
    head = [f"*{title}: {_hours(total)}*, {percent(total.share)}", _counts(total)]
    if total.optional_minutes:
        head.append(f"Optional areas are extra: {parse.spell(total.optional_minutes)}.")
    head.append(f"Next: {next_step.short(step)}" if step else "Everything in the plan is done.")
    coming = forecast_text.words(outlook, own=whose.is_own) if outlook else ""
    head += [coming] if coming else []
    last = section(_last(entries)) if entries is not None else None
    blocks = [section("\n".join(head)), *_booking(step, acting), *_rows(areas, whose)]
    booked = f"{log_buttons.told(step, acting.today)} " if step and acting else ""
    small = "Percentages count each area up to the low end of its estimate." if whose.is_own else readonly(whose)
    small = f"{booked}{small}"
    rows = section("\n".join(_row(each, drawn=False) for each in areas))
    text = "\n".join(spoken(each._resolve()) for each in (blocks[0], rows, last, context(small)) if each)
    return compose(blocks, last, context(small), text=text)


def nobody(name: str) -> Message:
    """A person of whom there is no plan: nobody by that name, or somebody we have never met."""
    who = f"“{escape(clip(name, 60))}”" if name else "That person"
    return compose(section(f"{who} has not used Roadmate here, so there is no plan to show."))


def nothing_next(command: str) -> Message:
    """A quick button pressed by somebody who is done with everything."""
    return compose(
        section(f"Everything in your plan is done. `{command} 1h networking` books on an area of your choice.")
    )


def several() -> Message:
    """More than one person at once."""
    return compose(section("One member at a time, please: `/plan @member`."))


def _booking(step: Step | None, acting: Acting | None) -> list[Block]:
    """Buttons that book on the step; nothing where the reader cannot."""
    if acting is None:
        return []
    now = log_buttons.on_step(step, key=acting.key, today=acting.today) if step else []
    row = actions(*now, Press("Log other", "log.form"))
    return [row] if row else []


def _rows(areas: Sequence[Progress], whose: Whose) -> list[Block]:
    rows = [
        section(
            _row(each, drawn=True), Press("Open", "plan.open", Opened(area=each.area.id, member=whose.member).value())
        )
        for each in areas[:MOST_AREAS]
    ]
    rest = [_row(each, drawn=False) for each in areas[MOST_AREAS:]]
    return [*rows, section("\n".join(rest))] if rest else [*rows]


def _row(each: Progress, *, drawn: bool) -> str:
    title = f"*{each.area.priority}. {each.area.name}*{optional(each.area)}"
    return f"{title}{chr(10) if drawn else ': '}{standing(each, drawn=drawn)}"


def standing(each: Progress, *, drawn: bool) -> str:
    """Actual against estimate and the assignments: `▓▓░░ 12 h of 50-80 h · 1 of 3 assignments`."""
    hours = each.area.hours
    of = f" of {hours.low}-{hours.high} h" if hours else ", the estimate varies"
    tasks = f"{len(each.ticked)} of {count(len(each.area.assignments), 'assignment')}"
    end = " · finished" if each.is_done else ""
    return f"{bar(each) if drawn else ''}{parse.spell(each.minutes)}{of} · {tasks}{end}"


def bar(each: Progress) -> str:
    """A bar that is full only when the low end is reached and empty only when nothing is logged."""
    return f"{gauge(each.minutes, each.area.hours.low * 60)} " if each.area.hours else ""


def _hours(total: Summary) -> str:
    return f"{parse.spell(total.minutes)} of {total.low}-{total.high} h"


def _counts(total: Summary) -> str:
    return (
        f"{total.ticked} of {count(total.assignments, 'assignment')} done"
        f" · {total.finished} of {count(total.areas, 'area')} finished"
    )


def _last(entries: Sequence[str]) -> str:
    return "*Last entries*\n" + "\n".join(f"• {line}" for line in entries) if entries else "No entries yet."


def optional(of: Area) -> str:
    """What stands behind the name of an area that nobody needs."""
    return " (optional)" if of.optional else ""


def readonly(whose: Whose) -> str:
    """Why there are no buttons."""
    return f"Only {escape(clip(whose.name, 60))} can change this plan."
