"""What of the content a workspace has its own way."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import PersonalData
from bot.db.tables import content_changes, content_ids
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
            "the packs of roadmaps, and what your team changed in them; `content changes`, `content off aws`",
            Heading.WORKSPACE,
            order=215,
        ),
        CommandUsage(
            "content suggestions",
            "changes that members suggest to the content; `content suggestions settled`",
            Heading.WORKSPACE,
            order=216,
        ),
        CommandUsage(
            "content keepers",
            "for admins: who decides on suggestions to which pack; `content keepers @ana`",
            Heading.WORKSPACE,
            for_admins=True,
            order=217,
        ),
    ),
    register=handlers.register,
    words={"content": handlers.answer_content},
    synonyms={
        **dict.fromkeys(("packs", "pack", "content packs", "roadmap packs"), "roadmate content"),
        **dict.fromkeys(
            ("content suggestions", "suggested changes", "suggest a change", "suggest change"),
            "roadmate content suggestions",
        ),
        **dict.fromkeys(("keepers", "pack keepers"), "roadmate content keepers"),
        **dict.fromkeys(("content updates", "pack updates", "new content"), "roadmate content updates"),
    },
    payloads=(ChangePayload, ChangesPagePayload, ContentPagePayload, DecidePayload, TurnPayload),
    personal_data=PersonalData(
        sections={"content_changes": (content_changes.c.by_member,)},
        pointing=(content_changes.c.by_member,),
        written=(content_changes.c.value,),
        plain=(
            *(content_changes.c.item, content_changes.c.field, content_changes.c.shipped),
            *(content_ids.c.id, content_ids.c.name, content_ids.c.pack, content_ids.c.file),
        ),
    ),
    admin_samples=("roadmate content", "roadmate content aws", "roadmate content changes"),
)
