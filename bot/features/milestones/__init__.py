"""What a member has reached, for themselves."""

from __future__ import annotations

from bot.db.personal_data import Owned, PersonalData
from bot.db.tables import milestones
from bot.feature import Feature

FEATURE = Feature(
    name="milestones",
    personal_data=PersonalData(
        owned=(Owned(milestones.c.member),),
        sections={"milestones": (milestones.c.member,)},
        plain=(milestones.c.subject,),
    ),
)
