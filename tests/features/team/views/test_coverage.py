"""The coverage map in words."""

from __future__ import annotations

from bot.features.team.rules.coverage import CoverageHolder, TeamCoverage, build_subject_coverage
from bot.features.team.views import coverage
from bot.sandbox.validation.rules import check_message

BEN = CoverageHolder("Ben <!here>", 2, "advanced")


def test_gaps_are_named_and_rows_have_names_and_the_highest() -> None:
    many = [CoverageHolder(f"Member {number}", 0, "beginner") for number in range(6)]
    subjects = (
        build_subject_coverage("Docker", (), is_area=False),
        build_subject_coverage("Networking", [CoverageHolder("Ben <!here>", 2, "2 of 3")], is_area=True),
        build_subject_coverage("AWS", [BEN, *many], is_area=False),
    )
    message = coverage.render_coverage(TeamCoverage(7, subjects), is_team=True)
    check_message(message.post_arguments(), posted=True)
    assert "Coverage of the team: 7 members" in message.text
    assert "Nobody: Docker. One person only: Networking (Ben &lt;!here&gt;)." in message.text
    assert "Docker · nobody · - · - · roadmap" in message.text
    assert "Networking · 1 person · Ben !here (2 of 3) · 2 of 3 · area" in message.text
    assert "AWS · 7 people · Ben !here (advanced), Member 0 (beginner)," in message.text
    assert ", 3 more · advanced" in message.text
    assert "<!" not in str(message.post_arguments())


def test_all_or_nothing_is_said_shortly() -> None:
    none = coverage.render_coverage(
        TeamCoverage(1, (build_subject_coverage("Docker", (), is_area=False),)), is_team=False
    )
    assert "Coverage of your mentees: 1 mentee" in none.text
    assert "No sign-offs and no confirmed levels yet." in none.text
    full = coverage.render_coverage(
        TeamCoverage(2, (build_subject_coverage("AWS", [BEN, BEN], is_area=False),)), is_team=True
    )
    assert "Several people hold each of them." in full.text
