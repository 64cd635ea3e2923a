"""Tests that share what is dear to make run in one process, one after the other: a history, a browser, Node.

The mark `xdist_group` would say so, but pytest-xdist 3.8 loses it with pytest 9.2.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final, SupportsIndex

from xdist.scheduler import LoadScopeScheduling
from xdist.workermanage import WorkerController

GROUPS: Final = {
    "tests/demo/": "a history",
    "tests/deploy/": "an image",
    "tests/browser/": "a browser",
    "tests/sandbox/clients/": "Node",
    "tests/features/hours/lines/": "a stage for lines",
    "tests/reference/test_reference.py::test_a_page_says_what_the_code_says[docs/reference/messages.md]": "a rehearsal",
    "tests/rehearsal/": "a rehearsal",
    "tests/fuzz/": "a fuzzed team",
    "tests/test_packages.py": "every file's imports",
    "tests/test_stops.py": "a measured start",
}


class GroupScheduling(LoadScopeScheduling):
    """Hands out groups first, then one test after the other to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for start, group in GROUPS.items() if nodeid.startswith(start)), nodeid)

    def add_node_collection(self, node: WorkerController, collection: Sequence[str]) -> None:
        """Note where each test stands: xdist looks through all of them for each that it hands out."""
        super().add_node_collection(node, collection)
        self.registered_collections[node] = _IndexedList(collection)

    def mark_test_complete(self, node: WorkerController, item_index: int, duration: float = 0) -> None:
        """Forget a unit once it is done: xdist counts what is left of all that a worker ever had, after each test."""
        scope = self._split_scope(self.registered_collections[node][item_index])
        super().mark_test_complete(node, item_index, duration)
        units = self.assigned_work[node]
        if all(units[scope].values()):
            del units[scope]


class _IndexedList(list[str]):
    """A list of different texts that knows where each stands."""

    def __init__(self, them: Sequence[str]) -> None:
        super().__init__(them)
        self._places = {each: place for place, each in enumerate(them)}

    def index(self, value: str, *_: SupportsIndex) -> int:
        """Return where it stands."""
        return self._places[value]
