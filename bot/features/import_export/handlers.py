"""Import hours from a file that a member sends, and export a member's own data."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from bot.deps import Deps
from bot.dispatch.request import Request, requester_today
from bot.dispatch.router import Router
from bot.features.import_export import service, views
from bot.features.import_export.rules import csv_format, csv_reader, csv_subjects
from bot.features.import_export.rules.csv_format import RejectedRow, UnreadableFile
from bot.features.import_export.rules.csv_reader import MAX_BYTES, TOO_LARGE
from bot.features.import_export.rules.csv_subjects import BookableRow
from bot.features.privacy.service import data_export as privacy_data_export
from bot.slack.failures import SlackFailure
from bot.slack.message import AnyMessage, Message
from bot.slack.payloads import PayloadError

log = logging.getLogger(__name__)

MAX_UNKNOWN_NAMES: Final = 300  # unknown names in a file; looking up more would take longer than Slack waits
_FILE_GONE_REASONS: Final = frozenset({"file_not_found", "file_deleted", "not_visible"})
_OTHER_MEMBER: Final = "it is {member}'s, and only your own hours can be booked here"


def register(app: Router, deps: Deps) -> None:
    """Register the buttons of an import offer, and the one that requests an export."""
    app.on_click(deps, "import.book", press_book_import)
    app.on_click(deps, "import.drop", cancel_import)
    app.on_click(deps, "roadmate.export", request_export)


def receive_files(deps: Deps, request: Request, files: Sequence[Mapping[str, Any]]) -> AnyMessage | None:
    """Offer to book a file that was sent directly; None for other files with a text of their own, and for no file."""
    tables = [file for file in files if _is_csv(file)]
    if len(tables) > 1:
        return views.render_several_files()
    if tables:
        return _offer_import(deps, request, str(tables[0].get("id")))
    if request.text or not files:
        return None
    if any(file.get("mode") == "tombstone" for file in files):
        return views.render_file_gone()
    return views.render_not_csv(str(files[0].get("name") or ""))


def press_book_import(deps: Deps, request: Request) -> AnyMessage:
    """Book the file whose id the button carries, downloaded anew."""
    result = _read_file(deps, request, request.text)
    if isinstance(result, Message):
        return result
    rows, _, today = result
    with deps.database.begin() as conn:
        booked = service.book_import(
            conn, workspace=request.workspace, member=request.member, rows=rows, today=today, now=deps.clock.now()
        )
    return views.render_import_booked(booked, catalog=deps.catalog.current(), today=today)


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


def _offer_import(deps: Deps, request: Request, file_id: str) -> AnyMessage:
    result = _read_file(deps, request, file_id)
    if isinstance(result, Message):
        return result
    rows, name, today = result
    with deps.database.read() as conn:
        plan = service.plan_import(conn, workspace=request.workspace, member=request.member, rows=rows, today=today)
    catalog = deps.catalog.current()
    return views.render_import_offer(plan, file_name=name, file_id=file_id, catalog=catalog, today=today)


def _read_file(
    deps: Deps, request: Request, file_id: str
) -> tuple[list[BookableRow | RejectedRow], str, date] | Message:
    """Return the rows of the member's own file, its name, and their today; or the message that says why not."""
    if not (file_id.isascii() and file_id.isalnum() and len(file_id) <= 64):
        raise PayloadError("file")
    today = requester_today(deps, request)
    try:
        file_info = deps.slack.fetch_file(request.workspace, file_id)
        name = str(file_info.get("name") or "")
        if file_info.get("user") != request.member:
            return views.render_not_own_file()
        rows = _parse_rows(deps, request, _download(deps, request, file_info), today)
    except SlackFailure as failure:
        log.warning("no file workspace=%s file=%s reason=%s", request.workspace, file_id, failure.label)
        return _download_error(failure)
    return views.render_unreadable_file(rows.reason, name) if isinstance(rows, UnreadableFile) else (rows, name, today)


def _download(deps: Deps, request: Request, file_info: Mapping[str, Any]) -> bytes | UnreadableFile:
    size = file_info.get("size")
    if isinstance(size, int) and size > MAX_BYTES:
        return TOO_LARGE
    address = str(file_info.get("url_private_download") or file_info.get("url_private") or "")
    return deps.slack.download_file(request.workspace, address, MAX_BYTES)


def _parse_rows(
    deps: Deps, request: Request, content: bytes | UnreadableFile, today: date
) -> list[BookableRow | RejectedRow] | UnreadableFile:
    table = content if isinstance(content, UnreadableFile) else csv_reader.parse_csv(content, today)
    if isinstance(table, UnreadableFile):
        return table
    by_member = csv_format.group_by_member(
        table,
        workspace=request.workspace,
        member=request.member,
        known_members={request.member},
        unknown_member_text=_OTHER_MEMBER,
    )
    own = csv_subjects.resolve_subjects(
        deps.catalog.current(), by_member.pop(request.member, []), max_unknown=MAX_UNKNOWN_NAMES
    )
    others = [row for rows in by_member.values() for row in rows if isinstance(row, RejectedRow)]
    return own if isinstance(own, UnreadableFile) else [*own, *others]


def _download_error(failure: SlackFailure) -> Message:
    if failure.reason in _FILE_GONE_REASONS:
        return views.render_file_gone()
    if failure.reason == "missing_scope":
        return views.render_missing_scope()
    if failure.reason == "too_large":
        return views.render_unreadable_file(TOO_LARGE.reason)
    return views.render_download_failed()


def _is_csv(file: Mapping[str, Any]) -> bool:
    name, media_type = str(file.get("name") or "").casefold(), str(file.get("mimetype") or "")
    return file.get("mode") != "tombstone" and (name.endswith(".csv") or media_type.startswith("text/csv"))
