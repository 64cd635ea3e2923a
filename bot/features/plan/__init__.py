"""The ten focus areas: estimate against actual, assignments, sign-offs, target days."""

from __future__ import annotations

from bot.db.personal_data import CHOICES, Counted, Owned, PersonalData
from bot.db.tables import assignment_progress, assignment_steps, target_days, ticks
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Delivery, Feature
from bot.features.plan.handlers import command, review

FEATURE = Feature(
    name="plan",
    command_name="plan",
    register=command.register,
    answer=command.answer_plan,
    words={"signoffs": review.answer_signoffs},
    deliveries=(Delivery(DeliveryKind.ASSIGNMENT),),
    personal_data=PersonalData(
        owned=(
            Owned(ticks.c.member, Counted("assignment that is ticked off", "assignments that are ticked off")),
            Owned(
                assignment_progress.c.member,
                Counted("assignment with its history and words", "assignments with their history and words"),
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
