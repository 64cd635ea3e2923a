"""`/roadmate audit`: the audit log, for admins."""

from __future__ import annotations

from dataclasses import replace
from typing import Final

from bot.core import audit_log
from bot.core.audit_log import ACT_GROUPS
from bot.core.people import members
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch import request as dispatch_request
from bot.dispatch.request import Request, extract_people
from bot.dispatch.router import Router
from bot.features.audit_log import views
from bot.features.audit_log.views import AuditLogViewer
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern
from bot.slack.message import AnyMessage
from bot.slack.payloads import parse_offset

_MEMBER_ID: Final = lazy_pattern(r"[UW][A-Z0-9]{2,62}")


@frozen
class AuditLogQuery:
    """A query of the log; `unknown_word` names neither a kind of act nor a person."""

    kind: str = ""
    person: str = ""
    offset: int = 0
    unknown_word: str = ""


def register(app: Router, deps: Deps) -> None:
    """Register the buttons."""
    app.on_click(deps, "audit.show", show_audit_log)


def show_audit_log(deps: Deps, request: Request) -> AnyMessage:
    """Show admins a page of the log: everything, one kind of act, what concerns one person, or both."""
    query = _parse_query(request.text)
    if query.unknown_word:
        return views.render_unknown_word(query.unknown_word)
    with deps.database.read() as conn:
        _, reader = dispatch_request.read_workspace_and_reader(deps, conn, request)
        if not reader.is_admin:
            return error_views.render_not_allowed("The audit log", "admins")
        records = audit_log.list_latest_acts(
            conn,
            workspace=request.workspace,
            offset=query.offset,
            limit=views.PAGE_SIZE + 1,
            prefixes=ACT_GROUPS.get(query.kind, ()),
            person=query.person,
        )
        words = {
            word for record in records for word in (record.actor, record.subject, *_words_in_detail(record.detail))
        }
        names = members.read_names(conn, workspace=request.workspace, member_ids=words | {query.person})
    names |= {
        word: found[1].name for word in words if (found := deps.catalog.of(request.workspace).find_assignment(word))
    }
    viewer = AuditLogViewer(reader.zone, reader.today(deps.clock.now()), names)
    return views.render_audit_log(records, viewer, offset=query.offset, kind=query.kind, person=query.person)


def _words_in_detail(detail: str) -> list[str]:
    """Return the words of a detail; ids among them are those of people and assignments."""
    return detail.replace(",", " ").split()


def _parse_query(text: str) -> AuditLogQuery:
    """Parse kinds in singular or plural, people by mention or, from buttons, by id, and the offset of buttons."""
    words, people = extract_people(text)
    person = (people[0].id or people[0].name) if people else ""
    query = AuditLogQuery(person=person, unknown_word="" if _MEMBER_ID.fullmatch(person) else person)
    for word in words.split():
        kind = next((each for each in (word.casefold(), f"{word.casefold()}s") if each in ACT_GROUPS), "")
        if kind:
            query = replace(query, kind=kind)
        elif word.isdigit():
            query = replace(query, offset=parse_offset(word) or 0)
        elif _MEMBER_ID.fullmatch(word):
            query = replace(query, person=word)
        else:
            query = replace(query, unknown_word=word)
    return query
