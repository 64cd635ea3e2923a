"""Check marks on messages that have booked hours. One that cannot be put on or taken off never spoils an answer."""

from __future__ import annotations

import logging
import re
from collections.abc import Collection

from bot.core.ledger import queries
from bot.core.ledger.rules import Done
from bot.db.engine import Unavailable
from bot.deps import Deps
from bot.dispatch.event_dedup import _change
from bot.dispatch.request import Ask

log = logging.getLogger(__name__)


_BY_MESSAGE = re.compile(r"(?P<key>msg:(?P<channel>[A-Z0-9]+):(?P<ts>[0-9]+\.[0-9]+))(?:[@#].*)?")


def follow(deps: Deps, ask: Ask, done: Done) -> None:
    """Take the mark off a message, once this act has taken back the last of the hours that it booked."""
    gone = [change.before.root for change in done.changes if change.before and not change.after]
    for channel, ts in _emptied(deps, ask, gone) if done.fresh and gone else ():
        _change(deps.slack.unreact, ask.workspace, channel, ts)


def _emptied(deps: Deps, ask: Ask, roots: Collection[int]) -> Collection[tuple[str, str]]:
    """The messages that booked these entries and have none in force any more."""
    found: set[tuple[str, str]] = set()
    try:
        with deps.sessions.read() as session:
            requests = queries.requests(session, workspace=ask.workspace, roots=roots)
            for said in filter(None, map(_BY_MESSAGE.fullmatch, requests)):
                owner = {"workspace": ask.workspace, "member": ask.member}
                if not queries.booked_under(session, **owner, request=said["key"]):
                    found.add((said["channel"], said["ts"]))
    except Unavailable:
        log.warning("marks not followed reason=database")
    return found
