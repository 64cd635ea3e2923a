"""Looks at everything that Roadmate sends to Slack in any test, and fails the test where it is not our voice.

What tests send without Roadmate, over a client of their own, is not looked at.
"""

from __future__ import annotations

import json
import os
from collections.abc import Callable, Iterable, Iterator
from contextlib import closing
from functools import lru_cache
from pathlib import Path
from typing import Any, Final

import orjson
import pytest

from bot.db.engine import connect_database
from bot.sandbox.slack_api.journal import ApiCall
from tests.faults import FaultyServer
from tests.voice.banned import hits
from tests.voice.next_steps import bare_steps
from tests.voice.overheard import OVERHEARD
from tests.voice.shapes import misshapen, misspelt, texts
from tests.voice.spared import is_passed_on, kept_words, pack_words, without_quotes

FAILS: Final = True  # where it does not, it only writes to the file that REPORT names
REPORT: Final = "ROADMATE_VOICE_REPORT"
CONTENT: Final = Path(__file__).parents[2] / "content"
_SAYING: Final = ("chat.", "views.", "response")
_LOOKED_AT: Final = "messages looked at"

Breach = tuple[str, str]
Sources = Callable[[], Iterable[str]]


@lru_cache(maxsize=50_000)
def _line_breaches(text: str) -> tuple[tuple[str, int, int, str], ...]:
    """Return what is wrong with a text of ours: what is said there, where, and why; most are met many times."""
    plain = without_quotes(text)
    words = ((plain, start, end, better) for start, end, better in hits(plain))
    return (*words, *((found, 0, len(found), why) for found, why in misspelt(text)))


def payload_breaches(payload: Any, sources: Sources) -> Iterator[Breach]:
    """Yield what is wrong with one message, window or answer; `sources` are asked where words may be passed on."""
    yield from misshapen(payload)
    yield from bare_steps(payload)
    for text in texts(payload):
        for said, start, end, why in _line_breaches(text):
            if not is_passed_on(said, start, end, sources()):
                yield said[max(0, start - 30) : end + 30].replace("\n", "⏎"), why


def call_breaches(calls: Iterable[ApiCall], sources: Sources) -> tuple[int, list[Breach]]:
    """Return how many of the calls say something, and what is wrong with these."""
    saying = [call for call in calls if call.method.startswith(_SAYING)]
    return len(saying), [breach for call in saying for breach in payload_breaches(call.payload, sources)]


def overheard_breaches(sources: Sources) -> tuple[int, list[Breach]]:
    """Return how much was overheard since the last time, and what is wrong with it."""
    said = [orjson.loads(each) for each in OVERHEARD]
    OVERHEARD.clear()
    return len(said), [breach for each in said for breach in payload_breaches(each, sources)]


@pytest.fixture(autouse=True)
def voice(request: pytest.FixtureRequest) -> Iterator[None]:
    """Look at all that the test's Roadmate sent, once it is closed."""
    if "slack" not in request.fixturenames:
        yield
        if OVERHEARD:
            report(request.node, *overheard_breaches(lambda: spared_words("")))
        return
    slack = request.getfixturevalue("slack")
    url = request.getfixturevalue("database_url") if "database_url" in request.fixturenames else ""
    yield
    if isinstance(slack, FaultyServer):
        report(request.node, *call_breaches(slack.workspace.journal.calls, lambda: spared_words(url)))


def spared_words(database_url: str) -> Iterator[str]:
    """Yield what packs say, and what people have left in this database."""
    yield pack_words(CONTENT)
    if database_url:
        with closing(connect_database(database_url)) as database, database.read() as conn:
            yield kept_words(conn)


def report(test: pytest.Item, looked_at: int, breaches: Iterable[Breach]) -> None:
    """Count what was looked at, and fail the test where something is wrong."""
    test.user_properties.append((_LOOKED_AT, looked_at))
    found = sorted(set(breaches))
    if found and (file := os.environ.get(REPORT)):
        with Path(file).open("a", encoding="utf-8") as lines:
            lines.writelines(json.dumps([*breach, test.nodeid], ensure_ascii=False) + "\n" for breach in found)
    assert not (found and FAILS), "\n".join(f"{said} -> {why}" for said, why in found)


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """Say how many messages were looked at, in all processes."""
    reports = [each for kind in terminalreporter.stats.values() for each in kind if hasattr(each, "user_properties")]
    count = sum(
        int(value)
        for each in reports
        if getattr(each, "when", "") == "teardown"  # what was left out has no time
        for name, value in each.user_properties
        if name == _LOOKED_AT
    )
    if count:
        terminalreporter.write_line(f"voice: {count} messages looked at")
