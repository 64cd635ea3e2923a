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
from sqlalchemy import insert, select

from bot.app import FEATURES, Roadmate, build
from bot.clock import TurnableClock
from bot.db.sessions import Session
from bot.db.tables import advice, gatherings, guests, levels, members, outbox, pairs, remarks, stucks, works
from bot.db.tables import work_steps as steps
from bot.listeners.ask import Ask, Submitted
from bot.sandbox.server import SandboxServer
from bot.sandbox.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.settings import read_settings
from bot.slack import Profile
from bot.views.message import Message
from bot.views.tickets import BadTicket

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)  # a Saturday
HERE, THERE = "T0SANDBOX", "T0OTHER"
WHO = {
    "ben": "U0SANDBEN",  # the one who is looked at
    "chidi": "U0SANDCHI",  # his mentor
    "olu": "U0OLU",  # somebody else's mentor
    "priya": "U0SANDPRI",  # a lead mentor
    "ana": "U0SANDANA",  # an admin
    "mei": "U0SANDMEI",  # a member
    "gus": "U0SANDGUE",  # a guest
    "lena": "U0SANDLEF",  # has left, and was an admin and a mentor
    "zoe": "U0ZOE",  # an admin of another workspace
}


@dataclass
class Stage:
    """The scene, and whoever asks in it."""

    roadmate: Roadmate
    slack: SandboxServer
    snapshot: Path
    live: Path
    numbers: Iterator[int] = field(default_factory=partial(itertools.count, 1))

    def restore(self) -> None:
        """The scene as it was before anybody did anything."""
        with closing(sqlite3.connect(self.snapshot)) as source, closing(sqlite3.connect(self.live)) as goal:
            source.backup(goal)

    def run(self, who: str, door: str, text: str, fields: Mapping[str, str] | None = None) -> str:
        """What one of them is answered at a door, and what is written to them then."""
        ask = Ask(
            workspace=THERE if who == "zoe" else HERE,
            member=WHO[who],
            text=text,
            channel="C0LEARNING",
            request=f"r{next(self.numbers)}",
            source="button",
            name=who,
            trigger="t",
            message="1795262400.000100",
        )
        before = self._letters()
        kind, _, name = door.partition(" ")
        try:
            said = self._answer(kind, name, ask, fields or {})
        except BadTicket:
            said = "BadTicket"
        fresh = [message for number, to, message in self._letters() if number > len(before) and to == ask.member]
        return "\n".join([said, *(json.dumps(message, ensure_ascii=False) for message in fresh)])

    def _answer(self, kind: str, name: str, ask: Ask, fields: Mapping[str, str]) -> str:
        self.roadmate.deps.people.meet(ask.workspace, ask.member, ask.name)
        if kind.startswith("/"):
            command = dict(FEATURES)[kind[1:]]
            return _words(command(self.roadmate.deps, ask))
        deps, feature = self.roadmate.bolt.answered()[kind][name]
        if kind == "form":
            return _words(feature(deps, Submitted(ask, fields, ask.text)))
        if kind == "field":
            return json.dumps([choice.label for choice in feature(deps, ask)])
        return _words(feature(deps, ask))

    def _letters(self) -> list[tuple[int, str, Any]]:
        with self.roadmate.deps.sessions.read() as session:
            rows = session.execute(select(outbox.c.id, outbox.c.recipient, outbox.c.message).order_by(outbox.c.id))
            return [(row.id, row.recipient, row.message) for row in rows]


def _words(reply: Any) -> str:
    """Everything in a reply, unseen values of buttons among it."""
    if reply is None:
        return "done"
    if hasattr(reply, "errors"):
        return json.dumps(dict(reply.errors), ensure_ascii=False)
    made = reply.view() if hasattr(reply, "view") else reply.message().payload()
    return f"{reply.text if isinstance(reply, Message) else ''}\n{json.dumps(made, ensure_ascii=False)}"


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """One Roadmate for all doors; who needs the scene anew calls `restore`."""
    folder = tmp_path_factory.mktemp("roles")
    clock = TurnableClock(NOW, running=False)
    with pytest.MonkeyPatch.context() as patch, SandboxServer(SlackWorkspace(clock.now)) as slack:
        patch.setenv("XDG_CACHE_HOME", str(folder))
        environment = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": slack.base_url,
            "DATABASE_URL": f"sqlite:///{folder / 'live.db'}",
            "ROADMATE_LEARNING_CHANNEL": "C0LEARNING",
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
    for name, user in WHO.items():
        place = THERE if name == "zoe" else HERE
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


def _roles(session: Session) -> None:
    for name in ("chidi", "olu", "priya", "lena", "gus"):
        whose = (members.c.workspace == HERE, members.c.id == WHO[name])
        lead = name in ("priya", "lena", "gus")  # the last two may have been made so before they left or became guests
        session.execute(members.update().where(*whose).values(is_mentor=True, is_lead=lead))
    for mentor, mentee in (("chidi", "ben"), ("olu", "mei"), ("lena", "ben"), ("gus", "ben")):
        held = {"asked_by": WHO["ana"], "created_at": NOW, "mentor_at": NOW, "mentee_at": NOW}
        session.execute(insert(pairs).values(workspace=HERE, mentor=WHO[mentor], mentee=WHO[mentee], **held))
    open_one = {"mentor": WHO["olu"], "mentee": WHO["ben"], "asked_by": WHO["ben"], "mentee_at": NOW}
    session.execute(insert(pairs).values(workspace=HERE, created_at=NOW, **open_one))


def _things(session: Session) -> None:
    ben = {"workspace": HERE, "member": WHO["ben"]}
    task = {**ben, "assignment": "networking.firewall-rules"}
    for number, act in enumerate(("start", "hand in"), start=1):
        said = {"link": "https://example.com/bens-rules", "words": "rules are tested"} if number == 2 else {}
        session.execute(insert(steps).values(**task, at=NOW, actor=WHO["ben"], act=act, **said))
    session.execute(insert(works).values(**task, state="handed in", step=2, changed_at=NOW))
    session.execute(insert(levels).values(**ben, roadmap="terraform", claimed="advanced", claimed_at=NOW))
    session.execute(insert(stucks).values(**ben, subject="terraform", words="the lock stays forever", at=NOW))
    advised = {
        "mentor": WHO["chidi"],
        "subject": "networking.cdn",
        "minutes": 0,
        "words": "try a small site",
        "at": NOW,
    }
    session.execute(insert(advice).values(**ben, **advised))
    session.execute(insert(remarks).values(**ben, author=WHO["chidi"], words="afraid of the exam", at=NOW))
    session.execute(insert(remarks).values(**ben, author=WHO["chidi"], words="reads quickly", shared=True, at=NOW))
    session.execute(
        insert(gatherings).values(
            workspace=HERE,
            host=WHO["ben"],
            title="GitOps intro",
            starts_at=NOW + timedelta(days=3),
            minutes=60,
            channel="C0LEARNING",
            request="scene",
            created_at=NOW,
        )
    )
    session.execute(insert(guests).values(gathering=1, workspace=HERE, member=WHO["mei"], joined_at=NOW))
