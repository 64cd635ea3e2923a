"""Somebody is stuck, and somebody helps."""

from __future__ import annotations

from collections.abc import Iterator

from bot.demo.cast import HANNA
from bot.demo.script import Act, act, presses, says, tells, writes
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA


def acts() -> Iterator[Act]:
    """Return what happens."""
    line = "/roadmate stuck remote state backend: apply says the lock is held, by a job that ended an hour ago"
    yield act(3, "wed 11:25", CHIDI, says(CHIDI, line, "You're stuck"))
    yield act(
        3, "wed 12:10", ANA, writes(ANA, "@chidi saw your lock. It's in the table, not in the bucket. Ten minutes?")
    )
    yield act(3, "wed 12:14", CHIDI, writes(CHIDI, "yes please, call in five"))
    yield act(3, "wed 12:50", CHIDI, presses(CHIDI, "Solved it", ""))
    yield act(
        6, "tue 12:15", MEI, says(MEI, "/roadmate stuck mtu & fragmentation: large uploads hang over the VPN", "stuck")
    )
    yield act(
        6,
        "tue 16:05",
        PRIYA,
        writes(PRIYA, "@mei try ping -M do -s 1392 from inside, I think ICMP is dropped on the way back"),
    )
    yield act(6, "wed 10:30", MEI, writes(MEI, "@priya that was it. 1400 on the tunnel and it flies"))
    yield act(6, "wed 10:32", MEI, presses(MEI, "Solved it", ""))
    yield act(2, "thu 10:20", CHIDI, tells(CHIDI, "who knows kubernetes", "Priya"))
    yield act(7, "mon 10:10", HANNA, says(HANNA, "/roadmate who terraform", "Terraform"))
    yield act(4, "tue 12:40", BEN, tells(BEN, "what should I learn next", "Next"))
