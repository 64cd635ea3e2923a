"""One browser and one server a worker; each test has a fresh Roadmate and tabs of its own."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.settings import read_settings
from bot.trial import TrialRun, open_trial

TUESDAY = datetime(2026, 11, 24, 9, 0, tzinfo=UTC)
CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
OPTIONS = "--no-sandbox --disable-gpu --disable-background-networking --disable-component-update --no-first-run"
PATIENCE = 15_000  # milliseconds after which something doesn't come any more
_REPORT = "ROADMATE_AXE_REPORT"

try:
    from playwright.sync_api import Browser, Page, expect, sync_playwright

    from tests.browser.accessibility import AccessibilityCheck
    from tests.browser.stage import Site, pages_of
    from tests.browser.visit import Visit

    MISSING = "" if CHROMIUM else "there is no Chromium on the PATH"
except ModuleNotFoundError as missing:
    MISSING = f"{missing.name} isn't installed; make setup-browser brings it"

collect_ignore = [
    file.name for file in Path(__file__).parent.glob("test_*.py") if MISSING and file.name != "test_browser_is_here.py"
]


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    assert not MISSING, MISSING
    expect.set_options(timeout=PATIENCE)
    with sync_playwright() as playwright:
        opened = playwright.chromium.launch(executable_path=CHROMIUM, args=OPTIONS.split())
        yield opened
        opened.close()


@pytest.fixture(scope="session")
def site() -> Iterator[Site]:
    opened = Site()
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def axe() -> Iterator[AccessibilityCheck]:
    check = AccessibilityCheck()
    yield check
    if os.environ.get(_REPORT) and check.states and not check.is_broken:
        check.write(Path(os.environ[_REPORT]))


@pytest.fixture
def trial(
    site: Site, sqlite_template: Path, tmp_path: Path, cache_home: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[TrialRun]:
    """A Roadmate that nobody has talked to yet, behind the site's address."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(cache_home))
    shutil.copy(sqlite_template, tmp_path / "trial.db")
    with open_trial(read_settings({"DATABASE_URL": f"sqlite:///{tmp_path / 'trial.db'}"}), TUESDAY) as opened:
        opened.roadmate.start(with_sending=False)
        site.show(pages_of(opened))
        yield opened
        site.show(None)


@pytest.fixture
def open_tab(browser: Browser, site: Site, trial: TrialRun) -> Iterator[Callable[..., Visit]]:
    """Opens a tab of a browser of its own. Whatever the page complains about in its console fails the test."""
    contexts, complaints = [], []

    def listen(page: Page, may_lose_the_server: bool) -> None:
        def note(text: str) -> None:
            if not (may_lose_the_server and "Failed to load resource" in text):
                complaints.append(text)

        page.on("console", lambda message: note(message.text) if message.type in ("error", "warning") else None)
        page.on("pageerror", lambda error: note(str(error)))

    def open_one(*, may_lose_the_server: bool = False, **options: Any) -> Visit:
        context = browser.new_context(**{"viewport": {"width": 1280, "height": 800}, **options})
        context.set_default_timeout(PATIENCE)
        contexts.append(context)
        page = context.new_page()
        listen(page, may_lose_the_server)
        return Visit(page, site.address)

    yield open_one
    for context in contexts:
        context.close()
    assert not complaints


@pytest.fixture
def tab(open_tab: Callable[..., Visit]) -> Visit:
    """One tab."""
    return open_tab()
