"""What of the content a workspace has its own way."""

from __future__ import annotations

from typing import Final

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import content_changes, content_keepers, content_suggestions
from bot.feature import Feature

FEATURE: Final = Feature(
    name="content",
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
