"""The steps: what is broken comes first, each once, and the last line is what to type next."""

from __future__ import annotations

from bot.doctor.findings import Step, broken, fine, warning
from bot.doctor.next_steps import CHECK_AGAIN, list_steps, write_steps

INVITE = Step("Invite Roadmate into #learning.", "/invite @Roadmate", "in #learning")
TIDY = Step("Tidy up.")


def test_what_is_broken_comes_first_and_then_one_checks_again() -> None:
    found = [warning("untidy", TIDY), broken("not in", INVITE), broken("again not in", INVITE), broken("no way out")]
    assert list_steps(found, "roadmate socket") == [INVITE, Step("No way out."), CHECK_AGAIN]


def test_a_set_up_in_order_starts_and_warnings_come_last() -> None:
    steps = list_steps([warning("untidy", TIDY), fine("well")], "roadmate serve")
    assert [each.typed for each in steps] == ["roadmate serve", "\ue010roadmate setup", ""]


def test_what_says_more_about_the_checklist_takes_its_place() -> None:
    channel = Step("Choose the learning channel in Slack.", "\ue010roadmate setup", "in Slack")
    steps = list_steps([warning("untidy", TIDY), warning("no learning channel yet", channel)], "roadmate serve")
    assert [each.text for each in steps] == ["Start Roadmate, if it isn't running.", channel.text, TIDY.text]


def test_the_last_line_is_what_to_type_with_the_prefix_of_the_commands() -> None:
    step = Step("Open the checklist.", "\ue010roadmate setup", "in Slack")
    assert list(write_steps([TIDY, step], "team-")) == [
        "What to do next:",
        "1. Tidy up.",
        "2. Open the checklist.",
        "   in Slack: /team-roadmate setup",
        "Next, type in Slack: /team-roadmate setup",
    ]
    assert list(write_steps([], "")) == []
