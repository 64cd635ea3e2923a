"""Help, written from the commands themselves."""

from __future__ import annotations

from bot.feature import Feature
from bot.features.help import handlers

FEATURE = Feature(
    name="help",
    register=handlers.register,
    words={"help": handlers.answer_help},
)
