"""Log hours of learning."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import entries, offered_steps, totals
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature, MessageKind
from bot.features.hours.handlers import co_learners, log_command, quick_log
from bot.features.hours.payloads import EntryFormPayload
from bot.slack.command import Command, CommandUsage, WordHint
from bot.slack.slash import SLASH

_NO_TIMER: Final = WordHint(
    "I don't run a timer. Tell me how long it was when you're done, like `2h networking`.", ("log", "log list")
)

COMMAND: Final = Command(
    "log",
    "Log hours you learned",
    "2h networking [yesterday] [: note] | list | undo | redo | why",
    (
        CommandUsage("", "a form"),
        CommandUsage("2h networking", "log hours on a focus area, roadmap or topic"),
        CommandUsage("45m vpc architecture yesterday: flow logs", "with a day and a note; so do `9:30-12pm`, `27 nov`"),
        CommandUsage("1h networking, 30m aws", "several at once: all or none"),
        CommandUsage("1h mentoring @ben: VPC design", "hours for others; I ask them whether to log theirs too"),
        CommandUsage("1h talk: GitOps intro", "knowledge sharing, for Soft Skills and Leadership"),
        CommandUsage("list", "your entries, to edit and delete; `list week`, `list month networking`"),
        CommandUsage("undo", "undo your last change, `redo` restores it"),
        CommandUsage("why", "where a total comes from, line by line; `why networking`, `why week`"),
    ),
    "2h networking",
    (
        "*In a message*: `log 2h networking` or `+2h networking`, in a channel I'm in or to me alone, works too.",
        "Edit that message to change the entry, delete it to undo it. I leave all other messages alone.",
        f"*A day* begins at 04:00 of your own time zone; `{SLASH}roadmate day 05:00` moves that.",
    ),
    synonyms={
        **dict.fromkeys(("start", "begin", "stop", "end", "finish", "pause", "resume", "continue"), _NO_TIMER),
        **dict.fromkeys(("show", "view", "all", "overview", "logs", "data"), "log list"),
        **dict.fromkeys(("clock", "in", "out"), _NO_TIMER),
        **dict.fromkeys(("record", "entry"), "log"),
        "update": "log edit",
        "sum": "log why",
    },
)


def _register(router: Router, deps: Deps) -> None:
    log_command.register(router, deps)
    quick_log.register(router, deps)


FEATURE = Feature(
    name="hours",
    payloads=(EntryFormPayload,),
    command=COMMAND,
    register=_register,
    answer=log_command.answer_log,
    synonyms={
        **dict.fromkeys(("add", "new", "create", "track", "book", "form"), "log"),
        **dict.fromkeys(("timer", "start timer", "stop timer", "stopwatch", "pomodoro", "punch"), _NO_TIMER),
        **dict.fromkeys(("clock in", "clock out", "check in", "check out", "checkin", "checkout"), _NO_TIMER),
    },
    deliveries=(MessageKind(DeliveryKind.CO_LEARNER_OFFER, is_moot=co_learners.is_offer_moot),),
    personal_data=PersonalData(
        owned=(Owned(entries.c.member), Owned(totals.c.member), Owned(offered_steps.c.member)),
        sections={  # totals are sums of these
            "entries": (entries.c.member,),
            "offered_steps": (offered_steps.c.member,),
        },
        written=(entries.c.note, entries.c.evidence),
        redacted=(entries.c.people,),
        plain=(
            *(entries.c.area, entries.c.roadmap, entries.c.topic, entries.c.request, totals.c.subject),
            *(offered_steps.c.subject, offered_steps.c.recent),
        ),
    ),
    samples=(
        "log",
        "log 2h scaling",
        "log 2h fooo",
        "log 2h networking 11/20",
        "log 90m terraform: state",
        "log 2h networking, 1h docker",
        "log 1h networking tomorrow",
        "log -1h networking",
        "log 1h mentoring @nobody",
        "log 9h networking",
        "log 1h networking @ben",
        "log 1h",
    ),
)
