"""The ten focus areas: estimate against actual, assignments, sign-offs, target days."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import CHOICES, Counted, Owned, PersonalData
from bot.db.tables import assignment_progress, assignment_steps, plan_choices, target_days, ticks
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.plan.handlers import command
from bot.features.plan.payloads import (
    AssignmentPayload,
    PlanChangePayload,
    PlanChoicesPayload,
    TargetDayPayload,
    UndoPlanPayload,
)
from bot.slack.command import Command, CommandUsage, WordHint
from bot.slack.slash import SLASH

_FIXED: Final = WordHint(
    "You choose among the team's areas, in your own order. Open one for its assignments, or log hours.",
    ("plan change", "plan", "log"),
)
_UNDO: Final = WordHint(
    "A change of your plan has *Undo* below it. To reopen an assignment, open its area.",
    ("plan change", "plan"),
)
_TARGET: Final = WordHint(
    f"What comes first this quarter? E.g. `{SLASH}plan this quarter: 2 and 5`. A target day of one area: "
    f"`{SLASH}plan networking by 1 jun`.",
    ("plan change",),
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
        CommandUsage("change", "make the plan your own, in a form; `reset` follows the team's again"),
        CommandUsage(
            "order 2, 5", "what comes first; `choose 2, 5` takes these alone, `hide blockchain` leaves one out"
        ),
        CommandUsage(
            "this quarter: 2 and 5",
            "your target: these come first; also `next quarter: 3`, `until 15 dec: 2`; `this quarter: off` removes it",
        ),
        CommandUsage("estimate certifications 40h", "your own hours, where the estimate varies"),
        CommandUsage("default order 2, 5", "the same for the team's default, for admins; `default` shows it"),
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
        **dict.fromkeys(("list", "ls", "all", "show", "view", "total", "totals", "summary", "hours"), "plan"),
        **dict.fromkeys(("edit", "customize", "customise", "my choices", "choices"), "plan change"),
        **dict.fromkeys(("change", "reset", "default"), None),
        "team …": "team …",
        **dict.fromkeys(("add", "new", "create", "delete", "remove"), _FIXED),
        **dict.fromkeys(("start", "begin", "stop", "check"), _TICK),
        **dict.fromkeys(("target", "targets", "my target"), _TARGET),
        **dict.fromkeys(("undo", "redo", "cancel", "back"), _UNDO),
    },
    reads_names=True,
)

FEATURE = Feature(
    name="plan",
    payloads=(
        AssignmentPayload,
        TargetDayPayload,
        PlanChangePayload,
        PlanChoicesPayload,
        UndoPlanPayload,
    ),
    command=COMMAND,
    register=command.register,
    answer=command.answer_plan,
    synonyms={
        **dict.fromkeys(("stats", "stat", "statistics", "status", "progress", "overview", "dashboard"), "plan"),
        **dict.fromkeys(("me", "mine", "my", "profile", "plans", "areas", "area", "estimate", "forecast"), "plan"),
        **dict.fromkeys(("assignments", "assignment", "tasks", "task", "todo", "todos", "homework"), "plan"),
        **dict.fromkeys(("change my plan", "change plan", "edit my plan", "edit plan", "my own plan"), "plan change"),
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
            Owned(plan_choices.c.member, Counted("choice in the plan", "choices in the plan")),
        ),
        sections={
            "ticks": (ticks.c.member,),
            "assignments": (assignment_progress.c.member,),
            "assignment_steps": (assignment_steps.c.member,),
            "targets": (target_days.c.member,),
            "plan_choices": (plan_choices.c.member,),
        },
        pointing=(assignment_steps.c.actor,),
        written=(assignment_steps.c.words, assignment_steps.c.link),
        plain=(
            ticks.c.assignment,
            assignment_progress.c.assignment,
            assignment_steps.c.assignment,
            target_days.c.area,
            plan_choices.c.area,
        ),
    ),
    samples=(
        "plan",
        "plan networking",
        "plan networking by 1 jun",
        "plan networking by nonsense",
        "plan by 1 jun",
        "plan hands-on practice",
        "plan mine",
        "plan edit",
        "plan @ben",
        "plan finished",
    ),
    admin_samples=("plan team", "plan networking @mei", "plan @mei", "plan @ben @mei", "plan networking by 1 jun @mei"),
)
