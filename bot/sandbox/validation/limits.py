"""Slack's limits as one table, and the collector of what breaks them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from bot.sandbox.validation.errors import RefusedError

# Least and most: characters of a text, items of a list, or the number itself. Where sources differ, the smaller.
LIMITS: Final[Mapping[str, tuple[int, int]]] = {
    "message.blocks": (0, 50),
    "message.attachments": (0, 100),
    "message.data_visualizations": (0, 2),
    "view.blocks": (0, 100),
    "view.title": (1, 24),
    "view.submit": (1, 24),
    "view.close": (1, 24),
    "view.private_metadata": (0, 3000),
    "view.callback_id": (0, 255),
    "view.external_id": (0, 255),
    "block_id": (1, 255),
    "action_id": (1, 255),
    "text": (1, 3000),
    "section.field": (1, 2000),
    "section.fields": (1, 10),
    "header.text": (1, 150),
    "context.elements": (1, 10),
    "context_actions.elements": (1, 5),
    "actions.elements": (1, 25),
    "image.image_url": (1, 3000),
    "image.alt_text": (1, 2000),
    "image.title": (1, 2000),
    "input.label": (1, 2000),
    "input.hint": (1, 2000),
    "markdown.text": (1, 12000),
    "rich_text.elements": (1, 1000),
    "video.title": (1, 200),
    "video.alt_text": (1, 2000),
    "video.description": (1, 200),
    "video.author_name": (1, 50),
    "video.provider_name": (1, 50),
    "video.video_url": (1, 3000),
    "video.thumbnail_url": (1, 3000),
    "alert.text": (1, 200),
    "card.title": (1, 150),
    "card.subtitle": (1, 150),
    "card.body": (1, 200),
    "card.actions": (1, 3),
    "carousel.elements": (1, 10),
    "container.title": (1, 150),
    "container.subtitle": (1, 150),
    "container.child_blocks": (1, 10),
    "button.text": (1, 75),
    "button.value": (1, 2000),
    "button.url": (1, 3000),
    "button.accessibility_label": (1, 75),
    "confirm.title": (1, 100),
    "confirm.text": (1, 300),
    "confirm.confirm": (1, 30),
    "confirm.deny": (1, 30),
    "option.text": (1, 75),
    "option.value": (1, 150),
    "option.description": (1, 75),
    "option_group.label": (1, 75),
    "option_groups": (1, 100),
    "select.options": (1, 100),
    "initial_options": (1, 100),
    "filter.include": (1, 4),
    "initial_value": (0, 3000),
    "overflow.options": (1, 5),
    "checkboxes.options": (1, 10),
    "radio_buttons.options": (1, 10),
    "placeholder": (1, 150),
    "plain_text_input.min_length": (0, 3000),
    "plain_text_input.max_length": (1, 3000),
    "table.rows": (1, 100),
    "table.cells": (1, 20),
    "data_table.rows": (2, 101),
    "data_table.cells": (1, 20),
    "data_table.page_size": (1, 100),
    "data_table.caption": (1, 3000),
    "data_visualization.title": (1, 50),
    "chart.segments": (1, 6),
    "chart.series": (1, 6),
    "chart.series_name": (1, 20),
    "chart.label": (1, 20),
    "chart.categories": (1, 20),
    "chart.axis_label": (1, 50),
}

LONGEST_TEXT: Final = 40_000
LARGEST_VIEW: Final = 250_000
ALL_MARKDOWN: Final = 12_000
ALL_TABLES: Final = 10_000
ALL_DATA_TABLES: Final = 20_000
# What chat.postMessage takes of text over all blocks is not documented; posts of a little more were refused.
ALL_POSTED_BLOCKS: Final = 12_000


@dataclass(slots=True)
class BlockProblems:
    """Collects what Slack would complain about, each with the place in the JSON."""

    found: list[str] = field(default_factory=list)

    def add(self, words: str, at: str) -> None:
        """Add a complaint about the value at this JSON pointer."""
        self.found.append(f"{words} [json-pointer:{at}]")

    def refuse(self, error: str) -> None:
        """Raise `RefusedError` when there was any complaint."""
        if self.found:
            raise RefusedError(error, *self.found)

    def string(self, limit: str, value: Any, at: str) -> bool:
        """Check a text within its limit."""
        if not isinstance(value, str):
            self.add("must provide a string", at)
            return False
        least, most = LIMITS[limit]
        if len(value) < least:
            self.add(f"must be more than {least - 1} characters", at)
        if len(value) > most:
            self.add(f"must be less than {most + 1} characters", at)
        return True

    def items(self, limit: str, value: Any, at: str) -> list[Any]:
        """Check a list within its limit; return it, or an empty one to go on with."""
        if not isinstance(value, list | tuple):
            self.add("must provide an array", at)
            return []
        least, most = LIMITS[limit]
        if len(value) < least:
            self.add(f"no less than {least} items allowed", at)
        if len(value) > most:
            self.add(f"no more than {most} items allowed", at)
        return list(value)

    def number(self, limit: str, value: Any, at: str) -> None:
        """Check a whole number within its limit."""
        least, most = LIMITS[limit]
        if not isinstance(value, int) or isinstance(value, bool):
            self.add("must provide an integer", at)
        elif not least <= value <= most:
            self.add(f"must be between {least} and {most}", at)

    def mapping(self, value: Any, at: str, required: Iterable[str] = (), allowed: Iterable[str] = ()) -> bool:
        """Check an object: its required keys and, where `allowed` is given, no others."""
        if not isinstance(value, Mapping):
            self.add("must provide an object", at)
            return False
        absent = [name for name in required if value.get(name) is None]
        for name in absent:
            self.add(f"missing required field: {name}", at)
        known = {*required, *allowed}
        for name in value if allowed else ():
            if name not in known:
                self.add(f"invalid additional property: {name}", at)
        return not absent

    def choice(self, value: Any, choices: Iterable[str], at: str) -> None:
        """Check that it is one of the named values."""
        if str(value) not in set(choices):
            self.add(f"unsupported value: {value}", at)
