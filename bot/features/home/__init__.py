"""The Home tab."""

from __future__ import annotations

from bot.feature import Feature
from bot.slack.command import WordHint

FEATURE = Feature(
    name="home",
    synonyms=dict.fromkeys(
        ("home", "home tab"),
        WordHint("Your Home tab is at the top of our direct messages.", ("plan", "log list")),
    ),
)
