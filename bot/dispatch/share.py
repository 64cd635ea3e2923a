"""Something that one person was shown is posted for everybody, once, however often the button is pressed."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import handled_events
from bot.dispatch.request import Ask
from bot.slack.blocks import section
from bot.slack.client import Ending, SlackFailure
from bot.slack.message import Message, compose


def post(deps: Deps, ask: Ask, event: str, message: Message) -> Message:
    """Post it where the button stands, and say so. Raises SlackFailure; what surely was not posted can be again."""
    with deps.sessions.begin() as session:
        first = handled_events.claim(session, event=event, now=deps.clock.now())
    if not first:
        return done_before()
    try:
        deps.slack.respond(ask.response_url, message, replace=False)
    except SlackFailure as failure:
        if failure.ending is not Ending.UNKNOWN:
            with deps.sessions.begin() as session:
                handled_events.release(session, event=event)
        raise
    return done(place(ask))


def place(ask: Ask) -> str:
    """What the place is called in which something is shared."""
    return "conversation" if ask.channel.startswith("D") else "channel"


def done(place: str) -> Message:
    """It was posted."""
    return compose(section(f"Shared: everyone in this {place} sees it now."))


def done_before() -> Message:
    """It was posted by an earlier press."""
    return compose(section("You have shared this already, so it was not posted again."))
