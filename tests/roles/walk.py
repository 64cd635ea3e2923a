"""The team of the stage behind its real router, with everybody at its doors and any switch in any position."""

from __future__ import annotations

import itertools
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, Final

from slack_bolt import BoltRequest
from sqlalchemy import func, select, update

from bot.app import Roadmate, build_roadmate, build_router
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.db.tables import entries, installations, members, workspaces
from bot.directory import Directory
from bot.features.home.jobs import HomeRefresher
from bot.install.tokens import TokenAccess
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET
from bot.settings import read_settings
from bot.slack.blocks import split_state
from tests.fast_sqlite import connect_sqlite
from tests.fixtures.installed import install_workspace
from tests.roles import payloads
from tests.roles.in_memory_slack import InMemorySlack, Shown
from tests.roles.kept_rows import Change, KeptRows
from tests.roles.stage import NOW, OTHER_WORKSPACE, OWN_WORKSPACE, PEOPLE, RoleScene, set_scene
from tests.roles.visitors import BOTS, OPERATORS, PROFILES, VISITORS, Visitor
from tests.voice.overheard import OVERHEARD

_REQUEST_NUMBER: Final = re.compile(r"\br[0-9]+\b")
_WORKSPACE, _BEN = (OWN_WORKSPACE,), (OWN_WORKSPACE, PEOPLE["ben"][1])
# Table, key of the row, column, and the value for off and for on.
SWITCHES: Final[Mapping[str, tuple[Any, tuple[str, ...], str, Any, Any]]] = {
    "board": (workspaces, _WORKSPACE, "board_on", False, True),
    "board by goal": (workspaces, _WORKSPACE, "board_by", None, "goal"),
    "digest": (workspaces, _WORKSPACE, "digest_on", False, True),
    "digest parts": (workspaces, _WORKSPACE, "digest_parts", "", None),
    "nudges": (workspaces, _WORKSPACE, "nudge_on", False, True),
    "hidden": (members, _BEN, "hidden", False, True),
    "askable": (members, _BEN, "askable", False, True),
    "nudged": (members, _BEN, "nudged", False, True),
    "summary": (members, _BEN, "summary_on", False, True),
    "mentor's summary": (members, _BEN, "mentor_summary_on", False, True),
}


@dataclass(frozen=True)
class Door:
    """A way in: a command, button, form, field, shortcut or event, with what is typed or carried."""

    name: str
    entry_point: str
    text: str = ""
    fields: Mapping[str, str] | None = None


@dataclass(frozen=True)
class Answer:
    """What came of a request: how it ended, everything that was shown, and what it changed."""

    status: int
    body: str
    shown: Shown
    change: Change

    @property
    def text(self) -> str:
        return "\n".join((self.body, *self.shown.words))

    @property
    def essence(self) -> tuple[str, ...]:
        """All of it, but for the number of the request."""
        left = (*sorted(self.change.gone), *sorted(self.change.added), *itertools.chain(*self.change.letters))
        return tuple(_REQUEST_NUMBER.sub("r", each) for each in (str(self.status), self.text, *left))


class Walk:
    """Roadmate, with ways to come to any of its doors as anybody; each request finds the same rows."""

    def __init__(self, folder: Path, catalog: CatalogSource) -> None:
        self._live = folder / "live.db"
        self.slack = InMemorySlack(PROFILES)
        self.roadmate = _build(self.slack, self._live, catalog)
        self._numbers = itertools.count(1)
        self._drawn: dict[tuple[str, str], str] = {}
        self._set_scene()
        self._rows = KeptRows(self._live)

    def close(self) -> None:
        self._rows.close()
        self.roadmate.close()

    def set_switches(self, on: frozenset[str]) -> None:
        """Turn these on and all others off, which is how every request finds them from now on."""
        with self.roadmate.deps.database.begin() as conn:
            for name, (table, key, column, off_value, on_value) in SWITCHES.items():
                is_row = [own == part for own, part in zip(table.primary_key, key, strict=True)]
                conn.execute(update(table).where(*is_row).values({column: on_value if name in on else off_value}))
        self._rows.keep()

    def visit(self, visitor: Visitor, door: Door) -> Answer:
        """Come to a door; what that changed is undone."""
        self.slack.take_shown()
        response = self.roadmate.router.dispatch(BoltRequest(mode="socket_mode", body=self.request_body(visitor, door)))
        if response.body:
            OVERHEARD.add(response.body)
        return Answer(response.status, response.body or "", self.slack.take_shown(), self._rows.undo())

    def undo(self) -> Change:
        """Put back what was changed, and return it."""
        return self._rows.undo()

    def keep(self) -> None:
        """Let every request find the rows as they are now."""
        self._rows.keep()

    def learn_buttons(self, doors: Iterable[Door]) -> None:
        """Press these buttons without a state, to find them drawn anew with the state that they have now."""
        for door in doors:
            action = door.entry_point.partition(" ")[2]
            for visitor in (each for each in VISITORS if each.home == OWN_WORKSPACE):
                for button in _buttons(self.visit(visitor, door).shown.words):
                    if button["action_id"].split("#")[0] == action and split_state(button["value"])[0] == door.text:
                        self._drawn[door.name, visitor.name] = button["value"]
                        self._drawn.setdefault((door.name, ""), button["value"])

    @property
    def stateful_doors(self) -> frozenset[str]:
        """The doors whose button was found with a state."""
        return frozenset(door for door, _ in self._drawn if split_state(self._drawn[door, ""])[1])

    def request_body(self, visitor: Visitor, door: Door) -> dict[str, Any]:
        """Return what Slack sends when somebody comes to a door."""
        kind, _, name = door.entry_point.partition(" ")
        key = f"r{next(self._numbers)}"
        if kind.startswith("/"):
            return payloads.command_body(visitor, kind[1:], door.text, key)
        match kind:
            case "click":
                drawn = self._drawn.get((door.name, visitor.name)) or self._drawn.get((door.name, ""), door.text)
                return payloads.click_body(visitor, name, drawn, key)
            case "form":
                return payloads.form_body(visitor, name, door.text, door.fields or {}, key)
            case "field":
                return payloads.field_body(visitor, name, door.text, key)
            case "shortcut":
                return payloads.shortcut_body(visitor, name, key)
        return payloads.event_body(visitor, name, door.text, key)

    def _set_scene(self) -> None:
        deps = self.roadmate.deps
        with deps.database.begin() as conn:
            for workspace, bot in BOTS.items():
                install_workspace(conn, workspace=workspace, now=NOW, bot_user=bot)
            sealed = update(installations).where(installations.c.workspace == OTHER_WORKSPACE)
            conn.execute(sealed.values(secret="a token of its own"))
        set_scene(RoleScene(self.roadmate, _NO_SERVER, self._live))
        for each in VISITORS:
            if each.home in BOTS:
                deps.directory.save_profile(each.home, each.profile)
        mei, ben = (next(each for each in VISITORS if each.name == name) for name in ("mei", "ben"))
        for body in (
            payloads.command_body(mei, "log", "1h17m docker", "scene1"),
            payloads.event_body(ben, "booked", payloads.BOOKED_WORDS, "r999999"),
        ):
            self.roadmate.router.dispatch(BoltRequest(mode="socket_mode", body=body))
        with deps.database.read() as conn:
            assert conn.execute(select(func.sum(entries.c.minutes))).scalar_one() == 155 + 77 + 45


_NO_SERVER: Final[Any] = None  # the stage's own way to ask uses none


def _build(slack: InMemorySlack, live: Path, catalog: CatalogSource) -> Roadmate:
    """Build Roadmate as it is built for real, but for its client of Slack."""
    clock = AdjustableClock(NOW, is_running=False)
    environment = {
        "SLACK_BOT_TOKEN": BOT_TOKEN,
        "SLACK_SIGNING_SECRET": SIGNING_SECRET,
        "SLACK_API_URL": "http://127.0.0.1:9/",
        "ROADMATE_LEARNING_CHANNEL": payloads.CHANNEL,
        "ROADMATE_ADMINS": OPERATORS,
    }
    settings = read_settings(environment)
    database = connect_sqlite(live)
    built = build_roadmate(settings, clock=clock, catalog=catalog, database=database)
    directory = Directory(settings=settings, clock=clock, database=database, slack=slack)
    deps = replace(built.deps, slack=slack, directory=directory)
    homes = HomeRefresher(deps)
    router = build_router(deps, TokenAccess.from_settings(settings, database, clock), homes)
    return replace(built, deps=deps, router=router, homes=homes)


def _buttons(words: list[str]) -> Iterator[Mapping[str, str]]:
    def walk(part: Any) -> Iterator[Mapping[str, str]]:
        if isinstance(part, Mapping):
            if isinstance(part.get("action_id"), str) and isinstance(part.get("value"), str):
                yield part
            part = list(part.values())
        for each in part if isinstance(part, list) else ():
            yield from walk(each)

    for each in words:
        yield from walk(json.loads(each))
