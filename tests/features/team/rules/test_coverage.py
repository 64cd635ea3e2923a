"""Gaps come first, and the furthest of those who hold a subject."""

from __future__ import annotations

from bot.features.team.rules.coverage import CoverageHolder, build_subject_coverage, sort_gaps_first

ANA, BEN = CoverageHolder("Ana", 0, "beginner"), CoverageHolder("ben", 2, "advanced")


def test_the_furthest_stands_first_then_the_name() -> None:
    cy = CoverageHolder("Cy", 2, "advanced")
    assert build_subject_coverage("AWS", [ANA, cy, BEN], is_area=False).holders == (BEN, cy, ANA)


def test_what_nobody_holds_goes_before_what_depends_on_one() -> None:
    several, nobody = (
        build_subject_coverage("AWS", [ANA, BEN], is_area=False),
        build_subject_coverage("Docker", [], is_area=False),
    )
    one, more = (
        build_subject_coverage("Networking", [ANA], is_area=True),
        build_subject_coverage("Cloud", [ANA, BEN, ANA], is_area=True),
    )
    assert sort_gaps_first([several, one, more, nobody]) == (nobody, one, several, more)
    assert [(each.is_uncovered, each.depends_on_one) for each in (nobody, one, several)] == [
        (True, False),
        (False, True),
        (False, False),
    ]
