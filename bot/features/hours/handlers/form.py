"""The form as it opens: from everywhere, and filled with what is known."""

from __future__ import annotations

from collections.abc import Callable

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
from bot.features.hours.rules.line_parser import LineProblem, LineProblemCode
from bot.features.hours.views import clarifications, form
from bot.features.hours.views.form import SAME_SUBJECT, HoursFormValues, day_too_old_error, parse_hours_form
from bot.slack.message import AnyMessage, Message
from bot.slack.modals import FormErrors, SelectOption
from bot.slack.payloads import EntryDraftPayload, PayloadError, PendingEntryPayload, decode_payload, parse_row_id
from bot.slack.payloads import decode_payload as read_ticket
from bot.ui.links import is_link


def register(app: Router, deps: Deps, book_pending: BookPending) -> None:
    """The form's doors; `book` is what books hours that are understood, with all that is then said."""
    app.on_submit(deps, "log.form", lambda deps, sent: submit_hours_form(deps, sent, book_pending))
    app.on_options(deps, "log.what", suggest_subjects)
    app.on_shortcut(deps, "log.hours", open_blank_form)
    app.on_shortcut(deps, "log.this", open_form_for_message)
    app.on_click(deps, "log.form", open_form_from_button)
    app.on_click(deps, "log.edit", open_entry_form)
    app.on_click(deps, "log.amend", press_save_correction)


def open_hours_form(deps: Deps, request: Request, draft: EntryDraftPayload | None = None) -> Response:
    """The form with the last choices, where the draft says nothing else; words where Slack lets nothing be opened."""
    today, begun = requester_today(deps, request), draft or EntryDraftPayload()
    if not request.trigger_id:
        return clarifications.render_line_problem(
            LineProblem(LineProblemCode.EMPTY, ""), typed="", key=request.key, today=today
        )
    catalog = deps.catalog.current()
    if not begun.entry:
        return form.render_hours_form(
            _with_last_choices(deps, request, begun, catalog), catalog=catalog, today=today, key=request.key
        )
    entry = find_own_entry(deps, request, begun.entry)
    if entry is None:
        return explain_missing_entry(deps, request, begun.entry)
    return form.render_hours_form(begun, catalog=catalog, today=today, key=request.key, entry=entry)


def open_blank_form(deps: Deps, request: Request) -> Response:
    """The global shortcut."""
    return open_hours_form(deps, request)


def open_form_for_message(deps: Deps, request: Request) -> Response:
    """The form with the message that the shortcut was chosen on as evidence."""
    return open_hours_form(deps, request, EntryDraftPayload(evidence=request.text if is_link(request.text) else ""))


def open_form_from_button(deps: Deps, request: Request) -> Response:
    """A button that opens the form; what it carries stands in there."""
    return open_hours_form(
        deps, request, None if request.text in ("", "-") else decode_payload(EntryDraftPayload, request.text)
    )


def open_entry_form(deps: Deps, request: Request) -> Response:
    """The form with one of the member's own entries, whose number the button carries."""
    wanted = parse_row_id(request.text)
    entry = find_own_entry(deps, request, wanted)
    if entry is None:
        return explain_missing_entry(deps, request, wanted)
    return open_hours_form(deps, request, form.draft_from_entry(entry, deps.catalog.current()))


def suggest_subjects(deps: Deps, request: Request) -> list[SelectOption]:
    """What the field offers for the words typed so far."""
    return form.subject_choices(typeahead.suggest_subjects(deps.catalog.current(), request.text))


def _with_last_choices(deps: Deps, request: Request, draft: EntryDraftPayload, catalog: Catalog) -> EntryDraftPayload:
    """The draft, and from the member's last booking what it leaves open: how long, and on what."""
    if draft.what and not draft.subject:
        found = subjects.find_subject(catalog, draft.what)
        draft = draft.model_copy(update={"subject": typeahead.subject_key(found) if isinstance(found, Subject) else ""})
    with deps.database.read() as conn:
        last = queries.list_entries(conn, workspace=request.workspace, member=request.member, limit=1).entries
    if not last:
        return draft
    known = form.draft_from_entry(last[0], catalog)
    minutes = draft.minutes if draft.minutes or draft.duration else known.minutes
    subject = draft.subject if draft.subject or draft.what or known.subject == SAME_SUBJECT else known.subject
    return draft.model_copy(update={"minutes": minutes, "subject": subject})


BookPending = Callable[[Deps, Request, PendingEntryPayload], AnyMessage]


def submit_hours_form(deps: Deps, submission: FormSubmission, book_pending: BookPending) -> FormErrors | Message:
    """Book what the form says, or correct the entry that it was opened for."""
    ticket = read_ticket(EntryFormPayload, submission.metadata)
    return _save_entry(deps, submission, ticket) if ticket.entry else _book_form(deps, submission, ticket, book_pending)


def _book_form(
    deps: Deps, submission: FormSubmission, payload: EntryFormPayload, book_pending: BookPending
) -> FormErrors | Message:
    """Book what the form says, unless something in it is wrong or its day is full."""
    ask, now, local = (
        submission.request,
        deps.clock.now(),
        deps.directory.ensure_member(submission.request.workspace, submission.request.member),
    )
    today = local.today(now)
    said = parse_hours_form(
        submission.fields, catalog=deps.catalog.current(), today=today, upcoming_day=local.upcoming_day(now)
    )
    if isinstance(said, FormErrors):
        return said
    pending = _pending_from_values(said, f"form:{payload.key}")
    already = _minutes_on_day(deps, ask, pending)
    if already + said.minutes > REFUSE_ABOVE:
        return form.day_full_error(FullDay(already, is_possible=False), said, today)
    if already + said.minutes > CONFIRM_ABOVE and not pending.fits_in_button():
        return form.note_too_long_error()
    return book_pending(deps, ask, pending).to_message()


def _save_entry(deps: Deps, submission: FormSubmission, payload: EntryFormPayload) -> Message | FormErrors:
    """Correct the entry, if it is still one of the member's."""
    ask, now, local = (
        submission.request,
        deps.clock.now(),
        deps.directory.ensure_member(submission.request.workspace, submission.request.member),
    )
    today = local.today(now)
    entry = find_own_entry(deps, ask, payload.entry)
    if entry is None:
        return explain_missing_entry(deps, ask, payload.entry)
    said = parse_hours_form(
        submission.fields,
        catalog=deps.catalog.current(),
        today=today,
        entry=entry,
        upcoming_day=local.upcoming_day(now),
    )
    return said if isinstance(said, FormErrors) else _correct_entry(deps, ask, entry, said, key=f"form:{payload.key}")


def press_save_correction(deps: Deps, request: Request) -> Response:
    """The yes to a correction that was asked back about."""
    draft = read_ticket(EntryDraftPayload, request.text)
    entry = find_own_entry(deps, request, draft.entry)
    if entry is None:
        return explain_missing_entry(deps, request, draft.entry)
    said, today = _values_from_draft(deps, request, draft), requester_today(deps, request)
    if wrong := day_too_old_error(said.day, today, entry.day):
        return form.render_not_saved(FormErrors({"day": wrong}), draft)
    answer = _correct_entry(deps, request, entry, said, key=draft.key, insist=True)
    return form.render_not_saved(answer, draft) if isinstance(answer, FormErrors) else answer


def find_own_entry(deps: Deps, request: Request, entry_id: int) -> Entry | None:
    """The member's own entry as it stands now."""
    with deps.database.read() as conn:
        found = queries.find_current_entry(conn, workspace=request.workspace, entry_id=entry_id)
    return found if found and found.member == request.member else None


def explain_missing_entry(deps: Deps, request: Request, entry_id: int) -> Message:
    """The entry was taken back since, or never was one of theirs."""
    with deps.database.read() as conn:
        known = queries.read_entry_version(conn, workspace=request.workspace, entry_id=entry_id)
    if known is None or known.member != request.member:
        return entries_changes.render_not_own_entry()
    today = requester_today(deps, request)
    return entries_changes.render_already_deleted(known, deps.catalog.current(), today)


def _correct_entry(
    deps: Deps, request: Request, entry: Entry, values: HoursFormValues, *, key: str, insist: bool = False
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
            is_confirmed=insist,
        )
    if result is None:
        return explain_missing_entry(deps, request, entry.root)
    if isinstance(result, FullDay) and not result.is_possible:
        return form.day_full_error(result, values, today)
    if isinstance(result, FullDay):
        return form.render_long_day_question(
            result, values, form.draft_from_values(values, entry.root, key), today=today
        )
    return (
        entries_handlers.describe_change(deps, request, result)
        if result.changes
        else form.render_unchanged(entry, deps.catalog.current(), today)
    )


def _minutes_on_day(deps: Deps, request: Request, pending: PendingEntryPayload) -> int:
    """The minutes that the day holds besides what this very form has booked before."""
    workspace, member, day = request.workspace, request.member, pending.day
    with deps.database.read() as conn:
        mine = queries.list_entries_of_request(conn, workspace=workspace, member=member, request=pending.key)
        page = queries.list_entries(conn, workspace=workspace, member=member, since=day, until=day, limit=1)
    return page.minutes - sum(entry.minutes for entry in mine if entry.day == day)


def _values_from_draft(deps: Deps, request: Request, draft: EntryDraftPayload) -> HoursFormValues:
    """What the button carries. Raises BadTicket for one that we did not make, or whose content is gone."""
    subject = typeahead.parse_subject_key(deps.catalog.current(), draft.subject)
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
    """What an entry is to say; what it was booked on stays where the form left it, and so does who was part of it."""
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
