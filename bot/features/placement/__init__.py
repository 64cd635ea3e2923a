"""One's level in a roadmap, found by eight questions; and the topics that are known, marked many at once."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import placement_answers
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature
from bot.features.placement.handlers import known, known_list, questions
from bot.features.placement.payloads import PlacementAnswerPayload, PlacementLevelPayload
from bot.slack.command import CommandUsage, Heading


def _register(router: Router, deps: Deps) -> None:
    questions.register(router, deps)
    known.register(router, deps)
    known_list.register(router, deps)


FEATURE = Feature(
    name="placement",
    payloads=(PlacementAnswerPayload, PlacementLevelPayload),
    usages=(
        CommandUsage("placement aws", "find your level with eight questions", Heading.LEARNING_TOGETHER, order=61),
        CommandUsage(
            "know auto scaling, pods",
            "mark topics as known, many at once",
            Heading.LEARNING_TOGETHER,
            order=62,
        ),
    ),
    register=_register,
    synonyms={
        **dict.fromkeys(("placement test", "level test", "test my level", "find my level"), "roadmate placement"),
        **dict.fromkeys(("test me on …", "test me in …", "test me …"), "roadmate placement …"),
        "what's my level": "roadmate level",
        **dict.fromkeys(("i know these", "i know"), "roadmate know"),
        **dict.fromkeys(("i know …", "i know: …", "know …"), "roadmate know …"),
    },
    words={"placement": questions.answer_placement, "know": known_list.answer_know},
    personal_data=PersonalData(
        owned=(Owned(placement_answers.c.member, Counted("question asked", "questions asked", order=2)),),
        sections={"placement_answers": (placement_answers.c.member,)},
        plain=(placement_answers.c.roadmap, placement_answers.c.question),
    ),
    samples=("roadmate placement", "roadmate placement docker", "roadmate known aws", "roadmate know help"),
)
