"""One App Home published: with Slack's charts where the workspace takes them, and only where it says something new."""

from __future__ import annotations

import logging
import threading
from collections.abc import Sequence
from hashlib import blake2b
from typing import Final
from weakref import WeakValueDictionary

import orjson
from slackblocks import Block

from bot.delivery.ttl_cache import Remembered
from bot.deps import Deps
from bot.features.home import service
from bot.features.home.rules import Home
from bot.features.home.service import Person
from bot.features.home.views import charts, home_tab
from bot.features.home.views.home_tab import Blocks
from bot.slack.client import SlackFailure

log = logging.getLogger(__name__)

SAME: Final = 60.0  # seconds; how long another process may have shown something else in between
PLAIN: Final = 86_400.0  # seconds without charts for a workspace that has refused them
REFUSED: Final = frozenset({"invalid_blocks", "invalid_arguments"})


class HomePage:
    """Remembers what each person sees, and which workspaces take no charts. Each person's pages go out in order."""

    def __init__(self, deps: Deps) -> None:
        self._deps = deps
        self._shown: Remembered[Person, bytes] = Remembered(deps.clock.monotonic, SAME)
        self._guard = threading.Lock()
        self._turns: WeakValueDictionary[Person, threading.Lock] = WeakValueDictionary()  # only while somebody waits
        self._plain: Remembered[str, bool] = Remembered(deps.clock.monotonic, PLAIN)

    def show(self, person: Person, *, anew: bool) -> None:
        """Publish how things stand, unless that is there already; `anew` publishes it all the same.

        Raises:
            Unavailable: the database could not be asked.
            SlackFailure: it did not get through.
        """
        with self._turn(person):  # what is read first is published first
            self._show(person, anew=anew)

    def _turn(self, person: Person) -> threading.Lock:
        with self._guard:
            return self._turns.setdefault(person, threading.Lock())

    def _show(self, person: Person, *, anew: bool) -> None:
        if anew:
            self._shown.forget(person)
        known = self._read(person)
        if known is None:
            return
        drawn = charts.drawn(known)
        if drawn and self._plain.get(person[0]):
            self._send(person, self._made(known, charts.written(known)))
            return
        try:
            self._send(person, self._made(known, drawn))
        except SlackFailure as failure:
            if failure.reason not in REFUSED or not drawn:
                raise
            self._send(person, self._made(known, charts.written(known)))
            self._plain.keep(person[0], True)
            log.warning("home without charts workspace=%s reason=%s", person[0], failure.reason)

    def _read(self, person: Person) -> Home | None:
        workspace, member = person
        deps = self._deps
        with deps.sessions.read() as session:
            return service.read(
                session,
                workspace=workspace,
                member=member,
                catalog=deps.catalog.current(),
                settings=deps.settings,
                now=deps.clock.now(),
            )

    def _made(self, known: Home, drawn: Sequence[Block]) -> Blocks:
        return home_tab.page(known, self._deps.catalog.current(), drawn, self._deps.settings.command_prefix)

    def _send(self, person: Person, blocks: Blocks) -> None:
        said = blake2b(orjson.dumps(blocks), digest_size=16).digest()
        if self._shown.get(person) == said:
            return
        self._shown.forget(person)
        self._deps.slack.publish(*person, blocks)
        self._shown.keep(person, said)
