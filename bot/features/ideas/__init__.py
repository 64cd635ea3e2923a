"""What the digest suggests to learn together, and the half hour in which those who are in meet."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import digest_ideas, idea_members
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.ideas import handlers
from bot.features.ideas.payloads import IdeaTimePayload

FEATURE = Feature(
    name="ideas",
    payloads=(IdeaTimePayload,),
    register=handlers.register,
    deliveries=(MessageKind(DeliveryKind.IDEA),),
    personal_data=PersonalData(
        owned=(Owned(idea_members.c.member, Counted("idea you joined", "ideas you joined")),),
        sections={"ideas_joined": (idea_members.c.member,)},
        plain=(digest_ideas.c.name, digest_ideas.c.command),
    ),
)
