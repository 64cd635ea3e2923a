"""The shortcuts of the app: those that work anywhere, and those in the menu of a message."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Shortcut:
    """One shortcut as people see it, and the callback id under which the app hears of it."""

    name: str
    callback_id: str
    on_message: bool = False


def shortcuts_of_manifest(manifest: Mapping[str, Any]) -> tuple[Shortcut, ...]:
    """The shortcuts that an app manifest declares."""
    declared = manifest.get("features", {}).get("shortcuts", ())
    return tuple(Shortcut(one["name"], one["callback_id"], one["type"] == "message") for one in declared)


def find_shortcut(shortcuts: Iterable[Shortcut], words: str) -> Shortcut:
    """The shortcut of this name, or whose name alone starts so. Raises LookupError with words for the person."""
    every, wanted = tuple(shortcuts), words.strip().casefold()
    near = [one for one in every if wanted and one.name.casefold().startswith(wanted)]
    exact = [one for one in near if one.name.casefold() == wanted]
    if len(exact or near) != 1:
        raise LookupError("Shortcuts: " + ("; ".join(one.name for one in every) or "none") + ".")
    return (exact or near)[0]
