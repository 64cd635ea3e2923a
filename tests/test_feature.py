"""What features declare of themselves: complete, and each thing by one of them."""

from __future__ import annotations

import importlib
import pkgutil
import re
import sys
from collections import Counter
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import JSON, Column, String

import bot.features
from bot.app import FEATURES
from bot.db.tables import metadata
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender
from bot.feature import Feature, personal_data
from bot.sandbox.slack_api.fixtures import MEI
from bot.slack.payloads import ButtonPayload, UndeliveredPayload
from tests.slack_driver import Driver

DATA = personal_data(FEATURES)
WORD = 32  # a text that may be at most so long is a word of ours: a state, a kind, a period


def columns_of(feature: Feature) -> set[Column[object]]:
    """Every column that the feature says something of."""
    data = feature.personal_data
    owned = {each.column for each in data.owned}
    return {*owned, *data.pointing, *data.written, *data.redacted, *data.plain}


def texts() -> set[Column[object]]:
    """Every column that can hold an id of a person or words of one."""
    return {
        column
        for table in metadata.sorted_tables
        for column in table.c
        if column.name != "workspace"
        and (isinstance(column.type, JSON) or (isinstance(column.type, String) and (column.type.length or 999) > WORD))
    }


def unclaimed(features: tuple[Feature, ...]) -> set[str]:
    """Texts of the tables that no feature claims."""
    claimed = {column for feature in features for column in columns_of(feature)}
    return {str(column) for column in texts() - claimed}


def test_each_folder_is_a_feature_in_the_list() -> None:
    folders = {module.name for module in pkgutil.iter_modules(bot.features.__path__)}
    assert folders == {feature.name for feature in FEATURES} - {"undelivered_messages"}
    assert len(FEATURES) == len({feature.name for feature in FEATURES})


def test_every_text_of_the_tables_is_claimed_by_exactly_one_feature() -> None:
    assert unclaimed(FEATURES) == set()
    claims = Counter(column for feature in FEATURES for column in columns_of(feature))
    assert [str(column) for column, number in claims.items() if number > 1] == []


@pytest.mark.parametrize(
    "feature", [each for each in FEATURES if columns_of(each)], ids=lambda feature: str(feature.name)
)
def test_a_feature_that_forgets_its_personal_data_fails_the_build(feature: Feature) -> None:
    rest = tuple(each for each in FEATURES if each is not feature)
    assert unclaimed(rest) == {str(column) for column in columns_of(feature)}


def test_what_is_owned_is_exported_or_adds_up_what_is() -> None:
    shown = {column.table.name for columns in DATA.sections.values() for column in columns}
    assert {each.column.table.name for each in DATA.owned} - shown == {"totals"}
    assert all(len({column.table for column in columns}) == 1 for columns in DATA.sections.values())


def test_each_kind_of_message_is_declared_once() -> None:
    kinds = [each.kind for feature in FEATURES for each in feature.deliveries]
    assert sorted(kinds) == sorted(DeliveryKind)
    assert all(len(kind) <= 16 for kind in kinds)


def test_no_two_features_answer_to_the_same_word() -> None:
    words = [word for feature in FEATURES for word in feature.words]
    assert len(words) == len(set(words))
    commands = [feature.command.name for feature in FEATURES if feature.command]
    assert len(commands) == len(set(commands))


def test_each_payload_is_declared_by_its_feature_or_shared() -> None:
    declared = Counter(payload for feature in FEATURES for payload in feature.payloads)
    assert max(declared.values()) == 1
    of_features = {each for each in _kinds_of(ButtonPayload) if each.__module__ != ButtonPayload.__module__}
    assert of_features == set(declared) - {UndeliveredPayload}


def _kinds_of(payload: type[ButtonPayload]) -> set[type[ButtonPayload]]:
    """All kinds of a payload, those of its kinds among them."""
    return {kind for each in payload.__subclasses__() for kind in (each, *_kinds_of(each))}


@pytest.fixture
def kudos(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Feature]:
    """The feature that CONTRIBUTING writes down, as a folder of its own."""
    text = (Path(__file__).parents[1] / "CONTRIBUTING.md").read_text()
    for block in re.findall(r"```python\n(.*?)```", text, re.DOTALL):
        head, _, code = block.partition("\n")
        path = tmp_path / Path(head.removeprefix("# bot/features/"))
        path.parent.mkdir(exist_ok=True)
        path.write_text(code)
    monkeypatch.setattr(bot.features, "__path__", [*bot.features.__path__, str(tmp_path)])
    yield importlib.import_module("bot.features.kudos").FEATURE
    for name in [each for each in sys.modules if each.startswith("bot.features.kudos")]:
        del sys.modules[name]


def test_a_new_feature_is_one_folder_and_one_line(make_driver: Callable[..., Driver], kudos: Feature) -> None:
    driver = make_driver(features=(*FEATURES, kudos))
    driver.say("mei", "/plan")
    assert "Who do you want to thank" in driver.say("ben", "/roadmate kudos").text
    assert driver.say("ben", "/roadmate kudos @mei").text == "I'll tell Mei."
    deps = driver.roadmate.deps
    driver.turn(days=1, hours=20)  # by day, for Mei too
    OutboxSender(deps, RateLimit(deps.clock.monotonic, interval=0)).send_due(deps.clock.now())
    seen = driver.slack.workspace.seen_by(MEI.id)
    assert [item.text for item in seen if "thanks you" in item.text] == ["👏 Ben thanks you for your help."]
    window = driver.press("ben", driver.say("ben", "/roadmate help roadmate"), "All of /roadmate")
    assert "/roadmate kudos @ben" in str(window.last.view)
