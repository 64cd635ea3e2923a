"""What members set for themselves: goal, start of the day, being named."""

from __future__ import annotations

from bot.db.personal_data import CHOICES, Owned, PersonalData
from bot.db.tables import goals, members
from bot.feature import Feature
from bot.features.preferences import handlers

FEATURE = Feature(
    name="preferences",
    register=handlers.register,
    words={"goal": handlers.answer_goal, "day": handlers.answer_day_start, "named": handlers.answer_named},
    personal_data=PersonalData(
        owned=(Owned(goals.c.member, CHOICES), Owned(members.c.id)),
        sections={"settings": (members.c.id,), "goals": (goals.c.member,)},
        plain=(members.c.name, members.c.timezone),
    ),
)
