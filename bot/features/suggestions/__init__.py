"""Changes to the content that members suggest, and keepers take over or send back."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import content_keepers, content_suggestions
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
    personal_data=PersonalData(
        owned=(
            Owned(content_suggestions.c.member, Counted("change you suggested", "changes you suggested")),
            Owned(content_keepers.c.member),
        ),
        sections={
            "content_suggestions": (content_suggestions.c.member,),
            "content_keepers": (content_keepers.c.member,),
        },
        pointing=(content_suggestions.c.decided_by,),
        written=(content_suggestions.c.value, content_suggestions.c.reason, content_suggestions.c.answer),
        plain=(content_suggestions.c.item, content_suggestions.c.field, content_keepers.c.pack),
    ),
    payloads=(TargetPayload, SuggestionPayload, PagePayload, PackPayload, KeeperPayload),
    samples=("roadmap pods suggest", "roadmate suggestions"),
    admin_samples=("roadmate suggestions", "roadmate keepers"),
)
