"""An event is answered once, however often Slack delivers it."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import replace
from typing import Final

from slack_bolt import BoltResponse

from bot.db.engine import Unavailable
from bot.deps import Deps
from bot.dispatch import handled_events
from bot.dispatch.message_event import Place, Said
from bot.dispatch.request import Reply, reply
from bot.slack.client import Ending, SlackFailure

log = logging.getLogger(__name__)


def answer(deps: Deps, said: Said, words: Reply, *, mark: bool = False) -> BoltResponse:
    """Bring the answer, and with `mark` put a check mark on the message; 500 has Slack deliver the event again."""
    event = f"{said.ask.workspace}:{said.event}"
    try:
        with deps.sessions.begin() as session:
            fresh = handled_events.claim(session, event=event, now=deps.clock.now())
    except Unavailable:  # what was asked for is done, so nobody may be told that it failed
        log.warning("answer put off event=%s reason=database", said.event)
        return BoltResponse(status=500, body="")
    if not fresh:
        return noted()
    told = _say(deps, said, words, event)
    if mark and told.status == 200:
        put(deps, said.ask.workspace, said.ask.channel, said.ts)
    deps.changes.note(said.ask.workspace, said.ask.member)
    return told


def noted() -> BoltResponse:
    """Heard, and nothing to say to it."""
    return BoltResponse(status=200, body="")


def _say(deps: Deps, said: Said, words: Reply, event: str) -> BoltResponse:
    overheard = said.place is Place.CHANNEL  # answered as a mention is: to its author alone
    try:
        return reply(deps, replace(said.ask, source="mention") if overheard else said.ask, words)
    except SlackFailure as failure:
        log.warning("not answered event=%s ending=%s reason=%s", said.event, failure.ending.value, failure.reason)
        if failure.ending is not Ending.RETRY:
            return noted()
    try:
        with deps.sessions.begin() as session:
            handled_events.release(session, event=event)
    except Unavailable:  # what was asked for is done; only the answer is lost
        log.warning("answer lost event=%s reason=database", said.event)
    return BoltResponse(status=500, body="")


BOOKED: Final = "white_check_mark"


Change = Callable[[str, str, str, str], None]


def put(deps: Deps, workspace: str, channel: str, ts: str) -> None:
    """A sign that everybody sees; a workspace that does not let us leave one has booked all the same."""
    _change(deps.slack.react, workspace, channel, ts)


def _change(change: Change, workspace: str, channel: str, ts: str) -> None:
    try:
        change(workspace, channel, ts, BOOKED)
    except SlackFailure as failure:
        log.warning("mark not changed channel=%s ts=%s reason=%s", channel, ts, failure.reason)
