"""Messages to mentors about help requests: queued when one is saved, withdrawn or followed up when it is closed."""

from __future__ import annotations

from bot.core.people import members, pairs
from bot.core.people.member import Member
from bot.db.engine import Connection
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rewrite_sender import same_for_all
from bot.deps import Deps
from bot.features.help_requests.rules import ExpertQuestion, HelpRequest
from bot.features.help_requests.service import SavedHelpRequest
from bot.features.help_requests.views import help_requests
from bot.slack.message import Message


def notify_mentors(deps: Deps, conn: Connection, member: Member, saved: SavedHelpRequest) -> None:
    """Write to each reviewer in the newest words, and the same words once."""
    catalog, workspace, help_request = deps.catalog.of(member.workspace), member.workspace, saved.help_request
    _withdraw_messages(conn, workspace, help_request, saved.previous_words)
    mentors = pairs.list_mentors(conn, workspace=workspace, mentee=member.id)
    update_key = _update_message_key(help_request, help_request.words)
    for reviewer in pairs.list_reviewers(conn, workspace=workspace, member=member.id, settings=deps.settings):
        message = help_requests.render_help_request_notification(
            member.name, help_request, catalog, is_mentor=reviewer.id in mentors, has_mentor=bool(mentors)
        )
        if not queue_message(deps, conn, reviewer, _first_message_key(help_request), message, about=member):
            queue_message(deps, conn, reviewer, update_key, message, about=member)


def notify_resolved(
    deps: Deps, conn: Connection, member: Member, help_request: HelpRequest, *, by: str, pressed_ts: str = ""
) -> list[str]:
    """Withdraw what was not sent yet, and tell those whom it reached, except `by`, that the member is through.

    Returns the names of those who are told.
    """
    workspace, catalog = member.workspace, deps.catalog.of(member.workspace)
    _withdraw_messages(conn, workspace, help_request, help_request.words)
    direct_messages.withdraw_unsent(
        conn, workspace=workspace, kind=DeliveryKind.HELP_REQUEST, key=f"ask:s{help_request.id}"
    )
    reached = direct_messages.list_reached(
        conn, workspace=workspace, kind=DeliveryKind.HELP_REQUEST, key=_first_message_key(help_request)
    ) - {by}
    message, notified = help_requests.render_resolved_notification(member.name, help_request, catalog), []
    _rewrite_questions(deps, conn, member, help_request, pressed_ts=pressed_ts)
    for person in sorted(members.read_names(conn, workspace=workspace, member_ids=reached)):
        reader = members.read_requester(conn, workspace=workspace, member=person, settings=deps.settings)
        if reader.may_see(member.id) and queue_message(
            deps, conn, reader, f"through:{help_request.id}", message, about=member
        ):
            notified.append(reader.name)
    return notified


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
    """Queue a message once under a key, `about` a member or signed `by` one; False where it was queued before."""
    return direct_messages.write_message(
        conn,
        recipient=recipient,
        kind=DeliveryKind.HELP_REQUEST,
        key=key,
        message=message.post_arguments(),
        now=deps.clock.now(),
        about_member=about,
        author=by,
    )


def queue_question(
    deps: Deps, conn: Connection, recipient: Member, message: Message, *, question: ExpertQuestion, by: Member
) -> None:
    """Queue a question to an expert; the first of a help request can be withdrawn when that is closed."""
    if not (question.on.startswith("s") and queue_message(deps, conn, recipient, f"ask:{question.on}", message, by=by)):
        queue_message(deps, conn, recipient, f"ask:{question.period}", message, by=by)


def _rewrite_questions(
    deps: Deps, conn: Connection, member: Member, help_request: HelpRequest, *, pressed_ts: str
) -> None:
    """Rewrite what mentors and experts were sent: there is nothing left to help with."""
    of_mentors = help_requests.render_solved(member.name, help_request, deps.catalog.of(member.workspace))
    of_experts = help_requests.render_nothing_to_answer(member.name, help_request, deps.catalog.of(member.workspace))
    messages = {
        _first_message_key(help_request): of_mentors,
        _update_message_key(help_request, help_request.words): of_mentors,
        f"ask:s{help_request.id}": of_experts,
    }
    for key, current in messages.items():
        direct_messages.rewrite_sent(
            conn,
            workspace=member.workspace,
            kind=DeliveryKind.HELP_REQUEST,
            key=key,
            render=same_for_all(current),
            now=deps.clock.now(),
            pressed_ts=pressed_ts,
        )


def _withdraw_messages(conn: Connection, workspace: str, help_request: HelpRequest, words: str) -> None:
    for key in (_first_message_key(help_request), _update_message_key(help_request, words)):
        direct_messages.withdraw_unsent(conn, workspace=workspace, kind=DeliveryKind.HELP_REQUEST, key=key)


def _first_message_key(help_request: HelpRequest) -> str:
    return f"stuck:{help_request.id}"


def _update_message_key(help_request: HelpRequest, words: str) -> str:
    return f"stuck:{help_request.id}:{words}"
