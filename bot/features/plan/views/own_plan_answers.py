"""The answers to what changes a plan: what it did, what is missing, what one may have meant."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from bot.catalog.models import Area
from bot.core.plan.progress import AmbiguousArea
from bot.core.plan.target import Target
from bot.features.plan.payloads import PlanChangePayload, PlanChoicesPayload
from bot.features.plan.rules.changes import ChangeKind, ChangeProblem, PlanChange
from bot.features.plan.views.area import target_day_problem
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, compose_message
from bot.slack.mrkdwn import clip, escape, format_count, join_words
from bot.slack.slash import SLASH
from bot.timeexpr.target_days import TargetError
from bot.ui import forecast_text

MAX_GUESSES: Final = 4  # buttons for what one may have meant
MAX_NAMED: Final = 5
EXAMPLES: Final = {
    ChangeKind.CHOOSE: "choose 2, 5, 1",
    ChangeKind.ORDER: "order 2, 5",
    ChangeKind.HIDE: "hide blockchain",
    ChangeKind.SHOW: "unhide blockchain",
    ChangeKind.TARGET: "this quarter: 2 and 5",
    ChangeKind.NEXT_TARGET: "next quarter: 2 and 5",
    ChangeKind.ESTIMATE: "estimate certifications 40h",
}
_ACTS: Final = {
    ChangeKind.CHOOSE: "Only {area}",
    ChangeKind.ORDER: "{area} first",
    ChangeKind.HIDE: "Hide {area}",
    ChangeKind.SHOW: "Show {area}",
    ChangeKind.TARGET: "Target {area}",
    ChangeKind.NEXT_TARGET: "{area} next quarter",
}


def changed_text(change: PlanChange, today: date, *, is_changed: bool, is_team: bool) -> str:
    """Return the lead after a change."""
    if not is_changed:
        return "No change: it's like that already."
    areas = _names(change.areas)
    if change.period:
        return _target_text(change, areas, today)
    if change.kind is ChangeKind.ESTIMATE and not change.hours:
        return f"✅ {areas}: the estimate varies again."
    texts = {
        ChangeKind.CHOOSE: "✅ {plan} is now {areas}.",
        ChangeKind.ORDER: "✅ {plan} starts with {areas}.",
        ChangeKind.HIDE: "✅ {plan} leaves out {areas}. Logged hours stay.",
        ChangeKind.SHOW: "✅ {plan} has {areas} again.",
        ChangeKind.ESTIMATE: "✅ {areas}: {hours} h.",
        ChangeKind.RESET: "✅ {plan} has all areas again." if is_team else "✅ {plan} follows the team's again.",
    }
    plan = "The team's default plan" if is_team else "Your plan"
    return texts[change.kind].format(plan=plan, areas=areas, hours=change.hours)


def hidden_note(area: Area, *, is_team: bool) -> str:
    """Return what to do so that the estimate of a hidden area counts."""
    verb = "default unhide" if is_team else "unhide"
    return f" It's hidden; `{SLASH}plan {verb} {area.id}` brings it back."


def _target_text(change: PlanChange, areas: str, today: date) -> str:
    target = Target(change.period)
    if not change.areas:
        return f"✅ No target for {'next' if change.kind is ChangeKind.NEXT_TARGET else 'this'} quarter."
    if change.kind is ChangeKind.NEXT_TARGET:
        first = forecast_text.future_day(target.first_day, today)
        return f"✅ Next quarter is for {areas}. It starts on {first}; nothing changes before."
    if target.is_quarter:
        return f"✅ This quarter is for {areas}. Next steps come from there first."
    return f"✅ Until {forecast_text.future_day(target.last_day, today)}, next steps come from {areas} first."


def render_missing_part(kind: ChangeKind, *, is_team: bool) -> Message:
    """Ask for what is missing in a change."""
    if kind is ChangeKind.ESTIMATE:
        example = _example(kind, is_team=is_team)
        return compose_message(section(f"Which area, and how many hours (1 to 1000)? E.g. {example}, or `off`."))
    return compose_message(
        section(f"Which areas? Write their numbers or names, e.g. {_example(kind, is_team=is_team)}.")
    )


def render_unknown_area(
    doubt: AmbiguousArea, kind: ChangeKind, guesses: Sequence[PlanChange], *, is_team: bool
) -> Message:
    """Say which words name no single area; `guesses` are the changes that may be meant, each with its button."""
    typed = escape(clip(doubt.typed, 80))
    near = join_words([f"{area.name} ({area.priority})" for area in doubt.options], "or")
    if doubt.is_known and len(doubt.options) == 1:
        said = f"“{typed}” is part of {near}. Did you mean the whole area?"
    elif doubt.is_known:
        said = f"“{typed}” could be {near}."
    else:
        said = f"I don't know “{typed}”." + (f" Closest: {near}." if near else "")
    buttons = [_change_button(_ACTS[each.kind], each, is_team=is_team) for each in guesses[:MAX_GUESSES]]
    return compose_message(
        section(f"{said}\nNothing changed. Try {_example(kind, is_team=is_team)}."), actions(*buttons)
    )


def render_unknown_day(error: TargetError, *, last_day: date, today: date, is_team: bool) -> Message:
    """Say why the words name no day on which a target ends."""
    example = f"{SLASH}plan {'default ' if is_team else ''}until 15 dec: 2"
    reason = target_day_problem(error, last_day=last_day, today=today)
    return compose_message(section(f"{reason}\nNothing changed. Try `{example}`."))


def render_what_with(areas: Sequence[Area], period: str) -> Message:
    """Ask what is wanted of areas of which only the numbers were typed."""
    acts = {
        ChangeKind.TARGET: "This quarter's target",
        ChangeKind.ORDER: "Put them first",
        ChangeKind.CHOOSE: "Only these in my plan",
    }
    changes = [PlanChange(kind, tuple(areas), period=period if kind is ChangeKind.TARGET else "") for kind in acts]
    return compose_message(
        section(f"{_names(areas)}: what would you like?"),
        actions(*(_change_button(acts[each.kind], each, is_team=False) for each in changes)),
    )


def problem_text(problem: ChangeProblem, change: PlanChange) -> str:
    """Return why a change can't be made."""
    if problem is ChangeProblem.NONE_LEFT:
        return "A plan needs at least one area, so nothing changed."
    for area in change.areas:
        if hours := area.hours:
            return f"{area.name} has an estimate, {hours.low}-{hours.high} h. Only those that vary can have your own."
    return "Only areas whose estimate varies can have your own. Nothing changed."


def render_text(text: str) -> Message:
    """Render one sentence."""
    return compose_message(section(text))


def render_undo_expired() -> Message:
    """Say that the plan was changed after the button was drawn."""
    return compose_message(section(f"The plan has changed since, so I undid nothing. `{SLASH}plan change` shows it."))


def render_form_expired(*, is_team: bool) -> Message:
    """Say that the plan was changed while the form was open, and offer it anew."""
    return compose_message(
        section("The plan changed while this form was open, so I saved nothing."),
        actions(form_button("Open the form again", is_team=is_team)),
    )


def form_button(label: str, *, is_team: bool) -> ButtonSpec:
    """Return the button that opens the form."""
    return ButtonSpec(label, "plan.form", PlanChoicesPayload(is_team=is_team).encode(), style="primary")


def _names(areas: Sequence[Area]) -> str:
    """Return the areas by name, or how many they are."""
    if len(areas) > MAX_NAMED:
        return f"*{format_count(len(areas), 'area')}*"
    return join_words([f"*{area.name}*" for area in areas])


def _example(kind: ChangeKind, *, is_team: bool) -> str:
    return f"`{SLASH}plan {'default ' if is_team else ''}{EXAMPLES[kind]}`"


def _change_button(label: str, change: PlanChange, *, is_team: bool) -> ButtonSpec:
    payload = PlanChangePayload(kind=change.kind, areas=list(change.ids), period=change.period, is_team=is_team)
    name = clip(label.format(area=", ".join(area.name for area in change.areas)), 70)
    return ButtonSpec(name, "plan.change", payload.encode())
