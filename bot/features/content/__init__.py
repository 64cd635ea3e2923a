"""What of the content a workspace has its own way."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import content_changes, content_keepers, content_suggestions
from bot.feature import Feature
from bot.features.content import handlers
from bot.features.content.payloads import (
    ChangePayload,
    ChangesPagePayload,
    ContentPagePayload,
    DecidePayload,
    TurnPayload,
)
from bot.slack.command import CommandUsage, Heading

FEATURE: Final = Feature(
    name="content",
    usages=(
        CommandUsage(
            "content",
            "the packs of roadmaps, and what your team changed in them; `content changes`",
            Heading.WORKSPACE,
            order=215,
        ),
    ),
    register=handlers.register,
    words={"content": handlers.answer_content},
    synonyms={
        **dict.fromkeys(("packs", "pack", "content packs", "roadmap packs"), "roadmate content"),
        **dict.fromkeys(("content updates", "pack updates", "new content"), "roadmate content updates"),
    },
    payloads=(ChangePayload, ChangesPagePayload, ContentPagePayload, DecidePayload, TurnPayload),
    personal_data=PersonalData(
        owned=(
            Owned(content_suggestions.c.member, Counted("change you suggested", "changes you suggested")),
            Owned(content_keepers.c.member),
        ),
        sections={
            "content_changes": (content_changes.c.by_member,),
            "content_suggestions": (content_suggestions.c.member,),
            "content_keepers": (content_keepers.c.member,),
        },
        pointing=(content_changes.c.by_member, content_suggestions.c.decided_by),
        written=(
            content_changes.c.value,
            content_suggestions.c.value,
            content_suggestions.c.reason,
            content_suggestions.c.answer,
        ),
        plain=(
            content_changes.c.item,
            content_changes.c.field,
            content_changes.c.shipped,
            content_suggestions.c.item,
            content_suggestions.c.field,
            content_keepers.c.pack,
        ),
    ),
)
