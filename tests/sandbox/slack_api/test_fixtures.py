"""The team that comes with the stand-in."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.sandbox.slack_api import fixtures

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_five_people_in_five_zones_and_one_admin() -> None:
    assert len({person.zone for person in fixtures.TEAM}) == len(fixtures.TEAM) == 5
    assert [person.name for person in fixtures.TEAM if person.is_admin] == ["ana"]


def test_ids_are_unique_and_the_offset_follows_the_season() -> None:
    assert len({person.id for person in fixtures.EVERYONE}) == len(fixtures.EVERYONE)
    assert fixtures.BEN.as_user(NOON)["tz_offset"] == -4 * 3600


def test_the_bot_is_in_learning_only() -> None:
    rooms = (fixtures.LEARNING, fixtures.GENERAL)
    member_of = [channel.name for channel in rooms if fixtures.BOT.id in channel.members]
    assert member_of == ["learning"]


def test_who_can_have_a_direct_message() -> None:
    can = {person for person in fixtures.EVERYONE if person.can_have_dm}
    assert can == {*fixtures.TEAM, fixtures.GUEST}
