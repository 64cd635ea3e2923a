"""Changes to the content that members suggest, and keepers take over or send back."""

from __future__ import annotations

from bot.delivery.occurrences import DeliveryKind
from bot.feature import Feature, MessageKind
from bot.features.suggestions import handlers
from bot.features.suggestions.payloads import (
    KeeperPayload,
    PackPayload,
    PagePayload,
    SuggestionPayload,
    TargetPayload,
)

FEATURE = Feature(
    name="suggestions",
    register=handlers.register,
    deliveries=(MessageKind(DeliveryKind.SUGGESTION),),
    payloads=(TargetPayload, SuggestionPayload, PagePayload, PackPayload, KeeperPayload),
)
