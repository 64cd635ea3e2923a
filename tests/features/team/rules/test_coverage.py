"""Gaps come first, and the furthest of those who hold a subject."""

from __future__ import annotations

from bot.features.team.rules.coverage import Holder, covered, gaps_first

ANA, BEN = Holder("Ana", 0, "beginner"), Holder("ben", 2, "advanced")


def test_the_furthest_stands_first_then_the_name() -> None:
    cy = Holder("Cy", 2, "advanced")
    assert covered("AWS", [ANA, cy, BEN], is_area=False).holders == (BEN, cy, ANA)


def test_what_nobody_holds_goes_before_what_hangs_on_one() -> None:
    several, nobody = covered("AWS", [ANA, BEN], is_area=False), covered("Docker", [], is_area=False)
    one, more = covered("Networking", [ANA], is_area=True), covered("Cloud", [ANA, BEN, ANA], is_area=True)
    assert gaps_first([several, one, more, nobody]) == (nobody, one, several, more)
    assert [(each.is_open, each.hangs_on_one) for each in (nobody, one, several)] == [
        (True, False),
        (False, True),
        (False, False),
    ]
