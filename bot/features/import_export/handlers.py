"""Hours that come as a file, and one's own data that goes out as files."""

from __future__ import annotations

import logging
from collections.abc import Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import Any, Final

from bot.deps import Deps
from bot.dispatch.request import Ask, today_of
from bot.dispatch.router import Doors
from bot.features.import_export import service, views
from bot.features.import_export.rules import csv_format, csv_reader, csv_subjects
from bot.features.import_export.rules.csv_format import Bad, NoSheet
from bot.features.import_export.rules.csv_reader import MOST_BYTES, TOO_LARGE
from bot.features.import_export.rules.csv_subjects import Meant
from bot.features.privacy.service import data_export as privacy_data_export
from bot.slack.client import SlackFailure
from bot.slack.message import Answer, Message
from bot.slack.payloads import BadTicket

log = logging.getLogger(__name__)

MOST_UNKNOWN: Final = 300  # names that mean nothing here; looking up more would take longer than Slack waits
_GONE: Final = frozenset({"file_not_found", "file_deleted", "not_visible"})
_STRANGER: Final = "it is {member}'s, and only your own hours can be booked here"


def register(app: Doors, deps: Deps) -> None:
    """The buttons below a file's offer, and the one that asks for one's data."""
    app.on_click(deps, "import.book", book)
    app.on_click(deps, "import.drop", drop)
    app.on_click(deps, "roadmate.export", export)


def received(deps: Deps, ask: Ask, files: Sequence[Mapping[str, Any]]) -> Answer | None:
    """What a file sent directly would book; None for words that came with a file which is none of ours."""
    tables = [file for file in files if _is_table(file)]
    if len(tables) > 1:
        return views.one_at_a_time()
    if tables:
        return _offer(deps, ask, str(tables[0].get("id")))
    if ask.text or not files:
        return None
    gone = any(file.get("mode") == "tombstone" for file in files)
    return views.gone() if gone else views.no_table(str(files[0].get("name") or ""))


def book(deps: Deps, ask: Ask) -> Answer:
    """Book the file whose id the button carries, read anew."""
    read = _read(deps, ask, ask.text)
    if isinstance(read, Message):
        return read
    rows, _, today = read
    with deps.sessions.begin() as session:
        done = service.book(
            session, workspace=ask.workspace, member=ask.member, rows=rows, today=today, now=deps.clock.now()
        )
    return views.booked(done, catalog=deps.catalog.current(), today=today, prefix=deps.settings.command_prefix)


def drop(_deps: Deps, _ask: Ask) -> Answer:
    """The person decided against it."""
    return views.dropped()


def export(deps: Deps, ask: Ask) -> Answer:
    """Have everything that is kept about the person sent to them, once per request."""
    deps.people.meet(ask.workspace, ask.member, ask.name)
    message = {**views.your_data().payload(), "export": ask.member}
    period = sha256(ask.request.encode()).hexdigest()[:16]
    with deps.sessions.begin() as session:
        fresh = privacy_data_export.ask_for(
            session, workspace=ask.workspace, member=ask.member, period=period, message=message, now=deps.clock.now()
        )
    return views.coming(fresh=fresh)


def _offer(deps: Deps, ask: Ask, file: str) -> Answer:
    read = _read(deps, ask, file)
    if isinstance(read, Message):
        return read
    rows, name, today = read
    with deps.sessions.read() as session:
        planned = service.plan(session, workspace=ask.workspace, member=ask.member, rows=rows, today=today)
    prefix = deps.settings.command_prefix
    return views.offer(planned, name=name, file=file, catalog=deps.catalog.current(), today=today, prefix=prefix)


def _read(deps: Deps, ask: Ask, file: str) -> tuple[list[Meant | Bad], str, date] | Message:
    """The rows of a file of the person's own, its name, and their today; or why there are none."""
    if not (file.isascii() and file.isalnum() and len(file) <= 64):
        raise BadTicket("file")
    today = today_of(deps, ask)
    try:
        found = deps.slack.file(ask.workspace, file)
        name = str(found.get("name") or "")
        if found.get("user") != ask.member:
            return views.not_yours()
        rows = _rows(deps, ask, _content(deps, ask, found), today)
    except SlackFailure as failure:
        log.warning("no file workspace=%s file=%s reason=%s", ask.workspace, file, failure.reason)
        return _refusal(failure, name="")
    return views.unreadable(rows.why, name) if isinstance(rows, NoSheet) else (rows, name, today)


def _content(deps: Deps, ask: Ask, found: Mapping[str, Any]) -> bytes | NoSheet:
    """Raises SlackFailure."""
    size = found.get("size")
    if isinstance(size, int) and size > MOST_BYTES:
        return TOO_LARGE
    address = str(found.get("url_private_download") or found.get("url_private") or "")
    return deps.slack.download(ask.workspace, address, MOST_BYTES)


def _rows(deps: Deps, ask: Ask, content: bytes | NoSheet, today: date) -> list[Meant | Bad] | NoSheet:
    table = content if isinstance(content, NoSheet) else csv_reader.read(content, today)
    if isinstance(table, NoSheet):
        return table
    sorted_out = csv_format.by_member(
        table, workspace=ask.workspace, member=ask.member, known={ask.member}, stranger=_STRANGER
    )
    own = csv_subjects.read(deps.catalog.current(), sorted_out.pop(ask.member, []), most_unknown=MOST_UNKNOWN)
    others = [row for rows in sorted_out.values() for row in rows if isinstance(row, Bad)]
    return own if isinstance(own, NoSheet) else [*own, *others]


def _refusal(failure: SlackFailure, name: str) -> Message:
    if failure.reason in _GONE:
        return views.gone()
    if failure.reason == "missing_scope":
        return views.no_access()
    return views.unreadable(TOO_LARGE.why, name) if failure.reason == "too_large" else views.not_handed_over()


def _is_table(file: Mapping[str, Any]) -> bool:
    name, kind = str(file.get("name") or "").casefold(), str(file.get("mimetype") or "")
    return file.get("mode") != "tombstone" and (name.endswith(".csv") or kind.startswith("text/csv"))
