"""What is tried together: the modules, and the tests that are nearest to them."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Final

from tests.mutation.runs import nearest_tests


@dataclass(frozen=True, slots=True)
class Group:
    """Modules and tests, as patterns of paths from the root of a tree; without tests the nearest ones are meant."""

    modules: tuple[str, ...]
    tests: tuple[str, ...] = ()

    def list_modules(self, tree: Path) -> list[str]:
        return [path for path in _expand(tree, self.modules) if not path.endswith("__init__.py")]

    def list_tests(self, tree: Path) -> list[str]:
        if self.tests:
            return _expand(tree, self.tests)
        return list(dict.fromkeys(test for module in self.list_modules(tree) for test in nearest_tests(tree, module)))


GROUPS: Final = {
    "identity": Group(
        (
            *("bot/dispatch/identity.py", "bot/directory.py", "bot/core/people/installation.py"),
            *("bot/install/tokens.py", "bot/install/token_owner.py"),
        ),
        (
            *("tests/core/people/test_installation.py", "tests/dispatch/test_identity.py"),
            *("tests/test_directory.py", "tests/install/test_tokens.py"),
        ),
    ),
    "roles": Group(
        tuple(f"bot/core/people/{name}.py" for name in ("member", "members", "roles", "pairs", "visibility")),
        ("tests/core/people/test_*.py", "tests/commands/test_team.py", "tests/delivery/test_recipient_access.py"),
    ),
    "privacy": Group(("bot/features/privacy/*.py", "bot/features/privacy/*/*.py"), ("tests/features/privacy/",)),
    "schedule": Group(
        ("bot/calendar/*.py", "bot/worker/due.py", "bot/worker/run_once.py"),
        (
            "tests/calendar/",
            "tests/worker/test_due.py",
            "tests/worker/test_idle_skip.py",
            "tests/worker/test_run_once.py",
        ),
    ),
    "sender": Group(
        tuple(
            f"bot/delivery/{name}.py"
            for name in ("sender", "sender_pool", "leases", "held_leases", "departures", "recipients", "outbox")
        ),
        tuple(
            f"tests/delivery/test_{name}.py"
            for name in (
                *("departures", "leases", "outbox", "recipients", "recipient_access", "sender_pool", "sender"),
                "held_leases",  # starts processes, so that it comes last
            )
        ),
    ),
}


def _expand(tree: Path, patterns: tuple[str, ...]) -> list[str]:
    """Return the paths that the patterns mean in this tree; a pattern that means none is an error."""
    paths = []
    for pattern in patterns:
        found = sorted(str(path.relative_to(tree)) for path in tree.glob(pattern.rstrip("/")))
        if not found:
            raise FileNotFoundError(pattern)
        paths.extend(found)
    return list(dict.fromkeys(paths))
