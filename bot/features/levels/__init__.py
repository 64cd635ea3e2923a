"""A member's level in each roadmap, claimed by them and confirmed by a mentor."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import levels
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature, MessageKind
from bot.features.levels import handlers
from bot.features.levels.payloads import LevelReviewPayload
from bot.slack.command import CommandUsage, Heading


def _register(router: Router, deps: Deps) -> None:
    handlers.register(router, deps)
    handlers.register_level_review(router, deps)


FEATURE = Feature(
    name="levels",
    payloads=(LevelReviewPayload,),
    usages=(
        CommandUsage(
            "level terraform intermediate",
            "set your level; alone: all of them",
            Heading.LEARNING_TOGETHER,
            order=60,
        ),
    ),
    register=_register,
    synonyms=dict.fromkeys(("skills", "skill"), "roadmate level"),
    words={"level": handlers.answer_level, "levels": handlers.answer_level},
    deliveries=(MessageKind(DeliveryKind.LEVEL),),
    personal_data=PersonalData(
        owned=(Owned(levels.c.member, Counted("level", "levels")),),
        sections={"levels": (levels.c.member,)},
        pointing=(levels.c.confirmed_by,),
        plain=(levels.c.roadmap,),
    ),
    samples=("roadmate level", "roadmate level aws", "roadmate level docker expert"),
)
