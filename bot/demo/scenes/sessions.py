"""Sessions that somebody hosted, ideas of the digest that two were in for, links that helped."""

from __future__ import annotations

from collections.abc import Iterator

from bot.demo.cast import HANNA
from bot.demo.flows import announces
from bot.demo.script import Act, act, presses, says, writes
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA


def acts() -> Iterator[Act]:
    """Return what happens."""
    yield act(2, "mon 16:10", PRIYA, announces(PRIYA, '"Probes: three ways to get them wrong" thu 15:00'))
    for who, when in ((MEI, "tue 10:15"), (CHIDI, "mon 13:10"), (ANA, "mon 13:40")):
        yield act(2, when, who, presses(who, "Join", "You're in"))
    for who, when in ((PRIYA, "thu 16:20"), (MEI, "thu 18:40"), (CHIDI, "thu 12:05"), (ANA, "thu 12:15")):
        yield act(2, when, who, presses(who, "Log 1 h", "Logged"))
    yield act(
        2, "thu 16:30", PRIYA, writes(PRIYA, "Slides and the three broken manifests: https://wiki.example.com/probes")
    )
    yield act(7, "tue 10:10", BEN, announces(BEN, '"What our last game day taught us" wed 10:00'))
    for who, when in ((HANNA, "tue 16:40"), (ANA, "tue 16:10"), (CHIDI, "tue 17:20")):
        yield act(7, when, who, presses(who, "Join", "You're in"))
    for who, when in ((BEN, "wed 11:20"), (HANNA, "thu 09:15"), (ANA, "wed 17:10"), (CHIDI, "wed 18:05")):
        yield act(7, when, who, presses(who, "Log 1 h", "Logged"))
    yield act(10, "mon 11:05", CHIDI, announces(CHIDI, '"Drift reports people read" wed 11:00'))
    for who, when in ((ANA, "mon 12:25"), (MEI, "tue 10:45"), (HANNA, "mon 13:50")):
        yield act(10, when, who, presses(who, "Join", "You're in"))
    for who, when in ((CHIDI, "wed 12:20"), (ANA, "wed 13:10"), (MEI, "thu 10:20"), (HANNA, "wed 14:05")):
        yield act(10, when, who, presses(who, "Log 1 h", "Logged"))
    yield act(
        4,
        "mon 12:35",
        MEI,
        says(MEI, "/log 40m packet capture https://www.tcpdump.org/manpages/tcpdump.1.html", "Logged"),
    )
    yield act(4, "mon 12:36", MEI, presses(MEI, "Keep for others", "Kept"))
    yield act(
        6,
        "wed 12:30",
        CHIDI,
        says(CHIDI, "/log 30m drift detection https://developer.hashicorp.com/terraform/cli/commands/plan", "Logged"),
    )
    yield act(6, "wed 12:31", CHIDI, presses(CHIDI, "Keep for others", "Kept"))
    yield act(6, "wed 12:32", CHIDI, presses(CHIDI, "Show my name", ""))
