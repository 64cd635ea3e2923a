"""The welcome to somebody new: three questions, then one thing to try."""

from __future__ import annotations

from bot.db.personal_data import PersonalData
from bot.db.tables import members
from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.welcome import handlers, jobs
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="welcome",
    usages=(
        CommandUsage(
            "welcome", "three questions: what to learn first, hours a week, who helps", Heading.YOUR_WEEK, order=5
        ),
    ),
    register=handlers.register,
    synonyms={
        **dict.fromkeys(("hi", "hey", "good morning", "start", "hi there", "yo"), "roadmate hello"),
        **dict.fromkeys(("getting started", "get started", "onboarding", "set me up", "begin"), "roadmate welcome"),
    },
    words={"welcome": handlers.answer_welcome, "hello": handlers.answer_hello},
    welcome=jobs.welcome,
    deliveries=(MessageKind(DeliveryKind.WELCOME),),
    personal_data=PersonalData(plain=(members.c.first_area,)),
    samples=("roadmate welcome",),
)
