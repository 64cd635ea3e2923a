"""What a member has reached, for themselves."""

from __future__ import annotations

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import milestones
from bot.feature import Feature
from bot.features.milestones import handlers
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="milestones",
    usages=(CommandUsage("milestones", "what you've reached, only for you", Heading.YOUR_WEEK, order=25),),
    register=handlers.register,
    synonyms=dict.fromkeys(("milestone", "achievements", "badge", "badges", "wins"), "roadmate milestones"),
    words={"milestones": handlers.answer_milestones},
    personal_data=PersonalData(
        owned=(Owned(milestones.c.member),),
        sections={"milestones": (milestones.c.member,)},
        plain=(milestones.c.subject,),
    ),
    samples=("roadmate milestones",),
)
