"""The Home tab."""

from __future__ import annotations

from bot.feature import Feature

FEATURE = Feature(
    name="home",
)
