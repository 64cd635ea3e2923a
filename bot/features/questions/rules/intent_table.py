"""All that people ask for in plain words; of intents whose forms are as long, the first is the one."""

from __future__ import annotations

from typing import Final

from bot.features.questions.rules.intent import Intent
from bot.features.questions.rules.intents_on_bot import ON_BOT
from bot.features.questions.rules.intents_on_hours import ON_HOURS
from bot.features.questions.rules.intents_on_people import ON_PEOPLE
from bot.features.questions.rules.intents_on_team import ON_TEAM

INTENTS: Final[tuple[Intent, ...]] = (*ON_HOURS, *ON_PEOPLE, *ON_TEAM, *ON_BOT)
