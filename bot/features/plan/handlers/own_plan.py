"""Make the plan one's own: by words, in a form, with Undo; and the team's default, for admins."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from bot.catalog.catalog import Catalog
from bot.catalog.models import Area
from bot.core import audit_log
from bot.core.people import workspaces
from bot.core.people.member import Member
from bot.core.plan import stored_choices
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices, find_hidden, list_chosen_areas, parse_choices
from bot.core.plan.progress import AmbiguousArea
from bot.core.time_off import WHOLE_TEAM
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import FormSubmission, Request, Response, find_requester
from bot.dispatch.router import Router
from bot.features.plan.payloads import PlanChangePayload, PlanChoicesPayload, UndoPlanPayload
from bot.features.plan.rules import change_words
from bot.features.plan.rules.change_words import MissingPart, TypedChange
from bot.features.plan.rules.changes import ChangeKind, ChangeProblem, PlanChange, apply_change, fingerprint
from bot.features.plan.views import own_plan, own_plan_form
from bot.features.plan.views import own_plan_answers as answers
from bot.frozen import frozen
from bot.slack.message import Message
from bot.slack.modals import FormErrors
from bot.slack.payloads import PayloadError, decode_payload
from bot.timeexpr.target_days import TargetError, farthest_target


@frozen
class _Plan:
    """Whose plan it is: who asks, whether it is the team's, the choices of both, and the owner's day."""

    reader: Member
    is_team: bool
    own: PlanChoices
    team: PlanChoices
    today: date

    @property
    def owner(self) -> str:
        return WHOLE_TEAM if self.is_team else self.reader.id

    @property
    def may_change(self) -> bool:
        return self.reader.is_admin or not self.is_team


def register(app: Router, deps: Deps) -> None:
    """Register the form and the buttons."""
    app.on_click(deps, "plan.form", open_form)
    app.on_click(deps, "plan.change", press_change)
    app.on_click(deps, "plan.undo", undo_change)
    app.on_submit(deps, "plan.choose", submit_form)


def answer_change(deps: Deps, request: Request, typed: TypedChange) -> Message:
    """Make the change that was typed, or show what is chosen."""
    catalog = deps.catalog.of(request.workspace)
    with deps.database.read() as conn:
        plan = _read_plan(deps, conn, request, is_team=typed.is_team)
    if typed.kind is None:
        return _render(catalog, plan)
    if not plan.may_change:
        return _refuse()
    try:
        change = change_words.parse_change(catalog, typed.kind, typed.words, plan.today)
    except MissingPart as missing:
        return answers.render_missing_part(missing.kind, is_team=typed.is_team)
    if isinstance(change, TargetError):
        last_day = farthest_target(plan.today)
        return answers.render_unknown_day(change, last_day=last_day, today=plan.today, is_team=typed.is_team)
    if isinstance(change, AmbiguousArea):
        return answers.render_unknown_area(
            change, typed.kind, _guess(catalog, change, typed, plan.today), is_team=typed.is_team
        )
    return _change(deps, request, change, is_team=typed.is_team)


def _guess(catalog: Catalog, doubt: AmbiguousArea, typed: TypedChange, today: date) -> list[PlanChange]:
    """Return the changes that may be meant: what was typed, with each area in place of the doubtful words."""
    if typed.kind in (None, ChangeKind.ESTIMATE):
        return []
    period, found = change_words.current_period(typed.kind, today), []
    for area in doubt.options:
        words = typed.words.replace(doubt.typed, str(area.priority), 1)
        change = change_words.parse_change(catalog, typed.kind, words, today)
        if isinstance(change, PlanChange) and change.period == period:  # a button keeps no day
            found.append(change)
    return found


def ask_what_with(areas: Sequence[Area], today: date) -> Message:
    """Ask what is wanted of areas of which only the numbers were typed."""
    return answers.render_what_with(areas, change_words.current_period(ChangeKind.TARGET, today))


def press_change(deps: Deps, request: Request) -> Message:
    """Make the change that a button names. Raises PayloadError, also where its quarter or an area is gone."""
    payload, catalog = (
        decode_payload(PlanChangePayload, request.text, deps.catalog.of(request.workspace).current_id),
        deps.catalog.of(request.workspace),
    )
    areas = tuple(area for each in payload.areas if (area := catalog.find_area(each)))
    with deps.database.read() as conn:
        today = _read_plan(deps, conn, request, is_team=payload.is_team).today
    if not areas or len(areas) < len(payload.areas):
        raise PayloadError("areas")
    if payload.period != change_words.current_period(payload.kind, today):
        raise PayloadError("period")
    change = PlanChange(payload.kind, areas, payload.hours, payload.period)
    return _change(deps, request, change, is_team=payload.is_team)


def open_form(deps: Deps, request: Request) -> Response:
    """Open the form; the page, where Slack lets no window be opened."""
    payload, catalog = decode_payload(PlanChoicesPayload, request.text), deps.catalog.of(request.workspace)
    with deps.database.read() as conn:
        plan = _read_plan(deps, conn, request, is_team=payload.is_team)
    if not plan.may_change:
        return _refuse()
    if not request.trigger_id:
        return _render(catalog, plan)
    return own_plan_form.render_form(catalog, plan.own, plan.team, plan.today, is_team=plan.is_team)


def submit_form(deps: Deps, submission: FormSubmission) -> FormErrors | Message | None:
    """Save what was changed in the form, all of it or nothing; an untouched form closes."""
    payload, request = decode_payload(PlanChoicesPayload, submission.metadata), submission.request
    catalog = deps.catalog.of(submission.request.workspace)
    with deps.database.begin() as conn:
        plan = _lock_plan(deps, conn, request, is_team=payload.is_team)
        if not plan.may_change:
            return _refuse()
        if fingerprint(plan.own, plan.team) != payload.seen:
            return answers.render_form_expired(is_team=plan.is_team)
        parsed = own_plan_form.parse_form(submission.fields, catalog, plan.own, plan.team, plan.today)
        if isinstance(parsed, FormErrors):
            return parsed
        if not _save(deps, conn, plan, parsed):
            return None
        return _render(catalog, replace(plan, own=parsed), "✅ Saved.", before=plan.own)


def undo_change(deps: Deps, request: Request) -> Message:
    """Go back to what was chosen before a change, unless the plan was changed since."""
    payload, catalog = decode_payload(UndoPlanPayload, request.text), deps.catalog.of(request.workspace)
    with deps.database.begin() as conn:
        plan = _lock_plan(deps, conn, request, is_team=payload.is_team)
        if not plan.may_change:
            return _refuse()
        if fingerprint(plan.own) != payload.seen:
            return answers.render_undo_expired()
        before = parse_choices(payload.before).on(plan.today)
        _save(deps, conn, plan, before)
        return _render(catalog, replace(plan, own=before), "↩️ Undone.")


def _change(deps: Deps, request: Request, change: PlanChange, *, is_team: bool) -> Message:
    catalog = deps.catalog.of(request.workspace)
    with deps.database.begin() as conn:
        plan = _lock_plan(deps, conn, request, is_team=is_team)
        if not plan.may_change:
            return _refuse()
        after = apply_change(plan.own, change, team=plan.team, catalog=catalog)
        if isinstance(after, ChangeProblem):
            return answers.render_text(answers.problem_text(after, change))
        is_changed = _save(deps, conn, plan, after)
    lead = answers.changed_text(change, plan.today, is_changed=is_changed, is_team=is_team)
    if change.kind is ChangeKind.ESTIMATE and not find_hidden(catalog, after.over(plan.team)).isdisjoint(change.ids):
        lead += answers.hidden_note(change.areas[0], is_team=is_team)
    return _render(catalog, replace(plan, own=after), lead, before=plan.own if is_changed else None)


def _refuse() -> Message:
    return error_views.render_not_allowed("The team's default plan", "admins")


def _lock_plan(deps: Deps, conn: Connection, request: Request, *, is_team: bool) -> _Plan:
    """Read the plan so that nobody else changes its choices before the transaction ends."""
    stored_choices.lock_choices(conn, workspace=request.workspace, member=WHOLE_TEAM if is_team else request.member)
    return _read_plan(deps, conn, request, is_team=is_team)


def _read_plan(deps: Deps, conn: Connection, request: Request, *, is_team: bool) -> _Plan:
    """Read the choices, and who asks with the roles that count at this moment."""
    reader, now = find_requester(deps, conn, request), deps.clock.now()
    workspace = workspaces.read_workspace(conn, workspace=request.workspace, settings=deps.settings)
    today = workspace.today(now) if is_team else reader.today(now)
    team = stored_choices.read_own_choices(conn, workspace=workspace.id, member=WHOLE_TEAM, today=today)
    if is_team:
        return _Plan(reader, is_team, team, NO_CHOICES, today)
    own = stored_choices.read_own_choices(conn, workspace=workspace.id, member=reader.id, today=today)
    return _Plan(reader, is_team, own, team, today)


def _save(deps: Deps, conn: Connection, plan: _Plan, choices: PlanChoices) -> bool:
    """Store the owner's choices; a change of the team's goes into the audit log. Return whether they differ."""
    if choices == plan.own:
        return False
    now, workspace = deps.clock.now(), plan.reader.workspace
    stored_choices.save_choices(conn, workspace=workspace, member=plan.owner, choices=choices, now=now)
    if plan.is_team:
        audit_log.record_act(conn, workspace=workspace, actor=plan.reader.id, act="plan.default", now=now)
    return True


def _render(catalog: Catalog, plan: _Plan, lead: str = "", *, before: PlanChoices | None = None) -> Message:
    in_force = plan.own.over(plan.team)
    page = own_plan.OwnPlanPage(
        own=plan.own,
        in_force=in_force,
        areas=list_chosen_areas(catalog, in_force),
        hidden=[area for area in catalog.areas if area.id in find_hidden(catalog, in_force)],
        today=plan.today,
        is_team=plan.is_team,
        may_change=plan.may_change,
        varying=frozenset(area.id for area in catalog.areas if area.hours is None),
        before=before,
    )
    return own_plan.render_own_plan(page, lead)
