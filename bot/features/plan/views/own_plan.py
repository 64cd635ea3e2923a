"""The page of what somebody, or the team, has chosen in the plan."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.catalog.models import Area
from bot.core.plan.plan_choices import PlanChoices, store_choices
from bot.features.plan.payloads import UndoPlanPayload
from bot.features.plan.rules.changes import fingerprint
from bot.features.plan.views.own_plan_answers import form_button
from bot.frozen import frozen
from bot.slack.blocks import ButtonSpec, actions, context, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import format_count, format_part, join_words
from bot.slack.payloads import PlanPagePayload
from bot.slack.slash import SLASH
from bot.ui import target_text
from bot.ui.hours_range import hours_range

MAX_AREAS: Final = 30  # in the list
MAX_AREAS_AFTER_CHANGE: Final = 5


@frozen
class OwnPlanPage:
    """A plan's choices: the owner's own, those in force, the areas in their order, and the hidden ones."""

    own: PlanChoices
    in_force: PlanChoices
    areas: Sequence[Area]
    hidden: Sequence[Area]
    today: date
    is_team: bool = False
    may_change: bool = True
    varying: frozenset[str] = frozenset()  # the areas of which the content's estimate varies
    before: PlanChoices | None = None  # what a change made just now can go back to


def render_own_plan(page: OwnPlanPage, lead: str = "") -> Message:
    """Render the areas in their order, the targets and what is hidden, with the ways to change them."""
    most = MAX_AREAS_AFTER_CHANGE if lead else MAX_AREAS
    rows = [_area_line(area, page) for area in page.areas[:most]]
    more = len(page.areas) - len(rows)
    lines = (
        lead,
        _title(page),
        target_text.target_lines(page.in_force, page.areas, page.today),
        *rows,
        f"…and {format_count(more, 'more area')}" if more else "",
        f"Hidden: {join_words([area.name for area in page.hidden])}" if page.hidden else "",
    )
    prefix = f"{SLASH}plan default" if page.is_team else f"{SLASH}plan"
    return compose_message(
        section("\n".join(filter(None, lines))),
        actions(*_buttons(page)),
        context(
            f"Or type it: `{prefix} order 2, 5`, `{prefix} hide blockchain`, `{prefix} this quarter: 2 and 5`, "
            f"`{prefix} estimate certifications 40h`, `{prefix} reset`."
        )
        if page.may_change and not lead
        else None,
    )


def _title(page: OwnPlanPage) -> str:
    low = sum(area.hours.low for area in page.areas if area.hours and not area.optional)
    high = sum(area.hours.high for area in page.areas if area.hours and not area.optional)
    whose = "The team's default plan" if page.is_team else "Your plan"
    every = len(page.areas) + len(page.hidden)
    count = format_part(len(page.areas), every, "area") if page.hidden else format_count(every, "area")
    return f"*{whose}: {count}*, {hours_range(low, high) if high else 'the estimate varies'}"


def _area_line(area: Area, page: OwnPlanPage) -> str:
    estimate = hours_range(area.hours.low, area.hours.high) if area.hours else "the estimate varies"
    if area.id in page.in_force.estimates and area.id in page.varying:
        estimate += "" if page.is_team else " (your own)" if area.id in page.own.estimates else " (team default)"
    optional = " (optional)" if area.optional else ""
    return f"{area.priority}. {area.name}{optional}: {estimate}"


def _buttons(page: OwnPlanPage) -> list[ButtonSpec]:
    label = "Change the default" if page.is_team else "Change my plan"
    buttons = [form_button(label, is_team=page.is_team)] if page.may_change else []
    if page.before is not None:
        before = [(area, kind, value) for (area, kind), value in sorted(store_choices(page.before).items())]
        undo = UndoPlanPayload(seen=fingerprint(page.own), is_team=page.is_team, before=before)
        buttons += [ButtonSpec("Undo", "plan.undo", undo.encode())] if undo.fits_in_button() else []
    return [*buttons, ButtonSpec("Open my plan", "plan.open", PlanPagePayload().encode())]
