"""Post for everybody what one person was shown: once, however often the button is pressed."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import event_store
from bot.dispatch.request import Request
from bot.slack.blocks import section
from bot.slack.failures import FailureKind, SlackFailure
from bot.slack.message import Message, compose_message


def share_once(deps: Deps, request: Request, event_key: str, message: Message) -> Message:
    """Post the message where the button stands, and say so. Raises SlackFailure; a press may then be repeated."""
    with deps.database.begin() as conn:
        first = event_store.claim_event(conn, event_key=event_key, now=deps.clock.now())
    if not first:
        return compose_message(section("You've already shared this, so I didn't post it again."))
    try:
        deps.slack.respond(request.response_url, message, replace=False)
    except SlackFailure as failure:
        if failure.kind is not FailureKind.RESPONSE_LOST:
            with deps.database.begin() as conn:
                event_store.release_event(conn, event_key=event_key)
        raise
    return compose_message(section(f"✅ Shared. Everyone in this {conversation_noun(request)} can see it now."))


def conversation_noun(request: Request) -> str:
    """Return what people call where something is shared."""
    return "conversation" if request.channel.startswith("D") else "channel"
