"""What goes with a placement is marked at once, or ticked in a list."""

from __future__ import annotations

from dataclasses import replace

from bot.core.knowing.state_acts import set_states
from bot.core.knowing.states import StateSource, TopicState
from bot.dispatch.request import FormSubmission
from bot.features.placement.handlers import known
from bot.features.placement.payloads import PlacementLevelPayload
from bot.sandbox.slack_api.fixtures import MEI, TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult, ShownKind
from bot.slack.message import Message
from bot.slack.modals import Modal
from tests.features.placement.steps import answer_up_to, as_button, level_of, placement_of, states_of
from tests.slack_driver import Driver, button_labels


def test_known_topics_are_picked_from_a_list(driver: Driver) -> None:
    result = answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    taken = driver.press("mei", result, "Use intermediate")
    opened = driver.press("mei", taken, "Pick from the list")
    assert opened.last.kind is ShownKind.MODAL
    view = opened.last.view
    assert view
    groups = [block["element"] for block in view["blocks"] if block["type"] == "input"]
    ticked = [each["value"] for group in groups for each in group.get("initial_options", ())]
    assert len(ticked) > 5
    assert all(len(group["options"]) <= 10 for group in groups)
    assert sum(len(group["options"]) for group in groups) == 49
    request = as_button("")
    fields = {"beginner-0": "aws.networking,aws.no-longer-there", "intermediate-0": "aws.auto-scaling", "expert-0": ""}
    submission = FormSubmission(replace(request, source="form"), fields, "aws")
    said = known.submit_known(driver.roadmate.deps, submission)
    assert said.text.startswith("✅ Marked Networking and Auto Scaling as known.\nAWS: 2 of 49 known.")
    assert {(each.subject, each.by) for each in states_of(driver).values()} == {
        ("aws.networking", StateSource.SELF),
        ("aws.auto-scaling", StateSource.SELF),
    }
    again = known.open_known_form(driver.roadmate.deps, replace(as_button("aws"), trigger_id="t"))
    assert isinstance(again, Modal)
    assert "2 of 49 known so far." in str(again.blocks)
    assert "aws.auto-scaling" not in str(again.blocks)
    nothing = known.submit_known(driver.roadmate.deps, replace(submission, fields={"beginner-0": ""}))
    assert nothing.text == "You ticked nothing, so nothing changed."


def _take_intermediate(driver: Driver) -> ActionResult:
    """Let Mei be placed at intermediate, and take it."""
    result = answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    return driver.press("mei", result, "Use intermediate")


def _know_button(shown: ActionResult) -> str:
    return next(each for each in button_labels(shown) if each.startswith("I know these"))


def test_nothing_that_one_has_said_oneself_is_overwritten(driver: Driver) -> None:
    path = driver.roadmate.deps.catalog.shared().path("aws")
    topics = [each.id for each in path if each.topic.level == "beginner"]
    own = dict(zip(topics, TopicState, strict=False))
    with driver.roadmate.deps.database.begin() as conn:
        mine = {"workspace": TEAM_ID, "member": MEI.id, "actor": MEI.id, "now": driver.clock.now(), "request": "own"}
        set_states(conn, **mine, states=own, by=StateSource.SELF, day=driver.clock.now().date())
    before = states_of(driver)
    assert len(before) == 3
    taken = _take_intermediate(driver)
    driver.press("mei", taken, _know_button(taken))
    after = states_of(driver)
    assert {topic: after[topic] for topic in own} == before
    assert len(after) > len(before)


def test_a_level_above_the_one_that_was_found_marks_no_more(driver: Driver) -> None:
    result = answer_up_to(driver, driver.say("mei", "/roadmate placement aws"), height=1)
    used = driver.press("mei", result, "More like advanced")
    assert level_of(driver) == "advanced"
    driver.press("mei", used, _know_button(used))
    catalog = driver.roadmate.deps.catalog.shared()
    assert {catalog.topic(each).topic.level for each in states_of(driver)} == {"beginner"}


def test_marking_twice_keeps_the_undo_and_what_was_taken_back_stays_so(driver: Driver) -> None:
    taken = _take_intermediate(driver)
    press = as_button(PlacementLevelPayload(asked=placement_of(driver).asked[-1].id, level="intermediate").encode())
    marked = driver.press("mei", taken, _know_button(taken))
    states = states_of(driver)
    again = known.mark_presumed(driver.roadmate.deps, press)
    assert again.text.startswith(f"You've already marked {len(states)} topics as known, so nothing changed.")
    assert "knowing.undo" in str(again.blocks)
    assert states_of(driver) == states
    driver.press("mei", marked, "Undo")
    assert states_of(driver) == {}
    late = known.mark_presumed(driver.roadmate.deps, replace(press, key="later"))
    assert late.text.startswith(f"You've taken that back since ({len(states)} topics), so nothing changed.")
    assert "knowing.undo" not in str(late.blocks)
    assert states_of(driver) == {}


def test_where_nothing_is_left_to_mark_it_is_said(driver: Driver) -> None:
    taken = _take_intermediate(driver)
    driver.press("mei", driver.say("mei", "/roadmate know aws, vpc"), "I know all 48 of AWS")
    said = driver.press("mei", taken, _know_button(taken))
    assert said.text.startswith("Nothing to mark: you've already said what you know of AWS up to your level.")


def test_a_year_later_nothing_is_marked(driver: Driver) -> None:
    taken = _take_intermediate(driver)
    driver.turn(days=365)
    value = PlacementLevelPayload(asked=placement_of(driver).asked[-1].id, level="intermediate").encode()
    picked = known.pick_presumed(driver.roadmate.deps, as_button(value))
    assert isinstance(picked, Message)
    assert picked.text.startswith("These AWS questions are over")
    assert driver.press("mei", taken, _know_button(taken)).text.startswith("These AWS questions are over")
    assert states_of(driver) == {}
