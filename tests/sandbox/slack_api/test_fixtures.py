"""The team that comes with the stand-in."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.sandbox.slack_api import fixtures as people

NOON = datetime(2026, 7, 1, 12, tzinfo=UTC)


def test_five_people_in_five_zones_and_one_admin() -> None:
    assert len({person.zone for person in people.TEAM}) == len(people.TEAM) == 5
    assert [person.name for person in people.TEAM if person.is_admin] == ["ana"]


def test_ids_are_unique_and_the_offset_follows_the_season() -> None:
    assert len({person.id for person in people.EVERYONE}) == len(people.EVERYONE)
    assert people.BEN.as_user(NOON)["tz_offset"] == -4 * 3600


def test_the_bot_is_in_learning_only() -> None:
    member_of = [channel.name for channel in people.starting_channels(()) if people.BOT.id in channel.members]
    assert member_of == ["learning"]


def test_who_can_have_a_direct_message() -> None:
    can = {person for person in people.EVERYONE if person.can_have_dm}
    assert can == {*people.TEAM, people.GUEST}
