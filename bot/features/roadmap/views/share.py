"""Sharing a page: what it will look like, the question first, and what is said after."""

from __future__ import annotations

from bot.features.roadmap.views.parts import Reading
from bot.slack.blocks import actions, context, section
from bot.slack.message import MAX_TEXT, Message, compose
from bot.slack.mrkdwn import clip, escape
from bot.slack.payloads import Lookup


def preview(reading: Reading, page: Message, key: str, *, place: str) -> Message:
    """What everyone would see, and the question whether they should; `place` is this channel or conversation."""
    ticket = Lookup(query=reading.lookup.query, page=reading.lookup.page, key=key)
    question = compose(section(f"*Share this?* Everyone in this {place} will see what stands below."))
    press = reading.press("Share", "roadmap.share", ticket.value(), primary=True)
    answers = compose(actions(press, reading.press("Cancel", "roadmap.drop", "-")), text="-")
    text = clip(f"{question.text}\n{page.text}", MAX_TEXT)
    return Message(text, (*question.blocks, *page.blocks, *answers.blocks))


def shared(reading: Reading, page: Message) -> Message:
    """The page as everyone sees it: no buttons, since one would change it for all, but how to look for oneself."""
    how = compose(context(f"Shared from {reading.typed(escape(clip(reading.lookup.query, 100)))}."))
    return Message(clip(f"{page.text}\n{how.text}", MAX_TEXT), (*page.blocks, *how.blocks), public=True)


def dropped() -> Message:
    """The person decided against it."""
    return compose(section("Nothing was shared."))
