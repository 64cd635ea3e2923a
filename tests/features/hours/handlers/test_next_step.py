"""What an answer to hours offers next: near what was logged, and nothing twice in a week."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import timedelta

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.models import TopicReference
from bot.core.knowing import cards, state_acts
from bot.core.knowing.memory import review_card, start_card
from bot.core.knowing.states import StateSource, TopicState
from bot.core.ledger import booking
from bot.core.ledger.rules import Booking
from bot.core.plan import member_plan
from bot.sandbox.slack_api.fixtures import BEN, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from tests.slack_driver import Driver, button_labels

NEXT = re.compile(r"➡️ Next: (.+?) \((.+?)(?:,.*)?\)")


def say(driver: Driver, words: str) -> ActionResult:
    driver.turn(hours=2)  # the same line again within minutes would be asked about
    outcome: ActionResult = driver.say("ben", words)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def next_of(outcome: ActionResult) -> tuple[str, str]:
    """Return the topic that is offered and its roadmap, or an assignment and what stands beside it."""
    found = NEXT.search(outcome.text)
    assert found, outcome.text
    return found[1], found[2]


@pytest.mark.parametrize("name", ["Docker", "Terraform", "Kubernetes", "AWS"])
def test_hours_on_a_roadmap_are_followed_by_it(driver: Driver, name: str) -> None:
    offered = [next_of(say(driver, f"/log 1h {name.lower()}")) for _ in range(4)]
    assert {roadmap for _, roadmap in offered} == {name}
    assert len(set(offered)) == 4


def test_whoever_asks_sees_what_was_offered_as_often_as_they_ask(driver: Driver) -> None:
    topic, roadmap = next_of(say(driver, "/log 1h docker"))
    assert [next_of(say(driver, "/roadmap next")) for _ in range(3)] == [(topic, roadmap)] * 3
    assert f"Next: {topic} ({roadmap})" in say(driver, "/plan").text
    assert next_of(say(driver, "/roadmap next aws"))[1] == "AWS"


def test_the_button_of_the_next_step_leads_on(driver: Driver) -> None:
    answer, seen = say(driver, "/log 1h networking"), list[str]()
    for _ in range(5):
        seen.append(next_of(answer)[0])
        answer = driver.press("ben", answer, button_labels(answer)[0])
        assert f": {seen[-1]} " in answer.text
    assert len(set(seen)) == 5


def test_hours_from_the_button_of_an_assignment_are_not_followed_by_it(driver: Driver) -> None:
    say(driver, "/log 13h networking")
    assert next_of(say(driver, "/log 20m networking"))
    driver.turn(days=9)
    offered = say(driver, "/roadmap next")
    for _ in range(3):
        answer = driver.press("ben", offered, next(each for each in button_labels(offered) if each.startswith("Log 1")))
        assert next_of(answer)[0] not in offered.text
        offered = say(driver, "/roadmap next")


def test_an_answer_to_hours_that_were_taken_for_a_repeat_offers_nothing(driver: Driver) -> None:
    say(driver, "/log 1h docker")
    before = read_offers(driver)
    driver.say("ben", "/log 1h docker")
    assert read_offers(driver) == before


def test_where_all_is_done_but_one_it_is_offered_once_and_then_kept_for_who_asks(
    driver: Driver, catalog: Catalog
) -> None:
    key = {"workspace": TEAM_ID, "member": BEN.id}
    last = catalog.area("rest-api").assignments[-1]
    say(driver, "/plan")
    with driver.roadmate.deps.database.begin() as conn:
        for each in (each for area in catalog.areas for each in area.assignments if each != last):
            member_plan.tick_assignment(conn, **key, assignment=each.id, is_done=True, now=driver.clock.now())
        known = dict.fromkeys((each.id for each in catalog.topics), TopicState.KNOWN)
        source = StateSource.SELF
        state_acts.set_states(
            conn,
            **key,
            states=known,
            by=source,
            actor=BEN.id,
            now=driver.clock.now(),
            day=driver.clock.now().date(),
            request="all",
        )
    assert next_of(say(driver, "/log 1h rest api"))[0] == last.name
    assert "➡️ Nothing new to suggest for now. /roadmap next shows what's open" in say(driver, "/log 1h rest api").text
    driver.turn(days=7)
    assert "Nothing new to suggest" in say(driver, "/log 1h rest api").text
    assert last.name in say(driver, "/roadmap next").text


def fill_reviews(driver: Driver, topics: Sequence[TopicReference]) -> None:
    """Let Ben have learned these topics, and been asked about them, the first of them longest ago."""
    now = driver.clock.now()
    with driver.roadmate.deps.database.begin() as conn:
        for number, each in enumerate(topics):
            day = now - timedelta(days=200 - number)
            said = Booking(60, each.topic.areas[0], each.roadmap.id, each.id, day.date(), "", "command", f"f{number}")
            booking.book_entry(conn, workspace=TEAM_ID, member=BEN.id, booking=said, now=day, is_confirmed=True)
            card = review_card(start_card(each.id, day), is_right=True, at=day + timedelta(days=2))
            cards.save_card(conn, workspace=TEAM_ID, member=BEN.id, card=card)


def test_while_the_reviews_are_full_every_second_step_is_a_refresher(driver: Driver, catalog: Catalog) -> None:
    say(driver, "/plan")
    fill_reviews(driver, [*catalog.path("docker")[:12], *catalog.path("aws")[:8]])
    reason = "a refresher keeps it"
    offered = say(driver, "/log 1h docker")
    assert reason in offered.text
    topic, roadmap = next_of(offered)
    assert roadmap == "Docker"
    asked = say(driver, "/roadmap next")
    assert f"Why: you last looked at it 6 months ago; {reason}." in asked.text
    assert next_of(asked) == (topic, roadmap)
    assert f"Next: {topic} ({roadmap})" in say(driver, "/plan").text
    assert "Question 1 of 3" in driver.press("ben", say(driver, "/roadmap next"), "Ask me").text
    other = driver.press("ben", asked, "Something else")
    assert reason not in other.text
    again = say(driver, "/log 30m docker")
    assert reason in again.text
    assert next_of(again)[0] != topic
    logged = driver.press("ben", again, button_labels(again)[0])
    assert reason not in logged.text


def test_a_look_at_a_refresher_counts_so_that_it_is_not_the_next_any_more(driver: Driver, catalog: Catalog) -> None:
    say(driver, "/plan")
    topics = catalog.path("docker")[:19]
    fill_reviews(driver, topics)
    first = next_of(say(driver, "/log 30m docker"))
    assert first[0] == topics[0].topic.name
    say(driver, f"/log 1h {topics[0].id}, 30m networking")  # several at once offer nothing themselves
    assert first[0] not in say(driver, "/roadmap next").text
    assert "refresher" not in say(driver, "/log 30m docker").text


def test_of_a_refresher_that_is_not_for_them_nothing_is_asked_or_offered_any_more(
    driver: Driver, catalog: Catalog
) -> None:
    say(driver, "/plan")
    fill_reviews(driver, catalog.path("docker")[:19])
    say(driver, "/log 30m docker")
    answer = driver.press("ben", say(driver, "/roadmap next"), "Not for me")
    assert "refresher" not in answer.text
    assert "refresher" not in say(driver, "/log 45m docker").text


def test_nobody_else_sees_what_somebody_refreshes(driver: Driver, catalog: Catalog) -> None:
    say(driver, "/plan")
    driver.press("ben", driver.say("ben", "/team coverage"), "Show what I know")
    driver.say("mei", "/plan")
    driver.press("mei", driver.say("mei", "/team coverage"), "Show what I know")
    fill_reviews(driver, catalog.path("docker")[:19])
    topic = next_of(say(driver, "/log 30m docker"))[0]
    assert topic in say(driver, "/plan").text
    for words in ("/plan <@U0SANDBEN>", "/team <@U0SANDBEN>"):
        shown = driver.say("ana", words).text
        assert "Ben" in shown
        assert not any(each in shown for each in (f"{topic} (Docker)", "refresher")), words
    with driver.roadmate.deps.database.read() as conn:
        record = member_plan.read_learning_record(conn, workspace=TEAM_ID, member="U0SANDMEI", now=driver.clock.now())
    assert record.shared == {}


def test_whoever_turned_questions_off_is_not_slowed(driver: Driver, catalog: Catalog) -> None:
    say(driver, "/plan")
    fill_reviews(driver, catalog.path("docker")[:30])
    say(driver, "/roadmate questions off")
    assert not any("refresher" in say(driver, f"/log {minutes}m docker").text for minutes in (30, 40, 50))


def test_known_skipped_or_replaced_is_not_offered_again_that_week(driver: Driver) -> None:
    shown, seen = say(driver, "/log 1h docker"), list[str]()
    for label in ("I know this", "Something else", "Not for me") * 2:
        seen.append(next_of(shown)[0])
        asked = say(driver, "/roadmap next")
        assert next_of(asked)[0] == seen[-1]
        shown = driver.press("ben", asked, label)
        driver.turn(hours=1)
    assert len({*seen, next_of(shown)[0]}) == 7
    again = driver.press("ben", asked, "Not for me")  # a second press of an old button
    assert next_of(say(driver, "/roadmap next"))[0] not in seen
    assert "➡️" not in again.text


def test_a_finished_area_offers_nothing_of_itself(driver: Driver, catalog: Catalog) -> None:
    key, area = {"workspace": TEAM_ID, "member": BEN.id}, catalog.area("devops-cicd")
    say(driver, "/plan")
    with driver.roadmate.deps.database.begin() as conn:
        for each in area.assignments:
            member_plan.tick_assignment(conn, **key, assignment=each.id, is_done=True, now=driver.clock.now())
    for day in ("mon", "tue", "wed", "thu"):
        driver.say("ben", f"/log 13h devops-cicd last {day}")
    own = {f"{each.topic.name} ({each.roadmap.name}" for each in catalog.topics if each.topic.areas[0] == area.id}
    for words in ("/log 1h docker", "/log 1h devops-cicd", "/roadmap next", "/roadmap next docker"):
        _, found, offered = say(driver, words).text.partition("Next: ")
        assert found
        assert not any(offered.startswith(each) for each in own), offered
        assert not any(offered.startswith(each.name) for each in area.assignments), offered


def test_of_steps_as_near_one_that_somebody_else_has_next_is_offered_and_named(
    driver: Driver, catalog: Catalog
) -> None:
    say(driver, "/log 1h docker")
    for who in ("ben", "mei"):
        driver.press(who, driver.say(who, "/team coverage"), "Show what I know")
    driver.say("mei", "/log 1h system design")
    driver.say("mei", "/roadmap another")
    theirs = driver.say("mei", "/roadmap next")
    mine = say(driver, "/log 1h system design")
    assert next_of(mine) == next_of(theirs)
    assert "Mei has it next too: /roadmate together finds a time for you both." in say(driver, "/roadmap next").text


def test_a_line_with_several_entries_is_followed_by_what_is_near_its_last(driver: Driver) -> None:
    logged = say(driver, "/log 1h docker, 2h terraform")
    step = next_of(logged)
    assert step[1].startswith("Terraform")
    assert next_of(say(driver, "/roadmap next"))[0] == step[0]
    other = driver.press("ben", logged, "Something else")
    assert next_of(other)[0] != step[0]
    assert step[0] not in say(driver, "/log 1h kubernetes, 30m terraform").text


def read_offers(driver: Driver) -> tuple[tuple[str, str], ...]:
    with driver.roadmate.deps.database.read() as conn:
        record = member_plan.read_learning_record(conn, workspace=TEAM_ID, member=BEN.id, now=driver.clock.now())
    return record.offers.offers
