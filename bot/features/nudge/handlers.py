"""`/roadmate nudge` and the buttons of a nudge: put off by a day, a week or until a date, ended, or brought back."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Final

from bot.calendar import weeks
from bot.calendar.schedule import WeeklySlot, parse_slot
from bot.core import assigned, time_off
from bot.core.people.member import Member
from bot.core.people.workspaces import NUDGE_LOOKAHEAD_WEEKS, Workspace
from bot.db.engine import Connection
from bot.delivery import occurrences
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, read_workspace_and_reader, requester_today
from bot.dispatch.router import Router
from bot.features.nudge.rules import own_time, send_times
from bot.features.nudge.service import choices
from bot.features.nudge.views import answers
from bot.features.settings import rules as settings_rules
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors, Modal
from bot.slack.payloads import PayloadError
from bot.slack.slash import SLASH
from bot.ui.nudge_text import next_nudge_text

NAME: Final = "nudge"
_LOOKAHEAD: Final = timedelta(weeks=NUDGE_LOOKAHEAD_WEEKS + 1)


def register(app: Router, deps: Deps) -> None:
    """Register the buttons and the form; the buttons that book belong to `/log`."""
    app.on_click(deps, "nudge.day", snooze_day)
    app.on_click(deps, "nudge.snooze", snooze_week)
    app.on_click(deps, "nudge.until", open_snooze_form)
    app.on_click(deps, "nudge.stop", stop_nudges)
    app.on_click(deps, "nudge.elsewhere", stop_for_learning_elsewhere)
    app.on_submit(deps, "nudge.date", submit_snooze)


def answer_nudge(deps: Deps, request: Request) -> AnyMessage:
    """Answer `/roadmate nudge`: show it, switch it, pause it, or set how often and when."""
    words = request.text.strip()
    first, _, rest = words.partition(" ")
    match first.casefold():
        case "" | "status":
            return _show_status(deps, request, is_changed=False)
        case "until" | "till":
            return _answer_until(deps, request, rest.strip())
        case "skip":
            return snooze_week(deps, request)
        case "time" | "when":
            return answers.render_which_time()
        case _:
            return _change(deps, request, words)


def _change(deps: Deps, request: Request, words: str) -> Message:
    """Switch nudges on or off, or set how often and when they come."""
    key = {"workspace": request.workspace, "member": request.member}
    is_enabled, weeks_between = settings_rules.parse_switch(words), own_time.parse_cadence(words)
    if is_enabled is None and weeks_between is None:
        return _set_time(deps, request, words)
    with deps.database.begin() as conn:
        if weeks_between:
            choices.set_cadence(conn, **key, weeks=weeks_between)
        else:
            choices.set_nudge_enabled(conn, **key, is_enabled=bool(is_enabled))
    return _show_status(deps, request, is_changed=True)


def _set_time(deps: Deps, request: Request, words: str) -> Message:
    """Set the member's own day and hour; a time at night is refused, with the nearest ones by day."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        workspace, member = read_workspace_and_reader(deps, conn, request)
        current = _chosen_slot(workspace, member)
        is_default = words.casefold() in own_time.DEFAULT_WORDS
        slot = None if is_default else own_time.parse_own_time(words, current)
        if slot is None and not is_default:
            return answers.render_unknown_words(words)
        if slot and own_time.is_at_night(slot):
            return answers.render_night(words, own_time.nearest_allowed(slot))
        choices.set_own_time(conn, member=member, slot=slot, default=workspace.nudge_slot, now=now)
    return _show_status(deps, request, is_changed=True)


def snooze_day(deps: Deps, request: Request) -> AnyMessage:
    """Send this week's nudge again a day later, once; the button carries the week."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        workspace, member = read_workspace_and_reader(deps, conn, request)
        day = send_times.find_snooze_day(
            _slot_of(workspace, member, now),
            week=_parse_week(request.text),
            today=member.today(now),
            zone=member.zone,
            now=now,
        )
        snoozed_to = day and choices.snooze_day(conn, workspace=request.workspace, member=request.member, day=day)
        moment = (
            send_times.nudge_time_on(_slot_of(workspace, member, now), snoozed_to, member.zone) if snoozed_to else now
        )
        next_nudge = _next_nudge_text(conn, workspace, member, now)
    if moment <= now:
        return answers.render_no_other_nudge(next_nudge)
    return answers.render_snoozed_day(moment.astimezone(member.zone), member.today(now))


def snooze_week(deps: Deps, request: Request) -> AnyMessage:
    """Skip the next nudge to come."""
    now = deps.clock.now()
    with deps.database.begin() as conn:
        workspace, member = read_workspace_and_reader(deps, conn, request)
        skipped = send_times.plan_week_snooze(_slot_of(workspace, member, now), zone=member.zone, now=now)
        until = send_times.first_day_after(skipped)
        choices.snooze_until(conn, workspace=request.workspace, member=request.member, until=until)
    return answers.render_snoozed_week(skipped, member.today(now))


def open_snooze_form(deps: Deps, request: Request) -> Modal:
    """Open the form that asks until when."""
    return answers.render_snooze_form(requester_today(deps, request))


def submit_snooze(deps: Deps, submission: FormSubmission) -> FormErrors | Message:
    """Allow no nudge before the day in the form."""
    try:
        day = date.fromisoformat(submission.fields.get(answers.UNTIL_FIELD, ""))
    except ValueError:
        return FormErrors(answers.snooze_day_errors())
    if not send_times.can_snooze_until(day, requester_today(deps, submission.request)):
        return FormErrors(answers.snooze_day_errors())
    return _snooze_until(deps, submission.request, day)


def stop_nudges(deps: Deps, request: Request) -> AnyMessage:
    """Turn the nudges of this member off."""
    with deps.database.begin() as conn:
        choices.set_nudge_enabled(conn, workspace=request.workspace, member=request.member, is_enabled=False)
    return answers.render_nudges_stopped()


def stop_for_learning_elsewhere(deps: Deps, request: Request) -> AnyMessage:
    """Turn the nudges of this member off, who learns without us."""
    stop_nudges(deps, request)
    return answers.render_learns_elsewhere()


def _answer_until(deps: Deps, request: Request, typed: str) -> Message:
    today = requester_today(deps, request)
    day = send_times.parse_until(typed, today) if typed else None
    return _snooze_until(deps, request, day) if day else answers.render_until_missing(typed)


def _snooze_until(deps: Deps, request: Request, until: date) -> Message:
    now = deps.clock.now()
    with deps.database.begin() as conn:
        choices.snooze_until(conn, workspace=request.workspace, member=request.member, until=until)
        workspace, member = read_workspace_and_reader(deps, conn, request)
        next_nudge = _next_nudge_text(conn, workspace, member, now)
    return answers.render_snoozed_until(until, member.today(now), next_nudge)


def _show_status(deps: Deps, request: Request, *, is_changed: bool) -> Message:
    now = deps.clock.now()
    with deps.database.read() as conn:
        workspace, member = read_workspace_and_reader(deps, conn, request)
        next_nudge = _next_nudge_text(conn, workspace, member, now)
    day = member.nudge_again
    moment = send_times.nudge_time_on(_slot_of(workspace, member, now), day, member.zone) if day else now
    snoozed_to = moment.astimezone(member.zone) if moment > now else None
    slot = _chosen_slot(workspace, member)
    return answers.render_nudge_status(
        member, slot, next_nudge, today=member.today(now), is_changed=is_changed, snoozed_to=snoozed_to
    )


def _next_nudge_text(conn: Connection, workspace: Workspace, member: Member, now: datetime) -> str:
    """Return when the next weekly nudge is due, or why none is."""
    handled = occurrences.list_settled_weeks(
        conn, workspace=workspace.id, kind=DeliveryKind.NUDGE, zone=member.zone, now=now, recipient=member.id
    )
    since, until = member.today(now) - timedelta(days=7), member.today(now) + _LOOKAHEAD
    days_off = time_off.list_time_off(conn, workspace=member.workspace, member=member.id, since=since, until=until)
    is_addressed = assigned.is_addressed(conn, workspace=workspace.id, member=member)
    text = next_nudge_text(workspace, member, now, days_off, handled, is_addressed=is_addressed)
    return text if is_addressed or not member.nudged else f"{text} `{SLASH}roadmate goal 2h` sets a goal."


def _chosen_slot(workspace: Workspace, member: Member) -> WeeklySlot:
    """Return the member's day and hour, which may hold only from the next week on."""
    return parse_slot(member.nudge_slot) if member.nudge_slot else workspace.nudge_slot


def _slot_of(workspace: Workspace, member: Member, now: datetime) -> WeeklySlot:
    """Return the member's day and hour in this week."""
    return member.nudge_slot_in(weeks.local_week(now, member.zone), workspace.nudge_slot)


def _parse_week(value: str) -> str:
    """Return the week that a button carries. Raises PayloadError."""
    try:
        weeks.week_bounds(value)
    except ValueError as error:
        raise PayloadError("week") from error
    return value
