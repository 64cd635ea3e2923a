"""Open the form for hours, prefilled with what is known, and book or correct what it says."""

from __future__ import annotations

from collections.abc import Callable

from bot.calendar.own_day import own_day
from bot.catalog.catalog import Catalog
from bot.catalog.lookup import subjects, typeahead
from bot.catalog.lookup.subjects import Subject
from bot.core.ledger import booking, queries
from bot.core.ledger.rules import CONFIRM_ABOVE, REFUSE_ABOVE, Booking, Entry, FullDay
from bot.deps import Deps
from bot.dispatch.request import FormSubmission, Request, Response, requester_today
from bot.dispatch.router import Router
from bot.features.entries import handlers as entries_handlers
from bot.features.entries.views import changes as entries_changes
from bot.features.hours.payloads import EntryFormPayload
from bot.features.hours.rules.line_parts import LineProblem, LineProblemCode
from bot.features.hours.views import clarifications, form
from bot.features.hours.views.form import SAME_SUBJECT, HoursFormValues, day_too_old_error, parse_hours_form
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors, SelectOption
from bot.slack.payloads import EntryDraftPayload, PayloadError, PendingEntryPayload, decode_payload, parse_row_id
from bot.ui.links import is_link

BookPending = Callable[[Deps, Request, PendingEntryPayload], AnyMessage]


def register(app: Router, deps: Deps, book_pending: BookPending) -> None:
    """Register the form; `book_pending` books hours that are understood and renders the answer."""
    app.on_submit(deps, "log.form", lambda deps, submission: submit_hours_form(deps, submission, book_pending))
    app.on_options(deps, "log.what", suggest_subjects)
    app.on_shortcut(deps, "log.hours", open_blank_form)
    app.on_shortcut(deps, "log.this", open_form_for_message)
    app.on_click(deps, "log.form", open_form_from_button)
    app.on_click(deps, "log.edit", open_entry_form)
    app.on_click(deps, "log.amend", press_save_correction)


def open_hours_form(deps: Deps, request: Request, draft: EntryDraftPayload | None = None) -> Response:
    """Return the form with the draft, completed by the last choices; a message where Slack opens no window."""
    today, draft = requester_today(deps, request), draft or EntryDraftPayload()
    if not request.trigger_id:
        return clarifications.render_line_problem(
            LineProblem(LineProblemCode.EMPTY, ""), typed="", key=request.key, today=today
        )
    catalog = deps.catalog.of(request.workspace)
    if not draft.entry:
        draft = _with_last_choices(deps, request, draft, catalog)
        return form.render_hours_form(draft, catalog=catalog, today=today, key=request.key)
    entry = find_own_entry(deps, request, draft.entry)
    if entry is None:
        return explain_missing_entry(deps, request, draft.entry)
    return form.render_hours_form(draft, catalog=catalog, today=today, key=request.key, entry=entry)


def open_blank_form(deps: Deps, request: Request) -> Response:
    """Open the form from the global shortcut."""
    return open_hours_form(deps, request)


def open_form_for_message(deps: Deps, request: Request) -> Response:
    """Open the form with the message that the shortcut was chosen on as evidence."""
    return open_hours_form(deps, request, EntryDraftPayload(evidence=request.text if is_link(request.text) else ""))


def open_form_from_button(deps: Deps, request: Request) -> Response:
    """Open the form with the draft that a button carries; `-` carries none."""
    if request.text in ("", "-"):
        return open_hours_form(deps, request)
    draft = decode_payload(EntryDraftPayload, request.text)
    day = own_day(draft.day, requester_today(deps, request)) if draft.day else None
    return open_hours_form(deps, request, draft.model_copy(update={"day": day}))


def open_entry_form(deps: Deps, request: Request) -> Response:
    """Open the form with the member's own entry whose id the button carries."""
    entry_id = parse_row_id(request.text)
    entry = find_own_entry(deps, request, entry_id)
    if entry is None:
        return explain_missing_entry(deps, request, entry_id)
    return open_hours_form(deps, request, form.draft_from_entry(entry, deps.catalog.of(request.workspace)))


def suggest_subjects(deps: Deps, request: Request) -> list[SelectOption]:
    """Return the choices of the subject field for the words typed so far."""
    return form.subject_choices(typeahead.suggest_subjects(deps.catalog.of(request.workspace), request.text))


def _with_last_choices(deps: Deps, request: Request, draft: EntryDraftPayload, catalog: Catalog) -> EntryDraftPayload:
    """Return the draft with duration and subject of the member's last booking where it leaves them open."""
    if draft.what and not draft.subject:
        match = subjects.find_whole_subject(catalog, draft.what)
        draft = draft.model_copy(update={"subject": typeahead.subject_key(match) if isinstance(match, Subject) else ""})
    with deps.database.read() as conn:
        last = queries.list_entries(conn, workspace=request.workspace, member=request.member, limit=1).entries
    if not last:
        return draft
    last_draft = form.draft_from_entry(last[0], catalog)
    minutes = draft.minutes if draft.minutes or draft.duration else last_draft.minutes
    keeps_subject = draft.subject or draft.what or last_draft.subject == SAME_SUBJECT
    subject = draft.subject if keeps_subject else last_draft.subject
    return draft.model_copy(update={"minutes": minutes, "subject": subject})


def submit_hours_form(deps: Deps, submission: FormSubmission, book_pending: BookPending) -> FormErrors | Message:
    """Book what the form says, or correct the entry that it was opened for."""
    payload = decode_payload(EntryFormPayload, submission.metadata)
    if payload.entry:
        return _save_entry(deps, submission, payload)
    return _book_form(deps, submission, payload, book_pending)


def _book_form(
    deps: Deps, submission: FormSubmission, payload: EntryFormPayload, book_pending: BookPending
) -> FormErrors | Message:
    """Book what the form says, unless something in it is wrong or its day is full."""
    values = _parse_submission(deps, submission)
    if isinstance(values, FormErrors):
        return values
    pending = _pending_from_values(values, f"form:{payload.key}")
    booked = _minutes_on_day(deps, submission.request, pending)
    if booked + values.minutes > REFUSE_ABOVE:
        today = requester_today(deps, submission.request)
        return form.day_full_error(FullDay(booked, is_possible=False), values, today)
    if booked + values.minutes > CONFIRM_ABOVE and not pending.fits_in_button():
        return form.note_too_long_error()
    return book_pending(deps, submission.request, pending).to_message()


def _save_entry(deps: Deps, submission: FormSubmission, payload: EntryFormPayload) -> Message | FormErrors:
    """Correct the entry, if it is still one of the member's."""
    request = submission.request
    entry = find_own_entry(deps, request, payload.entry)
    if entry is None:
        return explain_missing_entry(deps, request, payload.entry)
    values = _parse_submission(deps, submission, entry)
    if isinstance(values, FormErrors):
        return values
    return _correct_entry(deps, request, entry, values, key=f"form:{payload.key}")


def _parse_submission(
    deps: Deps, submission: FormSubmission, entry: Entry | None = None
) -> HoursFormValues | FormErrors:
    now = deps.clock.now()
    member = deps.directory.ensure_member(submission.request.workspace, submission.request.member)
    return parse_hours_form(
        submission.fields,
        catalog=deps.catalog.of(submission.request.workspace),
        today=member.today(now),
        entry=entry,
        upcoming_day=member.upcoming_day(now),
    )


def press_save_correction(deps: Deps, request: Request) -> Response:
    """Save the correction that the form asked to confirm."""
    draft = decode_payload(EntryDraftPayload, request.text)
    entry = find_own_entry(deps, request, draft.entry)
    if entry is None:
        return explain_missing_entry(deps, request, draft.entry)
    values, today = _values_from_draft(deps, request, draft), requester_today(deps, request)
    if error := day_too_old_error(values.day, today, entry.day):
        return form.render_not_saved(FormErrors({"day": error}), draft)
    result = _correct_entry(deps, request, entry, values, key=draft.key, is_confirmed=True)
    return form.render_not_saved(result, draft) if isinstance(result, FormErrors) else result


def find_own_entry(deps: Deps, request: Request, entry_id: int) -> Entry | None:
    """Return the entry as it is now; None if it was deleted or belongs to somebody else."""
    with deps.database.read() as conn:
        entry = queries.find_current_entry(conn, workspace=request.workspace, entry_id=entry_id)
    return entry if entry and entry.member == request.member else None


def explain_missing_entry(deps: Deps, request: Request, entry_id: int) -> Message:
    """Say that the entry was deleted since, or never was one of the member's."""
    with deps.database.read() as conn:
        version = queries.read_entry_version(conn, workspace=request.workspace, entry_id=entry_id)
    if version is None or version.member != request.member:
        return entries_changes.render_not_own_entry()
    return entries_changes.render_already_deleted(
        version, deps.catalog.of(request.workspace), requester_today(deps, request)
    )


def _correct_entry(
    deps: Deps, request: Request, entry: Entry, values: HoursFormValues, *, key: str, is_confirmed: bool = False
) -> Message | FormErrors:
    now = deps.clock.now()
    today = deps.directory.ensure_member(request.workspace, request.member).today(now)
    with deps.database.begin() as conn:
        result = booking.correct_entry(
            conn,
            workspace=request.workspace,
            member=request.member,
            entry_id=entry.root,
            booking=_booking_from_values(values, entry, key),
            now=now,
            is_confirmed=is_confirmed,
        )
        reached = entries_handlers.settle_act(deps, conn, request, result)
    if result is None:
        return explain_missing_entry(deps, request, entry.root)
    if isinstance(result, FullDay):
        if not result.is_possible:
            return form.day_full_error(result, values, today)
        draft = form.draft_from_values(values, entry.root, key)
        return form.render_long_day_question(result, values, draft, today=today)
    if not result.changes:
        return form.render_unchanged(entry, deps.catalog.of(request.workspace), today)
    return entries_handlers.describe_change(deps, request, result, reached)


def _minutes_on_day(deps: Deps, request: Request, pending: PendingEntryPayload) -> int:
    """Return the minutes of the day, without those that this very form has booked before."""
    workspace, member, day = request.workspace, request.member, pending.day
    with deps.database.read() as conn:
        own = queries.list_entries_of_request(conn, workspace=workspace, member=member, request=pending.key)
        page = queries.list_entries(conn, workspace=workspace, member=member, since=day, until=day, limit=1)
    return page.minutes - sum(entry.minutes for entry in own if entry.day == day)


def _values_from_draft(deps: Deps, request: Request, draft: EntryDraftPayload) -> HoursFormValues:
    """Return the values that a button carries; PayloadError if it is none of ours or its content is gone."""
    subject = typeahead.parse_subject_key(deps.catalog.of(request.workspace), draft.subject)
    today = requester_today(deps, request)
    if not (draft.key and draft.minutes and draft.day) or draft.day > today:
        raise PayloadError("draft")
    if subject is None and draft.subject != SAME_SUBJECT:
        raise PayloadError("subject")
    return HoursFormValues(draft.minutes, subject, draft.day, draft.note, draft.evidence)


def _pending_from_values(values: HoursFormValues, key: str) -> PendingEntryPayload:
    assert values.subject is not None
    area, roadmap, topic = values.subject.ledger_ids
    return PendingEntryPayload.model_construct(
        key=key,
        minutes=values.minutes,
        area=area,
        roadmap=roadmap,
        topic=topic,
        day=values.day,
        note=values.note,
        evidence=values.evidence,
        insist=False,
    )


def _booking_from_values(values: HoursFormValues, entry: Entry, key: str) -> Booking:
    """Return the corrected booking; its activity and people stay, and its subject too if the form left it."""
    area, roadmap, topic = values.subject.ledger_ids if values.subject else (entry.area, entry.roadmap, entry.topic)
    return Booking(
        minutes=values.minutes,
        area=area,
        roadmap=roadmap,
        topic=topic,
        day=values.day,
        note=values.note,
        source="form",
        request=key,
        evidence=values.evidence,
        activity=entry.activity,
        people=entry.people,
    )
