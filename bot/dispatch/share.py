"""Something that one person was shown is posted for everybody, once, however often the button is pressed."""

from __future__ import annotations

from bot.deps import Deps
from bot.dispatch import handled_events as events
from bot.dispatch.request import Ask
from bot.features.roadmap.views import share as views
from bot.slack.client import Ending, SlackFailure
from bot.slack.message import Message


def post(deps: Deps, ask: Ask, event: str, message: Message) -> Message:
    """Post it where the button stands, and say so. Raises SlackFailure; what surely was not posted can be again."""
    with deps.sessions.begin() as session:
        first = events.claim(session, event=event, now=deps.clock.now())
    if not first:
        return views.done_before()
    try:
        deps.slack.respond(ask.response_url, message, replace=False)
    except SlackFailure as failure:
        if failure.ending is not Ending.UNKNOWN:
            with deps.sessions.begin() as session:
                events.release(session, event=event)
        raise
    return views.done(place(ask))


def place(ask: Ask) -> str:
    """What the place is called in which something is shared."""
    return "conversation" if ask.channel.startswith("D") else "channel"
