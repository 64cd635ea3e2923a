"""The page of the settings, from the model that reads them."""

from __future__ import annotations

from bot.calendar.schedule import WeeklySlot, slot_text
from bot.settings import Settings
from reference.markdown import code, page, table

INTRODUCTION = """\
Read from the environment and from `.env`; the environment wins, and an empty value means the default. A wrong one stops
the start with one line that names it. Where there's a setting in Slack (`/roadmate settings`), that one wins.
`.env.example` has all of them with comments: copy it to `.env`."""


def render_settings() -> str:
    """Return the page of all settings with their defaults."""
    rows = [
        (code(str(field.alias)), code(_default(field.alias, field.default)), str(field.description))
        for field in Settings.model_fields.values()
    ]
    return page("Settings", INTRODUCTION, table(("variable", "default", "what it is"), rows))


def _default(alias: str | None, value: object) -> str:
    """Return a default as one would type it."""
    match value:
        case None | ():
            return ""
        case WeeklySlot():
            return slot_text(value).lower()
        case _:
            return f"{value} months" if alias == "ROADMATE_RETENTION" else str(value)
