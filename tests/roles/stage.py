"""A team in which everybody is somebody to Ben, and a way to ask anything as any of them on the same state."""

from __future__ import annotations

import itertools
import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from functools import partial
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, insert, select

from bot.app import Roadmate, build_roadmate, command_handlers
from bot.catalog.source import CatalogSource
from bot.clock import AdjustableClock
from bot.commands import messages as commands_messages
from bot.db.engine import Connection
from bot.db.tables import (
    assigned_next_steps,
    assignment_progress,
    audit_log,
    content_changes,
    content_suggestions,
    digest_ideas,
    help_requests,
    helpful_links,
    idea_members,
    levels,
    members,
    mentor_notes,
    outbox,
    pairs,
    placement_answers,
    question_reports,
    session_attendees,
    sessions,
    time_off,
    topic_state_acts,
)
from bot.db.tables import assignment_steps as steps
from bot.dispatch.request import FormSubmission, Request
from bot.features.home import service as home_service
from bot.features.home.views import home_tab
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.settings import read_settings
from bot.slack.client import UserProfile
from bot.slack.payloads import PayloadError
from bot.slack.slash import put_prefix_in_text
from tests.fast_sqlite import connect_sqlite
from tests.faults import FaultyServer
from tests.fixtures.installed import install_workspace
from tests.roles.kept_rows import KeptRows
from tests.voice.overheard import OVERHEARD

NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)  # a Saturday
OWN_WORKSPACE, OTHER_WORKSPACE = "T0SANDBOX", "T0OTHER"
PEOPLE = {
    "ben": (OWN_WORKSPACE, "U0SANDBEN"),  # the one who is looked at
    "chidi": (OWN_WORKSPACE, "U0SANDCHI"),  # his mentor
    "olu": (OWN_WORKSPACE, "U0OLU"),  # somebody else's mentor, whom Ben has asked to be his
    "eva": (OWN_WORKSPACE, "U0EVA"),  # was his mentor once
    "priya": (OWN_WORKSPACE, "U0SANDPRI"),  # a lead mentor
    "ana": (OWN_WORKSPACE, "U0SANDANA"),  # an admin
    "rui": (OWN_WORKSPACE, "U0RUI"),  # an admin by whoever runs Roadmate
    "mei": (OWN_WORKSPACE, "U0SANDMEI"),  # a member
    "gus": (OWN_WORKSPACE, "U0SANDGUE"),  # a guest, who was made his mentor and a lead before that
    "lena": (OWN_WORKSPACE, "U0SANDLEF"),  # has left, and was an admin, his mentor and a lead
    "zoe": (OTHER_WORKSPACE, "U0ZOE"),  # an admin of another workspace
    "twin": (OTHER_WORKSPACE, "U0SANDCHI"),  # somebody there with the id of Ben's mentor here
}
_NEWEST_IDS = select(
    *(select(func.coalesce(func.max(table.c.id), 0)).scalar_subquery() for table in (outbox, audit_log))
)
TableRows = dict[str, frozenset[str]]  # by table, each row written out


@dataclass(frozen=True)
class ObservedResponse:
    """What came of a request: the words and buttons of the answer, whether others see it too, and what it left."""

    text: str
    is_public: bool
    messages: tuple[tuple[str, str], ...]  # whom to, and everything in it
    audit_lines: tuple[str, ...]  # lines of the audit log


@dataclass
class RoleScene:
    """Roadmate with a team in it, and ways to ask as anybody of them."""

    roadmate: Roadmate
    slack: FaultyServer
    live: Path
    kept_rows: KeptRows | None = None  # once the scene is set
    request_numbers: Iterator[int] = field(default_factory=partial(itertools.count, 1))
    people = PEOPLE

    def restore(self) -> None:
        """Restore the database as it was before anybody did anything."""
        assert self.kept_rows
        self.kept_rows.undo()
        for workspace in (OWN_WORKSPACE, OTHER_WORKSPACE):
            self.roadmate.deps.catalog.changed(workspace)

    def send(
        self, person: str, entry_point: str, text: str, fields: Mapping[str, str] | None = None
    ) -> ObservedResponse:
        """Send a request of one of them to an entry point; return the answer and what it leaves."""
        request = self._request(person, text)
        sent, noted = self._newest_ids()
        kind, _, name = entry_point.partition(" ")
        try:
            words, public = self._answer(kind, name, request, fields or {})
        except PayloadError:
            words, public = "BadTicket", False
        with self.roadmate.deps.database.read() as conn:
            queued = conn.execute(select(outbox.c.recipient, outbox.c.message).where(outbox.c.id > sent)).all()
            acts = conn.execute(select(audit_log.c.act).where(audit_log.c.id > noted)).scalars().all()
        written = tuple((to, json.dumps(message, ensure_ascii=False)) for to, message in queued)
        return ObservedResponse(words, public, written, tuple(acts))

    def send_words(self, person: str, words: str) -> str:
        """What a mention, a direct message or a line with these words is answered."""
        return _read_response(
            commands_messages.route_text(self.roadmate.deps, self._request(person, words), command_handlers())
        )[0]

    def home(self, person: str) -> str:
        """What somebody's Home tab shows."""
        (workspace, member), deps = PEOPLE[person], self.roadmate.deps
        catalog, settings, now = deps.catalog.shared(), deps.settings, deps.clock.now()
        with deps.database.read() as conn:
            known = home_service.read_home(
                conn, workspace=workspace, member=member, catalog=catalog, settings=settings, now=now
            )
        return json.dumps(home_tab.render_home(known, catalog), ensure_ascii=False) if known else ""

    def rows(self) -> TableRows:
        """Everything that is kept, but the audit log and what is looked up anew all the time."""
        left_out = {"audit_log", "handled_events", "alembic_version"}
        assert self.kept_rows
        kept = self.kept_rows.written().items()
        return {name: rows for name, rows in kept if name not in left_out and not name.startswith("sqlite_")}

    def _request(self, person: str, text: str) -> Request:
        workspace, member = PEOPLE[person]
        return Request(
            workspace=workspace,
            member=member,
            text=text,
            channel="C0LEARNING",
            key=f"r{next(self.request_numbers)}",
            source="button",
            name=person,
            trigger_id="t",
            message_ts="1795262400.000100",
        )

    def _newest_ids(self) -> tuple[int, int]:
        """Return the newest ids of the outbox and of the audit log."""
        with self.roadmate.deps.database.read() as conn:
            row = conn.execute(_NEWEST_IDS).one()
        return row[0], row[1]

    def _answer(self, kind: str, name: str, request: Request, fields: Mapping[str, str]) -> tuple[str, bool]:
        self.roadmate.deps.directory.ensure_member(request.workspace, request.member, request.name)
        if kind.startswith("/"):
            router = self.roadmate.router
            return _read_response(router.answer_command(self.roadmate.deps, kind[1:], request))
        deps, feature = self.roadmate.router.handlers_by_kind()[kind][name]
        if kind == "form":
            return _read_response(feature(deps, FormSubmission(request, fields, request.text)))
        if kind == "field":
            return json.dumps([choice.label for choice in feature(deps, request)]), False
        return _read_response(feature(deps, request))


def _read_response(reply: Any) -> tuple[str, bool]:
    """Return everything in a reply, unseen values of buttons among it, and whether it is for everybody."""
    text, is_public = _read_unfinished_response(reply)
    return put_prefix_in_text(text, ""), is_public


def _read_unfinished_response(reply: Any) -> tuple[str, bool]:
    if reply is None:
        return "done", False
    if hasattr(reply, "errors"):
        return json.dumps(dict(reply.errors), ensure_ascii=False), False
    if hasattr(reply, "view"):
        view = json.dumps(reply.view(), ensure_ascii=False)
        OVERHEARD.add(put_prefix_in_text(view, ""))
        return view, False
    message = reply.to_message()
    said = json.dumps(message.post_arguments(), ensure_ascii=False)
    OVERHEARD.add(put_prefix_in_text(said, ""))
    return f"{message.text}\n{said}", message.is_public


@pytest.fixture(scope="module")
def stage(tmp_path_factory: pytest.TempPathFactory, source: CatalogSource) -> Iterator[RoleScene]:
    """One Roadmate for all entry points; `restore` makes the scene anew."""
    folder = tmp_path_factory.mktemp("roles")
    clock = AdjustableClock(NOW, is_running=False)
    with FaultyServer(SlackWorkspace(clock.now)) as slack:
        environment = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": slack.base_url,
            "ROADMATE_LEARNING_CHANNEL": "C0LEARNING",
            "ROADMATE_ADMINS": PEOPLE["rui"][1],
        }
        live = folder / "live.db"
        roadmate = build_roadmate(
            read_settings(environment), clock=clock, catalog=source, database=connect_sqlite(live)
        )
        made = RoleScene(roadmate, slack, live)
        set_scene(made)
        made.kept_rows = KeptRows(live)
        yield made
        made.kept_rows.close()
        roadmate.close()


def set_scene(stage: RoleScene) -> None:
    """Everybody is there, and of each kind of thing that is kept there is one of Ben's."""
    deps = stage.roadmate.deps
    deps.directory.confirm_owner()
    with deps.database.begin() as conn:
        install_workspace(conn, workspace=OTHER_WORKSPACE, now=NOW)
    for name, (workspace, user) in PEOPLE.items():
        deps.directory.save_profile(
            workspace,
            UserProfile(
                user,
                name.capitalize(),
                "Europe/Lisbon",
                is_admin=name in ("ana", "zoe", "lena"),
                is_active=name != "lena",
                is_guest=name == "gus",
            ),
        )
    stage.send("ben", "/log", "2h35m networking yesterday: locks on the state bucket")
    stage.send("ben", "/roadmate", "named on")
    with deps.database.begin() as conn:
        _add_roles(conn)
        _add_records(conn)


def _add_roles(conn: Connection) -> None:
    for name in ("chidi", "olu", "eva", "priya", "lena", "gus"):
        whose = (members.c.workspace == OWN_WORKSPACE, members.c.id == _id(name))
        lead = name in ("priya", "lena", "gus")
        conn.execute(members.update().where(*whose).values(is_mentor=True, is_lead=lead))
    for mentor, mentee in (("chidi", "ben"), ("olu", "mei"), ("lena", "ben"), ("gus", "ben"), ("eva", "ben")):
        ended_at = NOW if mentor == "eva" else None
        held = {"asked_by": _id("ana"), "created_at": NOW, "mentor_at": NOW, "mentee_at": NOW, "ended_at": ended_at}
        conn.execute(insert(pairs).values(workspace=OWN_WORKSPACE, mentor=_id(mentor), mentee=_id(mentee), **held))
    open_one = {"mentor": _id("olu"), "mentee": _id("ben"), "asked_by": _id("ben"), "mentee_at": NOW}
    conn.execute(insert(pairs).values(workspace=OWN_WORKSPACE, created_at=NOW, **open_one))


def _id(name: str) -> str:
    return PEOPLE[name][1]


def _add_records(conn: Connection) -> None:
    ben = {"workspace": OWN_WORKSPACE, "member": _id("ben")}
    task = {**ben, "assignment": "networking.firewall-rules"}
    for number, act in enumerate(("start", "hand in"), start=1):
        evidence = {"link": "https://example.com/bens-rules", "words": "rules are tested"} if number == 2 else {}
        conn.execute(insert(steps).values(**task, at=NOW, actor=_id("ben"), act=act, **evidence))
    conn.execute(insert(assignment_progress).values(**task, state="handed in", step=2, changed_at=NOW))
    conn.execute(insert(levels).values(**ben, roadmap="terraform", claimed="advanced", claimed_at=NOW))
    marked = {"subject": "aws.rds-proxy", "state": "known", "since": NOW.date(), "source": "self", "actor": _id("ben")}
    conn.execute(insert(topic_state_acts).values(**ben, **marked, at=NOW, request="scene"))
    changed = {"item": "roadmap:azure", "field": "summary", "value": '"Ours."', "shipped": '"Older."'}
    who = {"workspace": OWN_WORKSPACE, "by_member": _id("ben"), "at": NOW}
    conn.execute(insert(content_changes).values(**changed, **who))
    conn.execute(insert(question_reports).values(**ben, question="aws.rds-proxy/gone", version="older", at=NOW))
    words = {"text": "Shares connections among functions.", "terms": []}
    suggested = {"item": "aws.rds-proxy", "field": "words", "reason": "rules are tested", "state": "open"}
    value = json.dumps({"slug": "", "before": words, "after": {**words, "text": "Lends connections."}})
    conn.execute(insert(content_suggestions).values(**ben, **suggested, value=value, at=NOW))
    question = {"question": "aws.networking/public-but-silent", "height": 0, "version": "older"}
    asked = {"roadmap": "aws", "started_at": NOW, "number": 1, "asked_at": NOW, **question}
    conn.execute(insert(placement_answers).values(**ben, **asked))
    conn.execute(insert(help_requests).values(**ben, subject="terraform", words="the lock stays forever", at=NOW))
    advised = {
        "mentor": _id("chidi"),
        "subject": "networking.cdn",
        "minutes": 0,
        "words": "try a small site",
        "at": NOW,
    }
    conn.execute(insert(assigned_next_steps).values(**ben, **advised))
    conn.execute(insert(mentor_notes).values(**ben, author=_id("chidi"), words="afraid of the exam", at=NOW))
    conn.execute(insert(mentor_notes).values(**ben, author=_id("chidi"), words="reads quickly", shared=True, at=NOW))
    conn.execute(
        insert(sessions).values(
            workspace=OWN_WORKSPACE,
            host=_id("ben"),
            title="GitOps intro",
            starts_at=NOW + timedelta(days=3),
            minutes=60,
            channel="C0LEARNING",
            request="scene",
            created_at=NOW,
        )
    )
    idea = {"workspace": OWN_WORKSPACE, "week": "2026-W47"}
    suggested = {"name": "Cloud Computing", "command": "plan cloud-computing", "suggested_at": NOW}
    conn.execute(insert(digest_ideas).values(**idea, **suggested))
    conn.execute(insert(idea_members).values(**idea, member=_id("mei"), joined_at=NOW))
    kept = {"subject": "aws.rds-proxy", "link": "https://example.com/helped", "link_hash": "h", "entry": 1}
    conn.execute(insert(helpful_links).values(**ben, **kept, kept_at=NOW))
    away = {"first": NOW.date() + timedelta(days=9), "last": NOW.date() + timedelta(days=10), "created_at": NOW}
    conn.execute(insert(time_off).values(**ben, **away))
    conn.execute(insert(session_attendees).values(session=1, workspace=OWN_WORKSPACE, member=_id("mei"), joined_at=NOW))
