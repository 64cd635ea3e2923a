"""The plan made one's own: by words, in the form, with Undo; and the team's default."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.plan import member_plan, stored_choices
from bot.core.plan.plan_choices import PlanChoices
from bot.core.plan.target import Target
from bot.core.time_off import WHOLE_TEAM
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.slack.message import block_plain_text
from tests.slack_driver import Driver, button_labels

TODAY = date(2026, 11, 21)


def choices(driver: Driver, member: str = "U0SANDBEN") -> PlanChoices:
    with driver.roadmate.deps.database.read() as conn:
        return stored_choices.read_own_choices(conn, workspace=TEAM_ID, member=member, today=TODAY)


def next_area(driver: Driver) -> str:
    text = driver.say("ben", "/plan").text
    return next(line for line in text.splitlines() if line.startswith("➡️ Next: "))


def test_the_plan_is_ordered_hidden_and_counted_as_chosen(driver: Driver) -> None:
    driver.say("ben", "/log 3h networking")
    assert "Your plan: 3 h of 430-700 h" in driver.say("ben", "/plan").text
    answer = driver.say("ben", "/plan choose 2 and 5").text
    assert answer.startswith(
        "✅ Your plan is now Infrastructure as Code and DevOps and CI/CD.\nYour plan: 2 of 10 areas, 90-140 h"
    )
    plan = driver.say("ben", "/plan").text
    assert "Your plan: 0 h of 90-140 h, 0%" in plan
    assert "0 of 6 assignments done · 0 of 2 areas finished" in plan
    assert "Networking" not in plan
    assert "(Terraform)" in next_area(driver)
    assert "Your plan: 3 h of 430-700 h" in driver.say("ben", "/plan reset").text or choices(driver).is_empty
    assert driver.say("ben", "/plan reset").text.startswith("No change")


def test_the_quarters_targets_come_first_until_they_are_taken_back(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking")
    assert "(Networking)" in next_area(driver)
    said = driver.say("ben", "/plan this quarter: 2 and 5").text
    assert "🎯 This quarter (until 31 Dec): Infrastructure as Code and DevOps and CI/CD" in said
    assert "(Terraform)" in next_area(driver)
    driver.turn(days=60)
    assert "📅 Q4 2026 has ended. It was for" in driver.say("ben", "/plan").text
    assert driver.say("ben", "/plan this quarter: off").text.startswith("✅ No target for this quarter.")
    assert "quarter" not in driver.say("ben", "/plan").text.lower().replace("q4", "")


def test_an_own_estimate_counts_where_the_plans_varies(driver: Driver) -> None:
    driver.say("ben", "/log 10h certifications")
    driver.say("ben", "/plan estimate certifications 40h")
    assert "10. Certifications\n25% · 10 h of 40 h" in driver.say("ben", "/plan").text
    assert "10 h of 40 h" in driver.say("ben", "/plan certifications").text
    refused = driver.say("ben", "/plan estimate networking 5h").text
    assert refused == "Networking has an estimate, 50-80 h. Only those that vary can have your own."
    driver.say("ben", "/plan estimate certifications off")
    assert "the estimate varies" in driver.say("ben", "/plan certifications").text


def test_undo_goes_back_once_and_not_over_a_later_change(driver: Driver) -> None:
    driver.say("ben", "/plan order 5")
    changed = driver.say("ben", "/plan hide blockchain")
    assert driver.press("ben", changed, "Undo").text.startswith("↩️ Undone.")
    assert choices(driver) == PlanChoices(order=("devops-cicd",))
    first = driver.say("ben", "/plan hide blockchain")
    driver.say("ben", "/plan order 2")
    before = choices(driver)
    assert driver.press("ben", first, "Undo").text.startswith("The plan has changed since")
    assert choices(driver) == before


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ("order", "Which areas?"),
        ("order 2, qqqq", "I don't know “qqqq”"),
        ("estimate certifications", "Which area, and how many hours"),
        ("hide 1 2 3 4 5 6 7 8 9 10", "A plan needs at least one area"),
    ],
)
def test_what_is_not_understood_changes_nothing(driver: Driver, typed: str, words: str) -> None:
    assert words in driver.say("ben", f"/plan {typed}").text
    assert choices(driver).is_empty


def test_the_form_saves_what_differs_and_refuses_what_is_wrong(driver: Driver) -> None:
    driver.press("ben", driver.say("ben", "/plan"), "Change my plan")
    wrong = driver.delivery.submit("ben", {"order": "2, qqqq", "hours.certifications": "lots"})
    assert "isn't one area" in str(wrong.shown)
    assert choices(driver).is_empty
    saved = driver.delivery.submit(
        "ben",
        {
            "areas": ["networking", "devops-cicd"],
            "order": "5",
            "target": ["devops-cicd"],
            "next": "1",
            "hours.certifications": "40 h",
        },
    )
    assert "✅ Saved." in str(saved.shown)
    stored = choices(driver)
    assert (stored.order, stored.targets) == (("devops-cicd",), ("devops-cicd",))
    assert stored.next_target == Target("2027-Q1", ("networking",))
    assert stored.estimates == {"certifications": 40}
    assert len(stored.hidden) == 8


def test_an_untouched_form_changes_nothing_and_one_from_before_another_change_says_so(driver: Driver) -> None:
    driver.say("ana", "/plan default choose 2, 5")
    driver.press("ben", driver.say("ben", "/plan"), "Change my plan")
    driver.delivery.submit("ben", {})
    assert choices(driver).is_empty
    driver.press("ben", driver.say("ben", "/plan"), "Change my plan")
    driver.say("ben", "/plan order 5")
    late = driver.delivery.submit("ben", {"order": "2"})
    assert "The plan changed while this form was open, so I saved nothing" in str(late.shown)
    assert choices(driver).order == ("devops-cicd",)


def test_the_teams_default_is_for_admins_and_everybodys_plan_begins_with_it(driver: Driver) -> None:
    assert "is for admins" in driver.say("ben", "/plan default hide 9").text
    assert choices(driver, WHOLE_TEAM).is_empty
    said = driver.say("ana", "/plan default hide hands-on practice")
    assert said.text.startswith("✅ The team's default plan leaves out Hands-on Practice.")
    assert "The team's default plan: 9 of 10 areas" in said.text
    driver.say("ben", "/log 1h networking")
    assert "Hands-on Practice" not in driver.say("ben", "/plan").text
    assert "changed the team's default plan" in driver.say("ana", "/roadmate audit").text
    shown = driver.say("ben", "/plan default")
    assert button_labels(shown) == ["Open my plan"]
    driver.say("ben", "/plan unhide 9")
    assert "Hands-on Practice" in driver.say("ben", "/plan").text
    assert choices(driver).shown == {"hands-on-practice"}
    driver.press("ana", said, "Undo")
    assert choices(driver, WHOLE_TEAM).is_empty


def test_the_records_next_step_leaves_what_was_offered_in_a_hidden_area(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking")
    driver.say("ben", "/plan hide networking")
    assert "Networking" not in next_area(driver)
    with driver.roadmate.deps.database.read() as conn:
        record = member_plan.read_learning_record(conn, workspace=TEAM_ID, member="U0SANDBEN", now=driver.clock.now())
    assert record.choices.hidden == {"networking"}


def test_what_was_chosen_is_said_where_hours_are_logged_on_home_and_to_others(driver: Driver) -> None:
    driver.say("ben", "/plan estimate certifications 40h")
    driver.say("ben", "/plan this quarter: 10")
    assert "Certifications: 3 h of 40 h" in driver.say("ben", "/log 3h certifications").text
    line = "🎯 This quarter (until 31 Dec): Certifications · 3 h of 40 h"
    assert line in driver.say("ben", "/plan").text
    assert line in driver.say("ana", "/plan @ben").text
    driver.delivery.home_opened("ben")
    assert line in "\n".join(map(block_plain_text, driver.slack.workspace.views.homes["U0SANDBEN"]["blocks"]))


def test_numbers_alone_are_asked_about_and_each_answer_is_a_button(driver: Driver) -> None:
    asked = driver.say("ben", "/plan 2 and 5")
    assert asked.text == "Infrastructure as Code and DevOps and CI/CD: what would you like?"
    assert choices(driver).is_empty
    driver.press("ben", asked, "This quarter's target")
    assert choices(driver).target == Target("2026-Q4", ("devops-cicd", "infrastructure-as-code"))
    driver.press("ben", driver.say("ben", "/plan 5 2"), "Put them first")
    assert choices(driver).order == ("devops-cicd", "infrastructure-as-code")
    assert "Which" not in driver.say("ben", "/plan 2").text


def test_a_topic_is_not_taken_for_its_area(driver: Driver) -> None:
    asked = driver.say("ben", "/plan hide terraform")
    assert "“terraform” is part of Infrastructure as Code (2). Did you mean the whole area?" in asked.text
    assert choices(driver).is_empty
    assert "leaves out" in driver.press("ben", asked, "Hide Infrastructure as Code").text
    assert "at least one area" in driver.say("ben", "/plan hide all").text
    assert choices(driver).hidden == {"infrastructure-as-code"}


def test_a_button_for_a_quarter_that_is_over_changes_nothing(driver: Driver) -> None:
    asked = driver.say("ben", "/plan 2 and 5")
    driver.turn(days=365)
    assert "expired" in driver.press("ben", asked, "This quarter's target").text
    assert choices(driver).is_empty


def test_next_quarters_target_waits_for_its_first_day_and_one_until_a_day_ends_after_it(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking")
    driver.say("ben", "/plan next quarter: 3")
    driver.say("ben", "/plan until 15 dec: 2")
    assert "(Terraform)" in next_area(driver)
    driver.turn(days=25)  # 16 December
    assert "(Networking)" in next_area(driver)
    driver.turn(days=17)
    assert "🎯 This quarter (until 31 Mar): Cloud Computing" in driver.say("ben", "/plan").text
    assert "(AWS)" in next_area(driver)


def test_a_form_from_before_the_team_changed_its_default_saves_nothing(driver: Driver) -> None:
    driver.press("ben", driver.say("ben", "/plan"), "Change my plan")
    driver.say("ana", "/plan default hide 9")
    late = driver.delivery.submit("ben", {"order": "2"})
    assert "The plan changed while this form was open, so I saved nothing" in str(late.shown)
    assert choices(driver).is_empty


def test_what_one_has_named_stays_whatever_the_team_hides_later(driver: Driver) -> None:
    driver.say("ben", "/plan choose 2, 5")
    driver.say("ana", "/plan default hide 2, 5, 9")
    page = driver.say("ben", "/plan change").text
    assert "Your plan: 2 of 10 areas" in page
    assert "2. Infrastructure as Code" in page
    driver.say("ben", "/plan reset")
    assert "Your plan: 7 of 10 areas" in driver.say("ben", "/plan change").text


def test_a_hidden_area_says_so_and_comes_back_by_its_button(driver: Driver) -> None:
    driver.say("ben", "/log 30h networking")
    driver.say("ben", "/log 3h networking")
    driver.say("ben", "/plan hide 1")
    assert "In areas that are hidden: 3 h." in driver.say("ben", "/plan").text
    area = driver.say("ben", "/plan networking")
    assert "This area isn't in your plan." in area.text
    assert driver.press("ben", area, "Add to my plan").text.startswith("✅ Your plan has Networking again.")
    assert "hidden" not in driver.say("ben", "/plan").text


def test_nobody_changes_the_plan_of_somebody_else(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking")
    for typed in ("hide 2 @ben", "this quarter: 2 @ben", "reset @ben"):
        assert driver.say("ana", f"/plan {typed}").text == "You can only change your own plan, so nothing changed."
    assert choices(driver).is_empty


def test_a_newcomer_reads_what_a_first_month_looks_like_wherever_they_begin(driver: Driver) -> None:
    driver.say("ana", "/plan default choose 3, 2")
    welcome, plan = driver.say("ben", "/roadmate welcome"), driver.say("ben", "/plan")
    assert "📅 Your first month, at 2 h a week: Compute Services (AWS), then " in welcome.text
    assert "Networking" not in welcome.text
    assert plan.text.startswith("Your first month, at 2 h a week\nWeek 1: Compute Services")
    driver.delivery.home_opened("ben")
    home = "\n".join(map(block_plain_text, driver.slack.workspace.views.homes["U0SANDBEN"]["blocks"]))
    assert "Your first month\nWeek 1: Compute Services" in home
    for shown in (welcome.text, plan.text, home):
        assert "0 h of" not in shown
    chosen = driver.choose("ben", welcome, "Infrastructure as Code")
    assert "at 2 h a week: HCL Syntax (Terraform), then " in chosen.text
    assert "at 5 h a week: HCL Syntax (Terraform), then " in driver.choose("ben", chosen, "5 h a week").text


def test_a_topic_among_areas_is_offered_as_its_area_in_the_same_line(driver: Driver) -> None:
    asked = driver.say("ben", "/plan order aws, networking")
    assert asked.text.startswith("“aws” is part of Cloud Computing (3). Did you mean the whole area?")
    said = driver.press("ben", asked, "Cloud Computing, Networking first").text
    assert said.startswith("✅ Your plan starts with Cloud Computing and Networking.")
    assert "Cloud Computing" not in button_labels(driver.say("ben", "/plan until 24 dec: aws"))


def test_a_day_that_cannot_be_read_is_answered_for_the_target_that_was_typed(driver: Driver) -> None:
    text = driver.say("ben", "/plan until xmas: 2").text
    assert text == "I can't read “xmas” as a day.\nNothing changed. Try /plan until 15 dec: 2."


def test_a_target_can_be_called_so(driver: Driver) -> None:
    assert driver.say("ben", "/plan target networking").text.startswith("✅ This quarter is for Networking.")
    assert "/plan this quarter: 2 and 5" in driver.say("ben", "/plan target").text


def test_the_estimate_of_a_hidden_area_says_when_it_counts(driver: Driver) -> None:
    driver.say("ben", "/plan hide certifications")
    assert (
        "It's hidden; /plan unhide certifications brings it back."
        in driver.say("ben", "/plan estimate certifications 40h").text
    )
    driver.say("ben", "/plan unhide certifications")
    assert "hidden" not in driver.say("ben", "/plan estimate certifications 50h").text
