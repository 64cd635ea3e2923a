"""What helped us: links that members kept for their colleagues, on the pages of topics."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import helpful_links
from bot.feature import Feature
from bot.features.helpful_links import handlers
from bot.slack.command import CommandUsage, Heading

FEATURE = Feature(
    name="helpful_links",
    usages=(
        CommandUsage(
            "links",
            "what helped us: links your colleagues kept; `links mine` for yours",
            Heading.LEARNING_TOGETHER,
            order=95,
        ),
    ),
    register=handlers.register,
    words={"links": handlers.answer_links},
    synonyms={
        **dict.fromkeys(("link", "what helped us", "what helped"), "roadmate links"),
        **dict.fromkeys(("resources", "resource"), "roadmate links"),
    },
    personal_data=PersonalData(
        owned=(Owned(helpful_links.c.member, Counted("link you kept", "links you kept")),),
        sections={"helpful_links": (helpful_links.c.member,)},
        written=(helpful_links.c.link,),
        plain=(helpful_links.c.subject, helpful_links.c.link_hash),
    ),
    samples=("log 1h rds proxy: https://example.com/rds", "roadmap rds proxy", "roadmate links"),
    admin_samples=("roadmate links",),
)
