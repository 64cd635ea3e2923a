"""What each person knows: topics marked as known, being learned or not for them, with a way back."""

from __future__ import annotations

from bot.db.personal_data import Counted, Owned, PersonalData
from bot.db.tables import topic_state_acts
from bot.feature import Feature
from bot.features.knowing import handlers

FEATURE = Feature(
    name="knowing",
    register=handlers.register,
    personal_data=PersonalData(
        owned=(
            Owned(
                topic_state_acts.c.member,
                Counted("change of what you know or skip", "changes of what you know or skip"),
            ),
        ),
        sections={"topic_states": (topic_state_acts.c.member,)},
        pointing=(topic_state_acts.c.actor,),
        plain=(topic_state_acts.c.subject, topic_state_acts.c.request),
    ),
    samples=(
        "roadmate know",
        "roadmate know auto scaling, pods, vpc",
        "roadmap mine",
        "roadmap aws mine",
        "roadmate know undo",
        "roadmap why pods",
    ),
)
