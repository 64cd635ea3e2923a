"""Import hours from a file that a member sends, and export a member's own data."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Any, Final

from bot.catalog.lookup import typeahead
from bot.deps import Deps
from bot.dispatch.request import Request, requester_today
from bot.dispatch.router import Router
from bot.features.entries import handlers as entries_handlers
from bot.features.import_export import service, views
from bot.features.import_export.rules import csv_format, csv_reader, csv_subjects
from bot.features.import_export.rules.csv_format import CsvRow, RejectedRow, UnreadableFile
from bot.features.import_export.rules.csv_subjects import BookableRow, name_key
from bot.features.import_export.rules.file_text import IN_SLACK
from bot.features.privacy.service import data_export as privacy_data_export
from bot.frozen import frozen
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError

log = logging.getLogger(__name__)

MAX_UNKNOWN_NAMES: Final = 300  # unknown names in a file; looking up more would take longer than Slack waits
MAX_FILE_ID_LENGTH: Final = 32
_FILE_GONE_REASONS: Final = frozenset({"file_not_found", "file_deleted", "not_visible"})
_OTHER_MEMBER: Final = "it's {member}'s, and you can only import your own hours here"


def register(app: Router, deps: Deps) -> None:
    """Register the buttons of an import offer, and the one that requests an export."""
    app.on_click(deps, "import.book", press_book_import)
    app.on_click(deps, "import.drop", cancel_import)
    app.on_click(deps, "import.name", choose_name)
    app.on_click(deps, "import.names", forget_names)
    app.on_click(deps, "roadmate.export", request_export)


def receive_files(deps: Deps, request: Request, files: Sequence[Mapping[str, Any]]) -> AnyMessage | None:
    """Offer to book a file that was sent directly; None for other files with a text of their own, and for no file."""
    tables = [file for file in files if _is_table(file)]
    if len(tables) > 1:
        return views.render_several_files()
    if tables:
        file = _fetch_file(deps, request, str(tables[0].get("id")))
        return file if isinstance(file, Message) else _offer_import(deps, request, file)
    if request.text or not files:
        return None
    if any(file.get("mode") == "tombstone" for file in files):
        return views.render_file_gone()
    return views.render_not_csv(str(files[0].get("name") or ""))


def press_book_import(deps: Deps, request: Request) -> AnyMessage:
    """Book the file whose id the button carries, downloaded anew."""
    file = _fetch_file(deps, request, request.text)
    rows = file if isinstance(file, Message) else _resolve_rows(deps, request, file)
    if isinstance(rows, Message):
        return rows
    learner, today = entries_handlers.learner_of(deps, request), requester_today(deps, request)
    with deps.database.begin(alone=True) as conn:
        booked = service.book_import(
            conn, learner, rows=rows, catalog=deps.catalog.of(request.workspace), now=deps.clock.now()
        )
    return views.render_import_booked(booked, catalog=deps.catalog.of(request.workspace), today=today)


def choose_name(deps: Deps, request: Request) -> AnyMessage:
    """Remember what a name of another program is, and go on with its file."""
    file_id, _, rest = request.text.partition(" ")
    digest, _, value = rest.partition(" ")
    file = _fetch_file(deps, request, file_id)
    if isinstance(file, Message):
        return file
    subject = typeahead.parse_subject_key(deps.catalog.of(request.workspace), value)
    if subject is None and value != views.LEAVE_OUT:
        raise PayloadError("name")
    name = next((each for each in file.names if views.key_digest(each) == digest), None)
    if name:
        with deps.database.begin() as conn:
            service.remember_name(
                conn,
                workspace=request.workspace,
                member=request.member,
                name=name,
                subject=subject.ledger_ids if subject else None,
                now=deps.clock.now(),
            )
    return _offer_import(deps, request, file)


def forget_names(deps: Deps, request: Request) -> AnyMessage:
    """Ask anew about the names in the file whose id the button carries."""
    file = _fetch_file(deps, request, request.text)
    if isinstance(file, Message):
        return file
    with deps.database.begin() as conn:
        service.forget_names(conn, workspace=request.workspace, member=request.member, names=file.names)
    return _offer_import(deps, request, file)


def cancel_import(_deps: Deps, _request: Request) -> AnyMessage:
    """Confirm that nothing is booked."""
    return views.render_import_cancelled()


def request_export(deps: Deps, request: Request) -> AnyMessage:
    """Have all that is kept about the member sent to them, once per request."""
    deps.directory.ensure_member(request.workspace, request.member, request.name)
    message = {**views.render_export_message().post_arguments(), "export": request.member}
    period = sha256(request.key.encode()).hexdigest()[:16]
    with deps.database.begin() as conn:
        is_new = privacy_data_export.request_export(
            conn,
            workspace=request.workspace,
            member=request.member,
            period=period,
            message=message,
            now=deps.clock.now(),
        )
    return views.render_export_requested(is_new=is_new)


@frozen
class _SentFile:
    """The member's own file, parsed; `names` are those of other programs in it, as they are remembered."""

    id: str
    title: str
    rows: Sequence[CsvRow | RejectedRow]

    @property
    def names(self) -> set[str]:
        return {name_key(row.names.label) for row in self.rows if isinstance(row, CsvRow) and row.names}


def _offer_import(deps: Deps, request: Request, file: _SentFile) -> AnyMessage:
    rows = _resolve_rows(deps, request, file)
    if isinstance(rows, Message):
        return rows
    catalog, today = deps.catalog.of(request.workspace), requester_today(deps, request)
    with deps.database.read() as conn:
        key = {"workspace": request.workspace, "member": request.member}
        plan = service.plan_import(conn, **key, rows=rows, today=today)
        has_answers = not file.names.isdisjoint(service.read_names(conn, **key))
    return views.render_import_offer(
        plan, file_name=file.title, file_id=file.id, catalog=catalog, today=today, has_answers=has_answers
    )


def _fetch_file(deps: Deps, request: Request, file_id: str) -> _SentFile | Message:
    """Return the member's own file, downloaded and parsed; or the message that says why not."""
    if not (file_id.isascii() and file_id.isalnum() and len(file_id) <= MAX_FILE_ID_LENGTH):
        raise PayloadError("file")
    try:
        file_info = deps.slack.fetch_file(request.workspace, file_id)
        name = str(file_info.get("name") or "")
        if file_info.get("user") != request.member:
            return views.render_not_own_file()
        content = _download(deps, request, file_info)
    except SlackFailure as failure:
        log.warning("no file workspace=%s file=%s reason=%s", request.workspace, file_id, failure.label)
        return _download_error(failure)
    today = requester_today(deps, request)
    rows = content if isinstance(content, UnreadableFile) else csv_reader.parse_csv(content, today)
    return (
        views.render_unreadable_file(rows.reason, name)
        if isinstance(rows, UnreadableFile)
        else _SentFile(file_id, name, rows)
    )


def _download(deps: Deps, request: Request, file_info: Mapping[str, Any]) -> bytes | UnreadableFile:
    size = file_info.get("size")
    if isinstance(size, int) and size > IN_SLACK.max_bytes:
        return IN_SLACK.too_large
    address = str(file_info.get("url_private_download") or file_info.get("url_private") or "")
    return deps.slack.download_file(request.workspace, address, IN_SLACK.max_bytes)


def _resolve_rows(deps: Deps, request: Request, file: _SentFile) -> list[BookableRow | RejectedRow] | Message:
    """Return the rows of a file with their subjects, as the member's answers are by now."""
    catalog, local = deps.catalog.of(request.workspace), deps.directory.ensure_member(request.workspace, request.member)
    by_member = csv_format.group_by_member(
        file.rows,
        workspace=request.workspace,
        member=request.member,
        zones={request.member: local.zone},
        unknown_member_text=_OTHER_MEMBER,
    )
    with deps.database.read() as conn:
        answers = service.read_names(conn, workspace=request.workspace, member=request.member)
    own = csv_subjects.resolve_subjects(
        catalog,
        by_member.pop(request.member, []),
        remembered=csv_subjects.known_answers(catalog, answers),
        max_unknown=MAX_UNKNOWN_NAMES,
    )
    if isinstance(own, UnreadableFile):
        return views.render_unreadable_file(own.reason, file.title)
    others = [row for rows in by_member.values() for row in rows if isinstance(row, RejectedRow)]
    return [*own, *others]


def _download_error(failure: SlackFailure) -> Message:
    if failure.reason in _FILE_GONE_REASONS:
        return views.render_file_gone()
    if failure.reason == "missing_scope":
        return views.render_missing_scope()
    if failure.reason == "too_large":
        return views.render_unreadable_file(IN_SLACK.too_large.reason)
    return views.render_download_failed()


def _is_table(file: Mapping[str, Any]) -> bool:
    name, media_type = str(file.get("name") or "").casefold(), str(file.get("mimetype") or "")
    is_named = name.endswith((".csv", ".tsv", ".json"))
    return file.get("mode") != "tombstone" and (is_named or media_type.startswith(("text/csv", "application/json")))
