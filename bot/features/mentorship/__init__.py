"""Mentors and mentees: roles, proposals, pairs."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import pairs
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature, MessageKind
from bot.features.mentorship import jobs
from bot.features.mentorship.handlers import find_mentor, pairing, roles
from bot.features.mentorship.payloads import MentorRequestPayload
from bot.slack.command import CommandUsage, Heading

PAIRINGS: Final = Counted("pairing", "pairings")


def _register(router: Router, deps: Deps) -> None:
    roles.register(router, deps)
    pairing.register(router, deps)
    find_mentor.register(router, deps)


FEATURE = Feature(
    name="mentorship",
    payloads=(MentorRequestPayload,),
    usages=(
        CommandUsage(
            "mentor",
            "find a mentor; `mentor @member` asks them",
            Heading.MENTORS,
            order=120,
        ),
        CommandUsage("mentees", "the people you mentor", Heading.MENTORS, order=140),
    ),
    register=_register,
    synonyms=dict.fromkeys(("mentors", "buddy", "coach", "my mentor"), "roadmate mentor"),
    words={"mentor": find_mentor.answer_mentor, "mentees": find_mentor.show_mentees},
    check_every_hour=jobs.run_pair_checks,
    deliveries=(MessageKind(DeliveryKind.PAIR),),
    personal_data=PersonalData(
        owned=(Owned(pairs.c.mentor, PAIRINGS), Owned(pairs.c.mentee, PAIRINGS)),
        sections={"pairs": (pairs.c.mentor, pairs.c.mentee)},
        pointing=(pairs.c.asked_by, pairs.c.ended_by),
        plain=(pairs.c.area,),
    ),
    samples=("roadmate mentor", "roadmate mentor @ana", "roadmate mentor aws", "roadmate mentees"),
    admin_samples=(
        "team mentor @chidi",
        "team mentor @ben for @chidi",
        "team mentor",
        "team lead @priya",
        "roadmate mentees",
        "roadmate mentor @ben",
    ),
)
