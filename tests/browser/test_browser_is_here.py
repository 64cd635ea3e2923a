"""Says loudly why the others of this folder are left out, where they are."""

from __future__ import annotations

import os

import pytest

from tests.browser.conftest import MISSING


def test_the_browser_and_its_driver_are_here() -> None:
    if MISSING:
        said = f"the page isn't tried in a real browser: {MISSING}"
        pytest.fail(said) if os.environ.get("ROADMATE_NO_SKIPS") else pytest.skip(said)
