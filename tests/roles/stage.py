"""A team in which everybody is somebody to Ben, and a way to ask anything as any of them on the same state."""

from __future__ import annotations

import itertools
import json
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import Table, func, insert, select

from bot.app import FEATURES, Roadmate, build
from bot.clock import TurnableClock
from bot.commands import messages
from bot.db.engine import Connection
from bot.db.tables import (
    absences,
    advice,
    audit,
    gatherings,
    guests,
    levels,
    members,
    outbox,
    pairs,
    remarks,
    stucks,
    works,
)
from bot.db.tables import work_steps as steps
from bot.dispatch.request import Ask, Submitted
from bot.features.home import service as home_service
from bot.features.home.views import home_tab
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.settings import read_settings
from bot.slack.client import Profile
from bot.slack.payloads import BadTicket
from tests.faults import FaultyServer

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)  # a Saturday
HERE, THERE = "T0SANDBOX", "T0OTHER"
WHO = {
    "ben": (HERE, "U0SANDBEN"),  # the one who is looked at
    "chidi": (HERE, "U0SANDCHI"),  # his mentor
    "olu": (HERE, "U0OLU"),  # somebody else's mentor, whom Ben has asked to be his
    "eva": (HERE, "U0EVA"),  # was his mentor once
    "priya": (HERE, "U0SANDPRI"),  # a lead mentor
    "ana": (HERE, "U0SANDANA"),  # an admin
    "rui": (HERE, "U0RUI"),  # an admin by whoever runs Roadmate
    "mei": (HERE, "U0SANDMEI"),  # a member
    "gus": (HERE, "U0SANDGUE"),  # a guest, who was made his mentor and a lead before that
    "lena": (HERE, "U0SANDLEF"),  # has left, and was an admin, his mentor and a lead
    "zoe": (THERE, "U0ZOE"),  # an admin of another workspace
    "twin": (THERE, "U0SANDCHI"),  # somebody there with the id of Ben's mentor here
}
Rows = dict[str, frozenset[str]]  # by table, each row written out


@dataclass(frozen=True)
class Said:
    """What came of a request: the words and buttons of the answer, whether others see it too, and what it left."""

    words: str
    public: bool
    letters: tuple[tuple[str, str], ...]  # whom to, and everything in it
    acts: tuple[str, ...]  # lines of the audit log


@dataclass
class Stage:
    """The scene, and whoever asks in it."""

    roadmate: Roadmate
    slack: FaultyServer
    snapshot: Path
    live: Path
    numbers: Iterator[int] = field(default_factory=partial(itertools.count, 1))
    people = WHO

    def restore(self) -> None:
        """The scene as it was before anybody did anything."""
        with closing(sqlite3.connect(self.snapshot)) as source, closing(sqlite3.connect(self.live)) as goal:
            source.backup(goal)

    def run(self, who: str, door: str, text: str, fields: Mapping[str, str] | None = None) -> Said:
        """What one of them is answered at a door, and what that leaves."""
        ask = self._ask(who, text)
        sent, noted = self._newest(outbox), self._newest(audit)
        kind, _, name = door.partition(" ")
        try:
            words, public = self._answer(kind, name, ask, fields or {})
        except BadTicket:
            words, public = "BadTicket", False
        with self.roadmate.deps.sessions.read() as session:
            letters = session.execute(select(outbox.c.recipient, outbox.c.message).where(outbox.c.id > sent)).all()
            acts = session.execute(select(audit.c.act).where(audit.c.id > noted)).scalars().all()
        written = tuple((to, json.dumps(message, ensure_ascii=False)) for to, message in letters)
        return Said(words, public, written, tuple(acts))

    def spoken(self, who: str, words: str) -> str:
        """What a mention, a direct message or a line with these words is answered."""
        return _read(messages.route(self.roadmate.deps, self._ask(who, words), dict(FEATURES)))[0]

    def home(self, who: str) -> str:
        """What somebody's Home tab shows."""
        (workspace, member), deps = WHO[who], self.roadmate.deps
        catalog, settings, now = deps.catalog.current(), deps.settings, deps.clock.now()
        with deps.sessions.read() as session:
            known = home_service.read(
                session, workspace=workspace, member=member, catalog=catalog, settings=settings, now=now
            )
        return json.dumps(home_tab.page(known, catalog, (), ""), ensure_ascii=False) if known else ""

    def rows(self) -> Rows:
        """Everything that is kept, but the audit log and what is looked up anew all the time."""
        left_out = {"audit", "answered", "alembic_version"}
        with closing(sqlite3.connect(self.live)) as live:
            names = [name for (name,) in live.execute("SELECT name FROM sqlite_master WHERE type = 'table'")]
            kept = [name for name in names if name not in left_out and not name.startswith("sqlite_")]
            return {name: frozenset(map(repr, live.execute(f"SELECT * FROM {name}"))) for name in kept}

    def _ask(self, who: str, text: str) -> Ask:
        workspace, member = WHO[who]
        return Ask(
            workspace=workspace,
            member=member,
            text=text,
            channel="C0LEARNING",
            request=f"r{next(self.numbers)}",
            source="button",
            name=who,
            trigger="t",
            message="1795262400.000100",
        )

    def _newest(self, table: Table) -> int:
        with self.roadmate.deps.sessions.read() as session:
            return session.execute(select(func.coalesce(func.max(table.c.id), 0))).scalar_one()

    def _answer(self, kind: str, name: str, ask: Ask, fields: Mapping[str, str]) -> tuple[str, bool]:
        self.roadmate.deps.people.meet(ask.workspace, ask.member, ask.name)
        if kind.startswith("/"):
            command = dict(FEATURES)[kind[1:]]
            return _read(command(self.roadmate.deps, ask))
        deps, feature = self.roadmate.bolt.answered()[kind][name]
        if kind == "form":
            return _read(feature(deps, Submitted(ask, fields, ask.text)))
        if kind == "field":
            return json.dumps([choice.label for choice in feature(deps, ask)]), False
        return _read(feature(deps, ask))


def _read(reply: Any) -> tuple[str, bool]:
    """Everything in a reply, unseen values of buttons among it, and whether it is for everybody."""
    if reply is None:
        return "done", False
    if hasattr(reply, "errors"):
        return json.dumps(dict(reply.errors), ensure_ascii=False), False
    if hasattr(reply, "view"):
        return json.dumps(reply.view(), ensure_ascii=False), False
    message = reply.message()
    return f"{message.text}\n{json.dumps(message.payload(), ensure_ascii=False)}", message.public


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One Roadmate for all doors; who needs the scene anew calls `restore`."""
    folder = tmp_path_factory.mktemp("roles")
    clock = TurnableClock(NOW, running=False)
    with pytest.MonkeyPatch.context() as patch, FaultyServer(SlackWorkspace(clock.now)) as slack:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        environment = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": slack.base_url,
            "DATABASE_URL": f"sqlite:///{folder / 'live.db'}",
            "ROADMATE_LEARNING_CHANNEL": "C0LEARNING",
            "ROADMATE_ADMINS": WHO["rui"][1],
        }
        roadmate = build(read_settings(environment), clock=clock)
        made = Stage(roadmate, slack, folder / "scene.db", folder / "live.db")
        _set(made)
        with closing(sqlite3.connect(made.live)) as source, closing(sqlite3.connect(made.snapshot)) as goal:
            source.backup(goal)
        yield made
        roadmate.close()


def _set(stage: Stage) -> None:
    """Everybody is there, and of each kind of thing that is kept there is one of Ben's."""
    deps = stage.roadmate.deps
    for name, (place, user) in WHO.items():
        deps.people.learn(
            place,
            Profile(
                user,
                name.capitalize(),
                "Europe/Lisbon",
                is_admin=name in ("ana", "zoe", "lena"),
                is_active=name != "lena",
                is_guest=name == "gus",
            ),
        )
    stage.run("ben", "/log", "2h35m networking yesterday: locks on the state bucket")
    stage.run("ben", "/roadmate", "named on")
    with deps.sessions.begin() as session:
        _roles(session)
        _things(session)


def _roles(session: Connection) -> None:
    for name in ("chidi", "olu", "eva", "priya", "lena", "gus"):
        whose = (members.c.workspace == HERE, members.c.id == _id(name))
        lead = name in ("priya", "lena", "gus")
        session.execute(members.update().where(*whose).values(is_mentor=True, is_lead=lead))
    for mentor, mentee in (("chidi", "ben"), ("olu", "mei"), ("lena", "ben"), ("gus", "ben"), ("eva", "ben")):
        ended_at = NOW if mentor == "eva" else None
        held = {"asked_by": _id("ana"), "created_at": NOW, "mentor_at": NOW, "mentee_at": NOW, "ended_at": ended_at}
        session.execute(insert(pairs).values(workspace=HERE, mentor=_id(mentor), mentee=_id(mentee), **held))
    open_one = {"mentor": _id("olu"), "mentee": _id("ben"), "asked_by": _id("ben"), "mentee_at": NOW}
    session.execute(insert(pairs).values(workspace=HERE, created_at=NOW, **open_one))


def _id(name: str) -> str:
    return WHO[name][1]


def _things(session: Connection) -> None:
    ben = {"workspace": HERE, "member": _id("ben")}
    task = {**ben, "assignment": "networking.firewall-rules"}
    for number, act in enumerate(("start", "hand in"), start=1):
        said = {"link": "https://example.com/bens-rules", "words": "rules are tested"} if number == 2 else {}
        session.execute(insert(steps).values(**task, at=NOW, actor=_id("ben"), act=act, **said))
    session.execute(insert(works).values(**task, state="handed in", step=2, changed_at=NOW))
    session.execute(insert(levels).values(**ben, roadmap="terraform", claimed="advanced", claimed_at=NOW))
    session.execute(insert(stucks).values(**ben, subject="terraform", words="the lock stays forever", at=NOW))
    advised = {
        "mentor": _id("chidi"),
        "subject": "networking.cdn",
        "minutes": 0,
        "words": "try a small site",
        "at": NOW,
    }
    session.execute(insert(advice).values(**ben, **advised))
    session.execute(insert(remarks).values(**ben, author=_id("chidi"), words="afraid of the exam", at=NOW))
    session.execute(insert(remarks).values(**ben, author=_id("chidi"), words="reads quickly", shared=True, at=NOW))
    session.execute(
        insert(gatherings).values(
            workspace=HERE,
            host=_id("ben"),
            title="GitOps intro",
            starts_at=NOW + timedelta(days=3),
            minutes=60,
            channel="C0LEARNING",
            request="scene",
            created_at=NOW,
        )
    )
    away = {"first": NOW.date() + timedelta(days=9), "last": NOW.date() + timedelta(days=10), "created_at": NOW}
    session.execute(insert(absences).values(**ben, **away))
    session.execute(insert(guests).values(gathering=1, workspace=HERE, member=_id("mei"), joined_at=NOW))
