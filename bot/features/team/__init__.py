"""The table of the team, its coverage and its export."""

from __future__ import annotations

from typing import Final

from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import OutboxMessage
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature, MessageKind
from bot.features.team import handlers, jobs
from bot.features.team.payloads import TeamPagePayload
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
    "For admins and mentors: who is where",
    "[area] [state] | @member | coverage | export | help",
    (
        CommandUsage("", "each member: week, four weeks, plan share, last entry, open sign-offs, state in words"),
        CommandUsage("networking stuck", "an area, a state or both: hours there, stuck there or handed in there"),
        CommandUsage(
            "@member", "the one-to-one card: what changed, what to ask, and buttons to praise, nudge, ask or advise"
        ),
        CommandUsage(
            "mentor @member",
            "make a member a mentor, who sees their own mentees; again to end it (asks first)",
            for_admins=True,
        ),
        CommandUsage(
            "mentor @mentor for @mentee", "ask both to be paired; again to end it (asks first)", for_admins=True
        ),
        CommandUsage("lead @member", "let a mentor see the whole team; again to end it (asks first)", for_admins=True),
        CommandUsage("coverage", "areas and roadmaps: signed off for nobody, one or several people"),
        CommandUsage("export", "the table as CSV, sent to you alone"),
    ),
    "",
    (
        "*Admins and lead mentors* see the team, mentors their mentees, nobody else anything.",
        "*States*: `stuck`, `away`, `new`, `on track`, `quiet`, `behind`, `nothing assigned`; also `handed in`.",
        "`stuck`: they said so. `new`: here for less than two weeks.",
        "`behind`: in four weeks under half of the goal for the days they were there.",
        "`quiet`: behind, and no entry in two weeks of days they were there.",
        "Nobody is behind or quiet to whom nothing was assigned: no own goal, target day, mentor, next step from",
        "one, or assignment begun. A goal that an admin sets counts from the first hour on, the default never.",
        "Days are each member's own. Guests are left out.",
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
        **dict.fromkeys(
            ("csv", "download"), WordHint("The table of the team as a file, for you alone:", ("team export",))
        ),
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
    payloads=(TeamPagePayload,),
    command=COMMAND,
    register=_register,
    synonyms={
        **dict.fromkeys(("team", "teams", "people", "users", "members", "member", "everyone"), "team"),
        "coverage": "team coverage",
        "invite": _JOIN,
    },
    deliveries=(MessageKind(DeliveryKind.TEAM_EXPORT, send=_send_table, about_many=True),),
)
