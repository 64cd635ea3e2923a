"""Who asks about a suggestion, and what they may do with it."""

from __future__ import annotations

from bot.core import audit_log
from bot.core.people import members
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.deps import Deps
from bot.dispatch import error_views
from bot.dispatch.request import Request, find_requester
from bot.features.suggestions.payloads import SuggestionPayload
from bot.features.suggestions.rules.proposals import find_pack
from bot.features.suggestions.rules.suggestion import Suggestion
from bot.features.suggestions.service import keepers, suggestions
from bot.features.suggestions.views import letters as views
from bot.frozen import frozen
from bot.slack.message import Message
from bot.slack.payloads import decode_payload

SUGGESTING = "Suggesting a change"
_SETTLING = "Settling a suggestion"


@frozen
class FoundSuggestion:
    """The suggestion that a button names, who pressed it, and what the button said of it."""

    reader: Member
    suggestion: Suggestion
    payload: SuggestionPayload
    can_settle: bool

    @property
    def is_outdated(self) -> bool:
        """Return whether the button was drawn before something became of the suggestion."""
        return self.payload.state != self.suggestion.state.value


def may_settle(conn: Connection, reader: Member, pack: str) -> bool:
    """Return whether somebody may settle suggestions for a pack: its keepers and all admins."""
    return reader.is_colleague and (reader.is_admin or pack in keepers.packs_of(conn, member=reader))


def keeps_anything(conn: Connection, reader: Member) -> bool:
    """Return whether somebody may settle any suggestion, and so sees the list of all."""
    return reader.is_colleague and (reader.is_admin or bool(keepers.packs_of(conn, member=reader)))


def refuse_guest(deps: Deps, conn: Connection, reader: Member, action: str = SUGGESTING) -> Message | None:
    """Return what a guest hears; None for a member of the workspace."""
    if reader.is_colleague:
        return None
    audit_log.record_refusal(conn, reader=reader, kind="suggestion", now=deps.clock.now())
    return error_views.render_not_for_guests(action)


def find_to_settle(deps: Deps, conn: Connection, request: Request, value: str) -> FoundSuggestion | Message:
    """Return the suggestion for who may settle it, who is locked; or what anybody else hears."""
    found = _find(deps, conn, request, value)
    if isinstance(found, Message):
        return found
    if found.can_settle:
        return found
    audit_log.record_refusal(conn, reader=found.reader, kind="suggestion", now=deps.clock.now())
    return error_views.render_not_yours(_SETTLING, "keepers of the content and admins")


def find_own(deps: Deps, conn: Connection, request: Request, value: str) -> FoundSuggestion | Message:
    """Return the reader's own suggestion; or what anybody else hears."""
    found = _find(deps, conn, request, value)
    if isinstance(found, Message) or found.suggestion.member == request.member:
        return found
    return error_views.render_not_yours("Withdrawing a suggestion", "who made it")


def find_readable(deps: Deps, conn: Connection, request: Request, value: str) -> FoundSuggestion | Message:
    """Return a suggestion for its author and for who may settle it; or what anybody else hears."""
    found = _find(deps, conn, request, value)
    if isinstance(found, Message) or found.suggestion.member == request.member:
        return found
    return find_to_settle(deps, conn, request, value)


def _find(deps: Deps, conn: Connection, request: Request, value: str) -> FoundSuggestion | Message:
    """Return what a button names, its reader locked; or why there is nothing. Raises PayloadError."""
    payload = decode_payload(SuggestionPayload, value)
    reader = find_requester(deps, conn, request)
    if refusal := refuse_guest(deps, conn, reader, _SETTLING):
        return refusal
    members.lock_members(conn, workspace=request.workspace, member_ids=[request.member])
    found = suggestions.find_suggestion(conn, workspace=request.workspace, suggestion=payload.suggestion)
    if found is None:
        return views.render_gone()
    pack = find_pack(deps.catalog.of(request.workspace), found.topic)
    return FoundSuggestion(reader, found, payload, may_settle(conn, reader, pack))
