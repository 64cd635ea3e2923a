"""A member's preferences: goal, start of the day, being named."""

from __future__ import annotations

from bot.db.personal_data import CHOICES, Owned, PersonalData
from bot.db.tables import goals, members
from bot.feature import Feature
from bot.features.preferences import handlers
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="preferences",
    usages=(
        CommandUsage(
            "goal 3h",
            "your weekly goal (`off`: team default); alone: this week and your streaks",
            Heading.YOUR_WEEK,
            order=10,
        ),
        CommandUsage(
            "day 05:00",
            "hours before then count for the day before (`day default`: 04:00)",
            Heading.YOUR_WEEK,
            order=30,
        ),
        CommandUsage(
            "named on",
            "be listed as someone to ask (`off` ends it)",
            Heading.LEARNING_TOGETHER,
            order=90,
        ),
    ),
    register=handlers.register,
    synonyms={
        **dict.fromkeys(("goals", "streak", "streaks", "habit", "habits"), "roadmate goal"),
        **dict.fromkeys(("goal …", "goals …", "set goal …", "my goal …"), "roadmate goal …"),
    },
    words={"goal": handlers.answer_goal, "day": handlers.answer_day_start, "named": handlers.answer_named},
    personal_data=PersonalData(
        owned=(Owned(goals.c.member, CHOICES), Owned(members.c.id)),
        sections={"settings": (members.c.id,), "goals": (goals.c.member,)},
        plain=(members.c.name, members.c.timezone),
    ),
    samples=("roadmate goal", "roadmate goal 5h", "roadmate named on", "roadmate day 8:00", "roadmate settings"),
)
