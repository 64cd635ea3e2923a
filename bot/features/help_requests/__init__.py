"""Ask for help when stuck, and find people who know."""

from __future__ import annotations

from bot.db import tables
from bot.db.personal_data import Counted, Owned, PersonalData
from bot.delivery.occurrences import DeliveryKind
from bot.deps import Deps
from bot.dispatch.router import Router
from bot.feature import Feature, MessageKind
from bot.features.help_requests.handlers import experts, help_requests
from bot.features.help_requests.payloads import ExpertQuestionPayload, HelpRequestPayload
from bot.slack.command import CommandUsage, Heading


def _register(router: Router, deps: Deps) -> None:
    help_requests.register(router, deps)
    experts.register(router, deps)


FEATURE = Feature(
    name="help_requests",
    payloads=(
        HelpRequestPayload,
        ExpertQuestionPayload,
    ),
    usages=(
        CommandUsage(
            "stuck terraform state",
            "tell your mentor, find who can help",
            Heading.LEARNING_TOGETHER,
            order=70,
        ),
        CommandUsage("who terraform", "who can help with it", Heading.LEARNING_TOGETHER, order=80),
    ),
    register=_register,
    synonyms={
        **dict.fromkeys(("expert", "experts", "ask", "who knows"), "roadmate who"),
        **dict.fromkeys(("who knows …", "who can …", "experts …"), "roadmate who …"),
        **dict.fromkeys(("blocked", "blocker"), "roadmate stuck"),
        **dict.fromkeys(("stuck …", "blocked …"), "roadmate stuck …"),
    },
    words={"stuck": help_requests.answer_stuck, "who": experts.answer_who},
    deliveries=(MessageKind(DeliveryKind.HELP_REQUEST),),
    personal_data=PersonalData(
        owned=(Owned(tables.help_requests.c.member, Counted("time you were stuck", "times you were stuck")),),
        sections={"stuck": (tables.help_requests.c.member,)},
        pointing=(tables.help_requests.c.over_by,),
        written=(tables.help_requests.c.words,),
        plain=(tables.help_requests.c.subject,),
    ),
    samples=(
        "roadmate stuck",
        "roadmate stuck asdfgh",
        "roadmate who terraform",
        "roadmate who",
        "roadmate who asdfgh",
        "roadmate who @ben",
        "roadmate stuck docker: layers",
    ),
    admin_samples=("roadmate stuck list", "roadmate stuck @mei"),
)
