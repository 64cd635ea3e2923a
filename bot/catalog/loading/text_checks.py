"""Check texts of content for what they may not do: notify anybody, lead elsewhere as a link, or hide what they say."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from typing import Any, Final

from bot.catalog.loading.strict_yaml import YamlPath, quote_shortened
from bot.lazy_pattern import lazy_pattern

_NOTIFYING: Final = lazy_pattern(r"<[!@#]|(?<![\w@.])@(?:here|channel|everyone|group)\b", re.IGNORECASE)
_LINK: Final = lazy_pattern(r"<(?:[a-z][a-z0-9+.-]*:|[^<>\s]*\|)", re.IGNORECASE)
# Without joiners and marks of direction, which some languages need; with what reorders text or can't be seen.
_HIDDEN: Final = lazy_pattern(
    "[\u00ad\u061c\u180e\u200b\u202a-\u202e\u2060-\u2069\ufeff\ufff9-\ufffb\U000e0000-\U000e007f]"
)


def check_texts(data: Any, path: YamlPath = ()) -> Iterator[tuple[YamlPath, str]]:
    """Yield the path of each text that is refused, and why; keys are texts too."""
    if isinstance(data, str):
        if reason := _refuse(data):
            yield path, reason
    elif isinstance(data, Mapping):
        for key, value in data.items():
            if reason := _refuse(key):
                yield (*path, key), reason
            yield from check_texts(value, (*path, key))
    elif isinstance(data, list):
        for at, value in enumerate(data):
            yield from check_texts(value, (*path, at))


def _refuse(text: str) -> str:
    if found := _NOTIFYING.search(text):
        return f"{quote_shortened(text[found.start() :], 20)} would notify people in Slack"
    if found := _LINK.search(text):
        return f"{quote_shortened(text[found.start() :], 20)} would be a link in Slack: write the address alone"
    if found := _HIDDEN.search(text):
        return f"a character that nobody sees (U+{ord(found[0]):04X})"
    return ""
