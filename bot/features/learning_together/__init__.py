"""Two members with the same next topic, and half an hour that suits both."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.learning_together import handlers
from bot.features.learning_together.payloads import TogetherPayload
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="learning_together",
    payloads=(TogetherPayload,),
    usages=(
        CommandUsage(
            "together",
            "who has the same next topic as you, and a time that suits you both",
            Heading.LEARNING_TOGETHER,
            order=96,
        ),
    ),
    register=handlers.register,
    words={"together": handlers.suggest_pairs},
    synonyms={
        **dict.fromkeys(("pair up", "learn together", "suggest a pair"), "roadmate together"),
        **dict.fromkeys(("who can i learn with", "learning partner", "study buddy"), "roadmate together"),
    },
    deliveries=(MessageKind(DeliveryKind.TOGETHER),),
    samples=("team coverage",),
)
