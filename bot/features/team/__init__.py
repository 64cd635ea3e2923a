"""The table of the team, its coverage and its export."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import CHOICES, Owned, PersonalData
from bot.db.tables import coverage_members
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature, MessageKind
from bot.features.team import handlers, jobs
from bot.features.team.payloads import CoveragePayload, TeamPagePayload
from bot.slack.client import SlackClient
from bot.slack.command import Command, CommandUsage, WordHint
from bot.slack.message import Message
from bot.slack.slash import SLASH

_JOIN: Final = WordHint(
    "No need to add anyone: everyone in this workspace is in as soon as they use me. "
    f"`{SLASH}team mentor @member` makes somebody a mentor.",
    ("team", "team help"),
)

COMMAND: Final = Command(
    "team",
    "For admins and mentors: how everyone is doing",
    "[area] [state] | @member | coverage | export | help",
    (
        CommandUsage("", "each member: state, what waits, this week, four weeks, last entry, plan"),
        CommandUsage("networking stuck", "an area, a state or both"),
        CommandUsage("@member", "one member's card: what changed, what to ask, and buttons to praise, nudge or ask"),
        CommandUsage(
            "mentor @member",
            "make a member a mentor, who sees their own mentees; again to end it (asks first)",
            for_admins=True,
        ),
        CommandUsage(
            "mentor @mentor for @mentee", "ask both to be paired; again to end it (asks first)", for_admins=True
        ),
        CommandUsage("lead @member", "let a mentor see the whole team; again to end it (asks first)", for_admins=True),
        CommandUsage("coverage", "for everyone: what the team holds, what fades; `coverage areas`, `aws`, `rds proxy`"),
        CommandUsage("coverage mine", "for everyone: what you hold yourself; `coverage mine aws` by topic"),
        CommandUsage("coverage signoffs", "areas and roadmaps: signed-off people in each"),
        CommandUsage("export", "the table as CSV, sent only to you"),
    ),
    "",
    (
        "*Admins and lead mentors* see the team, mentors their mentees, no one else anything.",
        "*States*: `stuck`, `away`, `new`, `on track`, `quiet`, `behind`, `nothing assigned`; also `handed in`.",
        "`stuck`: they asked for help. `new`: joined less than two weeks ago.",
        "`behind`: under half of their goal in four weeks, time off not counted.",
        "`quiet`: behind, and nothing logged in two weeks they were here.",
        "People with no goal or assignment are never “behind”: an own goal, a target, a mentor, a next step or a",
        "started assignment counts. The team default goal is in once an admin has set it.",
        "Days are in each member's time zone. Guests are left out.",
    ),
    synonyms={
        **dict.fromkeys(
            ("mentor", "lead", "stuck", "away", "new", "quiet", "behind", "on track", "waiting", "signoffs")
        ),
        **dict.fromkeys(("list", "ls", "all", "show", "view", "week", "today", "this week", "total", "totals"), "team"),
        **dict.fromkeys(("month", "this month", "last week", "yesterday", "history", "me"), "team"),
        **dict.fromkeys(("edit", "change"), "team help"),
        **dict.fromkeys(("stats", "status", "progress", "overview", "dashboard", "summary", "hours"), "team"),
        **dict.fromkeys(("add", "remove", "delete", "join", "leave"), _JOIN),
        **dict.fromkeys(("csv", "download"), WordHint("The team's table as a file, only for you:", ("team export",))),
        "mentors": "team mentor",
        "leads": "team lead",
        "report": "team",
        "reports": "team",
    },
    reads_names=True,
)


def _register(router: Router, deps: Deps) -> None:
    handlers.register(router, deps)
    handlers.register_export(router, deps)


def _send_table(deps: Deps, slack: SlackClient, queued: OutboxMessage, _message: Message) -> str:
    return jobs.send_team_table(deps, slack, queued)


FEATURE = Feature(
    name="team",
    payloads=(TeamPagePayload, CoveragePayload),
    command=COMMAND,
    register=_register,
    synonyms={
        **dict.fromkeys(("team", "teams", "people", "users", "members", "member", "everyone"), "team"),
        **dict.fromkeys(("coverage", "what does the team know", "what do we know", "who knows what"), "team coverage"),
        **dict.fromkeys(("show what i know", "what i hold"), "team coverage mine"),
        "invite": _JOIN,
    },
    personal_data=PersonalData(
        owned=(Owned(coverage_members.c.member, CHOICES),), sections={"coverage": (coverage_members.c.member,)}
    ),
    deliveries=(MessageKind(DeliveryKind.TEAM_EXPORT, send=_send_table, about_many=True),),
    samples=("team",),
    admin_samples=(
        "team",
        "team networking",
        "team coverage",
        "team coverage aws",
        "team coverage signoffs",
        "team coverage pods",
        "team behind",
        "team export",
        "team nonsense",
        "team stuck",
    ),
)
