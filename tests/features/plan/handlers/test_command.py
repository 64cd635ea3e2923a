"""`/plan` as it is typed and pressed: the overview, an area, assignments to tick, and target days."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from bot.core.ledger import booking
from bot.core.ledger.rules import Booking
from bot.core.plan import member_plan
from bot.dispatch.request import MentionedPerson, extract_people
from bot.sandbox.rendering.shown_text import usable_elements
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import Message, block_plain_text, compose_message
from bot.slack.payloads import ButtonPayload, PlanPagePayload, RoadmapQueryPayload
from tests.slack_driver import Driver, button_labels, shown_by


def copy_message(driver: Driver, shown: ShownItem | Message, user: str = "U0SANDBEN") -> ShownItem:
    """Post the same message again, as a second press finds it that is faster than the answer to the first."""
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, "C0LEARNING", user, Message(shown.text, shown.blocks))
    return driver.slack.workspace.journal.shown[-1]


def target_days(driver: Driver, member: str = "U0SANDBEN") -> dict[str, date]:
    with driver.roadmate.deps.database.read() as conn:
        return member_plan.read_target_days(conn, workspace=TEAM_ID, member=member)


@pytest.mark.parametrize(
    ("text", "words", "people"),
    [
        ("networking", "networking", ()),
        ("<@U0BEN|ben>", "", (MentionedPerson("U0BEN", "ben"),)),
        ("soft <@U0BEN> skills", "soft skills", (MentionedPerson("U0BEN", ""),)),
        ("<@U0BEN|ben> <@U0BEN>", "", (MentionedPerson("U0BEN", ""),)),
        ("<@U1A> <@W2B>", "", (MentionedPerson("U1A", ""), MentionedPerson("W2B", ""))),
        ("@nobody", "", (MentionedPerson("", "nobody"),)),
        ("me@example.org", "me@example.org", ()),
        ("<!channel> <@B123> @", "<!channel> <@B123> @", ()),
    ],
)
def test_people_are_separated_from_the_other_words(text: str, words: str, people: tuple[MentionedPerson, ...]) -> None:
    assert extract_people(text) == (words, people)


def test_a_new_member_sees_an_empty_plan_and_a_booking_moves_it(driver: Driver) -> None:
    new = driver.say("ben", "/plan").text
    assert new.startswith("Your first month, at 2 h a week\nWeek 1: ")
    assert "430-700 h" not in new
    assert "The plan has 10 areas. First come Networking, Infrastructure as Code and Cloud Computing." in new
    assert len(new.splitlines()) <= 8
    driver.say("ben", "/log 43h networking")
    driver.say("ben", "/log 2h networking")
    driver.say("ben", "/log 90m blockchain")
    text = driver.say("ben", "/plan").text
    assert "Your plan: 2 h of 430-700 h, under 1%" in text
    assert "Optional areas are extra: 1 h 30 min." in text
    assert "1. Networking\n4% · 2 h of 50-80 h" in text


def choose(driver: Driver, on: ActionResult, payload: ButtonPayload) -> ActionResult:
    """Choose something in the first menu of what was shown."""
    menu = [field.element["type"] for field in usable_elements(shown_by(on))].index("static_select") + 1
    outcome = driver.delivery.click("ben", shown_by(on), menu, payload.encode())
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def window_text(outcome: ActionResult) -> str:
    """Return the text of the window that is shown."""
    view = shown_by(outcome).view
    return "\n".join(filter(None, map(block_plain_text, view["blocks"]))) if view else ""


def test_an_assignment_is_ticked_and_reopened_in_its_window(driver: Driver) -> None:
    overview = driver.say("ben", "/plan")
    page = choose(driver, overview, PlanPagePayload(area="networking"))
    assert page.text.startswith("Networking\n")
    opened = driver.delivery.click("ben", page.last, 2)
    assert (opened.status, opened.refused) == (200, ())
    done = driver.press("ben", opened, "Done")
    assert window_text(done).startswith("✅ Done: Advanced firewall rules. 1 of 3 in Networking.")
    assert "1 of 3 assignments" in window_text(done)
    opened = driver.delivery.click("ben", done.last, 2)
    assert "Done" not in button_labels(opened)
    back = driver.press("ben", opened, "Reopen")
    assert window_text(back).startswith("↩️ Reopened Advanced firewall rules. 0 of 3 in Networking.")
    assert "0 of 3 assignments" in window_text(back)
    assert "Your first month" in window_text(driver.press("ben", back, "All areas"))


def test_reopening_a_ticked_assignment_counts_as_open_again(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking")
    driver.press("ben", driver.press("ben", page, "Open"), "Done")
    page = driver.say("ben", "/plan networking")
    assert "1 of 3" in page.text
    again = driver.press("ben", driver.press("ben", page, "Open"), "Reopen")
    assert "0 of 3" in window_text(again)
    assert "1 of 32" not in driver.say("ben", "/plan").text


def test_an_hour_is_logged_from_the_page(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking")
    assert "1 h on Networking (Sat 21 Nov)" in driver.press("ben", page, "Log 1 h").text
    assert "1. Networking\n2% · 1 h of 50-80 h" in driver.say("ben", "/plan").text


def test_each_message_books_once_on_the_next_step(driver: Driver) -> None:
    driver.say("ben", "/log 60m networking")
    first = driver.say("ben", "/plan").last
    assert "➡️ Next: " in first.text
    again, other = (copy_message(driver, first) for _ in range(2))
    assert driver.press("ben", first, "Log 1 h").text.startswith("✅ Logged 1 h on Networking: ")
    assert driver.press("ben", again, "Log 1 h").text.startswith("✅ Already logged: 1 h")
    assert driver.press("ben", other, "Log 1 h").text.startswith("✅ Already logged: 1 h")
    driver.turn(minutes=3)
    driver.press("ben", driver.say("ben", "/plan"), "Log 1 h")
    assert "1. Networking\n6% · 3 h of 50-80 h" in driver.say("ben", "/plan").text


def test_the_plan_an_area_and_a_booking_show_the_forecast(driver: Driver) -> None:
    driver.say("ben", "/plan")
    assert "0 of 3 so far" in driver.say("ana", "/plan @ben").text
    with driver.roadmate.deps.database.begin() as conn:
        for weeks in range(1, 9):
            day = date(2026, 11, 18) - timedelta(weeks=weeks)
            entry = Booking(120, "networking", None, None, day, "", "command", f"w{weeks}")
            booking.book_entry(conn, workspace=TEAM_ID, member="U0SANDBEN", booking=entry, now=driver.clock.now())
    # 34 h left: 17 weeks, give or take a tenth
    forecast = "At this pace you finish Networking between 9 Mar and 1 Apr 2027."
    assert forecast in driver.say("ben", "/plan").text
    assert forecast in driver.say("ben", "/plan networking").text
    assert forecast.replace("you finish", "they finish") in driver.say("ana", "/plan networking @ben").text
    booked = driver.say("ben", "/log 2h networking").text
    assert ". At this pace you finish between 2 and 24 Mar 2027.\n" in booked


def test_an_area_shows_what_finishers_took_from_five_on(driver: Driver) -> None:
    for person in ("ben", "chidi", "mei", "priya", "ana"):
        driver.say(person, "/log 3h networking")
        for task in driver.roadmate.deps.catalog.shared().area("networking").assignments:
            assert "who finished" not in driver.say(person, "/plan networking").text
            page = compose_message(section("?"), actions(ButtonSpec("Done", "plan.tick", task.id)))
            driver.delivery.click(person, copy_message(driver, page, f"U0SAND{person[:3].upper()}"), 1)
    assert "Estimate: 50-80 h. 5 people who finished took 3 h." in driver.say("ana", "/plan networking").text


def test_an_area_has_a_menu_for_its_roadmaps(driver: Driver) -> None:
    page = driver.say("ben", "/plan networking")
    assert "AWS" in choose(driver, page, RoadmapQueryPayload(query="aws")).text


@pytest.mark.parametrize(
    ("typed", "lead"),
    [
        ("NETWORKING", "Networking\n"),
        ("netwroking", "Showing Networking (you typed “netwroking”).\nNetworking\n"),
        ("kubernetes", "Kubernetes is part of System Architecture.\nSystem Architecture\n"),
        ("ci/cd", "DevOps and CI/CD\n"),
        ("soft-skills", "Soft Skills and Leadership\n"),
    ],
)
def test_an_area_is_recognised_in_any_spelling(driver: Driver, typed: str, lead: str) -> None:
    assert driver.say("ben", f"/plan {typed}").text.startswith(lead)


def test_words_that_name_several_areas_are_asked_about_with_buttons(driver: Driver) -> None:
    asked = driver.say("ben", "/plan monitoring")
    assert "Which “monitoring”?" in asked.text
    label = button_labels(asked)[1]
    assert driver.press("ben", asked, label).text.startswith(label)


def test_words_that_name_no_area_are_answered_with_an_example(driver: Driver) -> None:
    text = driver.say("ben", "/plan <!channel> qqqqzzzz").text
    assert "I don't know “" in text
    assert "For example /plan networking." in text
    assert "<!channel>" not in text


def test_mentions_and_direct_messages_are_answered_like_the_command(driver: Driver) -> None:
    driver.say("ben", "/log 2h networking")
    assert "Ben's plan: 2 h" in driver.delivery.direct_message("ana", "plan @ben").text
    assert "Ben's plan: 2 h" in driver.delivery.mention("ana", "#learning", "@roadmate plan @ben").text
    assert "for admins and mentors" in driver.delivery.direct_message("mei", "/plan @ben").text


def test_help_lists_the_forms_of_the_command(driver: Driver) -> None:
    for typed in ("help", "networking help"):
        assert "/plan networking by 1 jun" in driver.say("ben", f"/plan {typed}").text


@pytest.mark.parametrize("action", ["plan.open", "plan.tick", "plan.untick"])
@pytest.mark.parametrize("value", ["-", "{}x", '{"area": "gone"}', '{"page": 1}', "x" * 2000])
def test_a_forged_button_changes_nothing(driver: Driver, action: str, value: str) -> None:
    forged = compose_message(section("?"), actions(ButtonSpec("Open", action, value)))
    assert "This button has expired" in driver.delivery.click("ben", copy_message(driver, forged), 1).text


def test_a_target_day_is_set_shown_and_removed(driver: Driver) -> None:
    text = driver.say("ben", "/plan networking by 1 jun").text
    assert text.startswith("✅ Target set: 1 Jun 2027.\nNetworking\n")
    assert (
        "(0 of 3 so far). To finish by 1 Jun 2027 you'd need 1 h 50 min a week." in text
    )  # 50 h in 27 weeks and a day
    assert target_days(driver) == {"networking": date(2027, 6, 1)}
    assert "To finish by 1 Jun 2027" in driver.say("ben", "/plan networking").text
    assert "To finish by 1 Jun 2027" not in driver.say("mei", "/plan networking").text
    assert "The target is already 1 Jun 2027." in driver.say("ben", "/plan networking BY 2027-06-01").text
    assert driver.say("ben", "/plan networking by off").text.startswith("✅ Target removed.")
    assert driver.say("ben", "/plan networking by off").text.startswith("There was no target here, so nothing changed.")
    assert target_days(driver) == {}


def test_an_area_whose_estimate_varies_can_have_a_target_day(driver: Driver) -> None:
    assert "\nTarget: 1 Jun 2027.\n" in driver.say("ben", "/plan certifications by 1 jun").text


def test_words_that_set_no_target_day_are_answered_with_the_reason(driver: Driver) -> None:
    for typed, reason in {
        "networking by foo": "I can't read “foo” as a day.",
        "networking by 30 feb": "There's no such day as “30 feb”.",
        "networking by yesterday": "A target has to be in the future; “yesterday” isn't.",
        "networking by 1 jun 2050": "pick a day within 5 years, by 21 Nov 2031.",
        "by 1 jun": "Which area is the target for?",
        "qqqqzzzz by 1 jun": "I don't know “qqqqzzzz”",
        "networking by 1 jun @ana": "You can only change your own plan",
    }.items():
        assert reason in driver.say("ben", f"/plan {typed}").text, typed
    assert target_days(driver) == target_days(driver, "U0SANDANA") == {}


def test_a_target_day_may_name_the_member_themselves(driver: Driver) -> None:
    driver.say("ben", "/plan networking @ben by 1 jun")
    assert target_days(driver) == {"networking": date(2027, 6, 1)}


def test_an_ambiguous_area_is_asked_about_and_the_target_day_kept(driver: Driver) -> None:
    asked = driver.say("ben", "/plan monitoring by 1 jun")
    assert "Which “monitoring”? (by 1 Jun 2027)" in asked.text
    label = button_labels(asked)[0]
    assert f"✅ Target set: 1 Jun 2027.\n{label}\n" in driver.press("ben", asked, label).text
    assert list(target_days(driver).values()) == [date(2027, 6, 1)]


def test_a_forged_button_sets_no_target_day(driver: Driver) -> None:
    unfit = ['"day":"2026-11-21"', '"day":"2050-01-01"', '"day":"x"']
    for value in ("-", '{"area":"gone","day":"2027-06-01"}', *(f'{{"area":"networking",{day}}}' for day in unfit)):
        forged = compose_message(section("?"), actions(ButtonSpec("Go", "plan.aim", value)))
        assert "This button has expired" in driver.press("ben", copy_message(driver, forged), "Go").text, value
    assert target_days(driver) == {}
