"""What the rules are written with: a collector of problems, and checks for each shape of JSON.

The stand-in names every problem in Slack's words, keys before fields, and leaves the inside of an object alone that
lacks a key. Models of pydantic report in another order and go on inside, hence these checks.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any

from bot.sandbox.validation.errors import RefusedError
from bot.sandbox.validation.limits import LIMITS


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


Check = Callable[[BlockProblems, Any, str], object]


def shape(
    required: str = "",
    keys: str = "",
    *,
    always: str = "",
    before: Check | None = None,
    after: Check | None = None,
    **fields: Check,
) -> Check:
    """Return the check of an object: its required keys and, where `keys` are given, no others than those.

    Where nothing is missing the fields that it has are checked, and those in `always` even where it lacks them.
    """

    def check(problems: BlockProblems, value: Any, at: str) -> None:
        if not problems.mapping(value, at, required.split(), keys.split()):
            return
        if before:
            before(problems, value, at)
        for name, check_field in fields.items():
            if name in value or name in always.split():
                check_field(problems, value.get(name), f"{at}/{name}")
        if after:
            after(problems, value, at)

    return check


def items(limit: str, check_item: Check) -> Check:
    """Return the check of a list within its limit, and of each of its items."""

    def check(problems: BlockProblems, value: Any, at: str) -> None:
        for index, one in enumerate(problems.items(limit, value, at)):
            check_item(problems, one, f"{at}/{index}")

    return check


def string(limit: str) -> Check:
    """Return the check of a text within its limit."""
    return lambda problems, value, at: problems.string(limit, value, at)


def choice(*choices: str) -> Check:
    """Return the check that a value is one of these."""
    return lambda problems, value, at: problems.choice(value, choices, at)


def or_null(check: Check) -> Check:
    """Return the check of a field that may be null."""
    return lambda problems, value, at: value is None or check(problems, value, at)


def entries(value: Any) -> list[Any]:
    """Return the items of a list, none of anything else."""
    return list(value) if isinstance(value, list | tuple) else []
