"""The first two weeks: Ana sets Roadmate up, everybody is welcomed, the first pairs are made."""

from __future__ import annotations

from collections.abc import Iterator

from bot.demo.cast import HANNA
from bot.demo.flows import welcomes
from bot.demo.script import Act, act, presses, says, writes
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA


def acts() -> Iterator[Act]:
    """Return what happens."""
    yield from _setting_up()
    yield from _welcomes()
    yield from _pairs()


def _setting_up() -> Iterator[Act]:
    yield act(0, "mon 09:05", ANA, says(ANA, "/roadmate setup", "Roadmate is installed"))
    yield act(0, "mon 09:06", ANA, says(ANA, "/roadmate settings timezone Europe/Lisbon", "Europe/Lisbon"))
    yield act(0, "mon 09:07", ANA, presses(ANA, "Turn the leaderboard on", "Leaderboard"))
    yield act(0, "mon 09:08", ANA, says(ANA, "/team mentor @ana", "is now a mentor"))
    yield act(0, "mon 09:09", ANA, says(ANA, "/team lead @ben", "is now a lead mentor"))
    yield act(0, "mon 09:10", ANA, says(ANA, "/team mentor @priya", "is now a mentor"))
    yield act(0, "mon 09:12", ANA, presses(ANA, "Post the announcement", "Announced"))
    yield act(
        0,
        "mon 09:16",
        ANA,
        writes(
            ANA,
            "Morning! I put a bot in here so that the hours we spend learning stop disappearing. "
            "Two hours a week each, on whatever helps you most. Ask me if anything looks odd.",
        ),
    )
    yield act(0, "mon 09:40", CHIDI, writes(CHIDI, "Nice. Does reading the Terraform docs on the train count?"))
    yield act(0, "mon 09:44", ANA, writes(ANA, "@chidi if you learned something, it counts"))
    yield act(0, "mon 11:05", ANA, says(ANA, "/roadmate named on", "listed"))
    yield act(0, "mon 13:20", PRIYA, says(PRIYA, "/roadmate named on", "listed"))
    yield act(0, "mon 09:30", BEN, says(BEN, "/roadmate named on", "listed"))


def _welcomes() -> Iterator[Act]:
    yield act(0, "tue 09:15", MEI, welcomes(MEI, "Networking", "3 h a week"))
    yield act(0, "tue 09:20", MEI, says(MEI, "/plan this quarter: 1", "This quarter is for"))
    yield act(0, "mon 11:10", CHIDI, welcomes(CHIDI, "Infrastructure as Code", "3 h a week"))
    yield act(0, "mon 11:30", HANNA, welcomes(HANNA, "DevOps and CI/CD", "2 h a week"))
    yield act(0, "mon 15:10", PRIYA, welcomes(PRIYA, "System Architecture", "3 h a week"))
    yield act(0, "mon 10:10", BEN, welcomes(BEN, "Soft Skills and Leadership", "2 h a week"))
    yield act(0, "mon 14:10", ANA, welcomes(ANA, "Cloud Computing", "2 h a week"))


def _pairs() -> Iterator[Act]:
    yield act(0, "wed 10:20", ANA, says(ANA, "/team mentor @priya for @mei", "Asked"))
    yield act(0, "thu 10:40", MEI, presses(MEI, "Accept", ""))
    yield act(0, "wed 16:30", PRIYA, presses(PRIYA, "Accept", ""))
    yield act(0, "wed 12:10", CHIDI, says(CHIDI, "/roadmate mentor @ana", "Asked Ana"))
    yield act(0, "wed 14:05", ANA, presses(ANA, "Accept", ""))
    yield act(1, "mon 11:10", HANNA, says(HANNA, "/roadmate mentor devops", ""))
    yield act(1, "mon 11:12", HANNA, presses(HANNA, "Ask Ben", ""))
    yield act(1, "tue 10:10", BEN, presses(BEN, "Accept", ""))
