"""Letters about who is stuck, to mentors: written when it is said, taken back or answered when it is over."""

from __future__ import annotations

from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.features.help_requests.rules import ExpertQuestion, HelpRequest
from bot.features.help_requests.service import SavedHelpRequest
from bot.features.help_requests.views import help_requests
from bot.slack.message import Message


def notify_mentors(deps: Deps, conn: Connection, member: Member, saved: SavedHelpRequest) -> None:
    """A letter to each mentor, or to who stands in for one: in the newest words, and the same words once."""
    catalog, workspace, stuck = deps.catalog.current(), member.workspace, saved.help_request
    _withdraw_messages(conn, workspace, stuck, saved.previous_words)
    own = pairs.list_mentors(conn, workspace=workspace, mentee=member.id)
    for guide in pairs.list_reviewers(conn, workspace=workspace, member=member.id, settings=deps.settings):
        letter = help_requests.render_help_request_notification(member.name, stuck, catalog, is_mentor=guide.id in own)
        if not queue_message(deps, conn, guide, _first_message_key(stuck), letter, about=member):
            queue_message(deps, conn, guide, _update_message_key(stuck, stuck.words), letter, about=member)


def notify_resolved(deps: Deps, conn: Connection, member: Member, help_request: HelpRequest, *, by: str) -> list[str]:
    """Who has not read yet that somebody is stuck never does; who has is told that it is over, but for `by`.

    Returns the names of who is told.
    """
    workspace, catalog = member.workspace, deps.catalog.current()
    _withdraw_messages(conn, workspace, help_request, help_request.words)
    direct_messages.withdraw_unsent(
        conn, workspace=workspace, kind=DeliveryKind.HELP_REQUEST, key=f"ask:s{help_request.id}"
    )
    heard = direct_messages.list_reached(
        conn, workspace=workspace, kind=DeliveryKind.HELP_REQUEST, key=_first_message_key(help_request)
    ) - {by}
    letter, told = help_requests.render_resolved_notification(member.name, help_request, catalog), []
    for person in sorted(members.read_names(conn, workspace=workspace, member_ids=heard)):
        reader = members.read_requester(conn, workspace=workspace, member=person, settings=deps.settings)
        if reader.may_see(member.id) and queue_message(
            deps, conn, reader, f"through:{help_request.id}", letter, about=member
        ):
            told.append(reader.name)
    return told


def queue_message(
    deps: Deps,
    conn: Connection,
    recipient: Member,
    key: str,
    message: Message,
    *,
    about: Member | None = None,
    by: Member | None = None,
) -> bool:
    """Once under a key, `about` somebody or signed `by` somebody; False where it was written before."""
    now, words = deps.clock.now(), message.post_arguments()
    return direct_messages.write_message(
        conn,
        recipient=recipient,
        kind=DeliveryKind.HELP_REQUEST,
        key=key,
        message=words,
        now=now,
        about_member=about,
        author=by,
    )


def queue_question(
    deps: Deps, conn: Connection, recipient: Member, message: Message, *, question: ExpertQuestion, by: Member
) -> None:
    """A question to who knows; where one is stuck, it is taken back when that is over."""
    if not (question.on.startswith("s") and queue_message(deps, conn, recipient, f"ask:{question.on}", message, by=by)):
        queue_message(deps, conn, recipient, f"ask:{question.period}", message, by=by)


def _withdraw_messages(conn: Connection, workspace: str, help_request: HelpRequest, words: str) -> None:
    for key in (_first_message_key(help_request), _update_message_key(help_request, words)):
        direct_messages.withdraw_unsent(conn, workspace=workspace, kind=DeliveryKind.HELP_REQUEST, key=key)


def _first_message_key(help_request: HelpRequest) -> str:
    return f"stuck:{help_request.id}"


def _update_message_key(help_request: HelpRequest, words: str) -> str:
    return f"stuck:{help_request.id}:{words}"
