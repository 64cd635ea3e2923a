"""Levels that are set and confirmed, topics that are known, plans that are one's own."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from bot.demo.acts import Hands
from bot.demo.cast import HANNA, TOMAS, zone_of
from bot.demo.quiz import place_oneself
from bot.demo.script import Act, Deed, act, presses, says
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA, SlackUser


def acts() -> Iterator[Act]:
    """Return what happens."""
    yield from _levels()
    yield from _topics()
    yield from _plans()


def _levels() -> Iterator[Act]:
    yield act(0, "thu 14:20", PRIYA, says(PRIYA, "/roadmate level kubernetes advanced", "Kubernetes advanced"))
    yield act(0, "fri 10:20", BEN, presses(BEN, "Confirm advanced", "Confirmed"))  # Kubernetes, Priya's
    yield act(1, "tue 11:15", BEN, says(BEN, "/roadmate level observability advanced", "Observability advanced"))
    yield act(1, "wed 10:10", ANA, says(ANA, "/roadmate level aws advanced", "AWS advanced"))
    yield act(1, "thu 16:40", ANA, presses(ANA, "Confirm advanced", "Confirmed"))  # Observability, Ben's
    yield act(1, "thu 13:10", BEN, presses(BEN, "Confirm advanced", "Confirmed"))  # AWS, Ana's
    yield act(1, "tue 10:35", MEI, says(MEI, "/roadmate level networking beginner", "Networking beginner"))
    yield act(1, "tue 15:30", PRIYA, presses(PRIYA, "Confirm beginner", "Confirmed"))
    yield act(6, "thu 18:05", MEI, says(MEI, "/roadmate level networking intermediate", "Networking intermediate"))
    yield act(6, "fri 14:10", PRIYA, presses(PRIYA, "Confirm intermediate", "Confirmed"))
    yield act(1, "wed 09:55", HANNA, says(HANNA, "/roadmate level docker intermediate", "Docker intermediate"))
    yield act(1, "wed 10:30", BEN, presses(BEN, "Confirm intermediate", "Confirmed"))
    yield act(4, "mon 12:15", CHIDI, says(CHIDI, "/roadmate level terraform intermediate", "Terraform intermediate"))
    yield act(4, "mon 15:50", ANA, presses(ANA, "Confirm intermediate", "Confirmed"))
    yield act(11, "thu 15:05", TOMAS, says(TOMAS, "/roadmate placement linux", "question 1"))
    yield act(11, "thu 15:06", TOMAS, lambda hands: place_oneself(hands, TOMAS, "linux", ("beginner", "intermediate")))
    yield act(11, "thu 15:14", TOMAS, presses(TOMAS, "Use intermediate", "ntermediate"))


def _topics() -> Iterator[Act]:
    yield act(1, "thu 15:20", MEI, says(MEI, "/roadmate know dns resolution, the shell", "as known"))
    yield act(2, "mon 12:05", CHIDI, says(CHIDI, "/roadmate know git security, hcl syntax", "as known"))
    yield act(3, "fri 11:50", PRIYA, says(PRIYA, "/roadmate know pod-as-unit pattern, rolling updates", "as known"))
    yield act(5, "tue 17:40", MEI, says(MEI, "/roadmap ospf learning", "OSPF"))
    yield act(7, "wed 16:20", CHIDI, says(CHIDI, "/roadmap state file optimization skip", "State File Optimization"))
    yield act(6, "fri 11:10", HANNA, says(HANNA, "/roadmap gitops learning", "GitOps"))
    yield act(4, "wed 11:55", BEN, says(BEN, "/roadmap search error budget", "Error Budgets"))
    for who, when in ((MEI, "mon 11:05"), (PRIYA, "mon 12:10"), (CHIDI, "mon 10:25"), (ANA, "mon 15:25")):
        yield act(2, when, who, _shows_topics(who))


def _shows_topics(who: SlackUser) -> Deed:
    def do(hands: Hands) -> None:
        hands.say(who, "/roadmate together", "show what you know")
        hands.press(who, "Show what I know", "coverage")

    return do


def _plans() -> Iterator[Act]:
    yield act(1, "mon 12:30", CHIDI, says(CHIDI, "/plan hide blockchain", "Blockchain"))
    yield act(1, "wed 10:05", HANNA, says(HANNA, "/plan order 5, 2", "DevOps"))
    yield act(2, "tue 15:10", PRIYA, says(PRIYA, "/plan estimate certifications 40h", "40 h"))
    yield act(3, "tue 11:20", MEI, _aims(MEI, "networking", weeks=17))
    yield act(4, "thu 10:35", CHIDI, _aims(CHIDI, "infrastructure as code", weeks=12))
    yield act(6, "mon 12:20", ANA, says(ANA, "/plan next quarter: 3", "Cloud Computing"))


def _aims(who: SlackUser, area: str, *, weeks: int) -> Deed:
    """Return setting the day by which an area is to be finished."""

    def do(hands: Hands) -> None:
        day = hands.now().astimezone(zone_of(who)).date() + timedelta(weeks=weeks)
        hands.say(who, f"/plan {area} by {day.isoformat()}", "Target set")

    return do
