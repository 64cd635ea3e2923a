"""Tests that share what is dear to make run in one process, one after the other: a history, a browser, Node.

The mark `xdist_group` would say so, but pytest-xdist 3.8 loses it with pytest 9.2.
"""

from __future__ import annotations

from typing import Final

from xdist.scheduler import LoadScopeScheduling

GROUPS: Final = {
    "tests/demo/": "a history",
    "tests/deploy/": "an image",
    "tests/browser/": "a browser",
    "tests/sandbox/clients/": "Node",
    "tests/features/hours/lines/": "a stage for lines",
    "tests/test_packages.py": "every file's imports",
    "tests/test_stops.py": "a measured start",
}


class GroupScheduling(LoadScopeScheduling):
    """Hands out groups first, then one test after the other to whoever is free."""

    def _split_scope(self, nodeid: str) -> str:
        return next((group for start, group in GROUPS.items() if nodeid.startswith(start)), nodeid)
