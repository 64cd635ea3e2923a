"""The ten focus areas: estimate against actual, assignments, sign-offs, target days."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import CHOICES, Counted, Owned, PersonalData
from bot.db.tables import assignment_progress, assignment_steps, target_days, ticks
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.plan.handlers import command
from bot.features.plan.payloads import AssignmentPayload, TargetDayPayload
from bot.slack.command import Command, CommandUsage, WordHint

_FIXED: Final = WordHint(
    "The areas are the same for the whole team. Open one for its assignments, or log hours.", ("plan", "log")
)
_TICK: Final = WordHint("Open an area, then press *Start*, *Hand in* or *Done* on the assignment.", ("plan",))

COMMAND: Final = Command(
    "plan",
    "The ten focus areas: estimate, your hours, assignments",
    "[area] [by DAY] [@member]",
    (
        CommandUsage("", "all ten areas and your total"),
        CommandUsage("networking", "one area: forecast, and assignments to start, hand in or tick"),
        CommandUsage("networking by 1 jun", "set a target day; `networking by off` removes it"),
        CommandUsage("@member", "a member's plan, for admins and mentors; `networking @member` for one area"),
    ),
    "networking",
    (
        "*The forecast* looks at your hours in the area in each of the last eight full weeks.",
        "Weeks you were mostly away are skipped, and it needs at least three weeks.",
        "In eight of ten cases you reach the low end of the estimate between the two days it names.",
        "With fewer than five weeks, or all equal ones, it's a tenth of the way, at least a week, to either side.",
        "It spreads your hours over Monday to Friday; planned time off moves the dates.",
        "*Handing in* tells your mentors, else lead mentors, else admins. One of them signs off or sends back.",
        "A tick is yours, a sign-off is your mentor's; both count. `More` has the history and a due day.",
        "*What finishers took* shows once five people ticked every assignment. Nobody is named, hidden members are",
        "left out. Percentages count hours up to the low end of the estimate.",
    ),
    synonyms={
        **dict.fromkeys(("list", "ls", "all", "show", "view", "total", "totals", "summary", "hours", "edit"), "plan"),
        "team …": "team …",
        **dict.fromkeys(("add", "new", "create", "delete", "remove", "change", "reset"), _FIXED),
        **dict.fromkeys(("start", "begin", "stop", "check", "undo", "redo", "cancel"), _TICK),
    },
    reads_names=True,
)

FEATURE = Feature(
    name="plan",
    payloads=(
        AssignmentPayload,
        TargetDayPayload,
    ),
    command=COMMAND,
    register=command.register,
    answer=command.answer_plan,
    synonyms={
        **dict.fromkeys(("stats", "stat", "statistics", "status", "progress", "overview", "dashboard"), "plan"),
        **dict.fromkeys(("me", "mine", "my", "profile", "plans", "areas", "area", "estimate", "forecast"), "plan"),
        **dict.fromkeys(("assignments", "assignment", "tasks", "task", "todo", "todos", "homework"), "plan"),
        **dict.fromkeys(("done", "complete", "completed", "finish", "finished", "tick", "hand in"), _TICK),
    },
    deliveries=(MessageKind(DeliveryKind.ASSIGNMENT),),
    personal_data=PersonalData(
        owned=(
            Owned(ticks.c.member, Counted("ticked assignment", "ticked assignments")),
            Owned(
                assignment_progress.c.member,
                Counted("assignment with its history and notes", "assignments with their history and notes"),
            ),
            Owned(assignment_steps.c.member),
            Owned(target_days.c.member, CHOICES),
        ),
        sections={
            "ticks": (ticks.c.member,),
            "assignments": (assignment_progress.c.member,),
            "assignment_steps": (assignment_steps.c.member,),
            "targets": (target_days.c.member,),
        },
        pointing=(assignment_steps.c.actor,),
        written=(assignment_steps.c.words, assignment_steps.c.link),
        plain=(
            ticks.c.assignment,
            assignment_progress.c.assignment,
            assignment_steps.c.assignment,
            target_days.c.area,
        ),
    ),
)
