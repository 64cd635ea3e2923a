"""A list of what is known is marked at once."""

from __future__ import annotations

from datetime import date

import pytest

from bot.core.knowing.states import TopicState
from bot.features.placement.handlers import known_list
from bot.sandbox.slack_api.fixtures import BEN
from bot.sandbox.slack_api.journal import ShownKind
from tests.features.placement.steps import as_button, states_of
from tests.slack_driver import Driver, button_labels


def test_known_topics_are_typed_as_a_list(driver: Driver) -> None:
    said = driver.say("mei", "/roadmate know auto scaling, dns resolution; foobarbaz, nat")
    assert said.text.startswith("✅ Marked Auto Scaling and DNS Resolution as known.\n")
    assert "AWS: 1 of 49 known.\nNetworking: 1 of 26 known." in said.text
    assert "I don't know a topic “foobarbaz”." in said.text
    assert "Which topic is “nat”? " in said.text
    assert "I know NAT Gateway/Instance (AWS)" in button_labels(said)
    assert set(states_of(driver)) == {"aws.auto-scaling", "networking.dns-resolution"}


def test_a_name_that_several_topics_have_is_asked_back(driver: Driver) -> None:
    said = driver.say("mei", "/roadmate know nat")
    assert said.text.startswith("Which topic is “nat”? ")
    marked = driver.press("mei", said, "I know NAT Gateway/Instance (AWS)")
    assert marked.text.startswith("✅ Marked NAT Gateway/Instance as known.")
    assert set(states_of(driver)) == {"aws.nat-gateway-instance"}


def test_one_press_takes_a_list_back(driver: Driver) -> None:
    driver.say("mei", "/roadmate know vpc")
    said = driver.say("mei", "/roadmate know auto scalng, vpc, foobarbaz")
    assert said.text.startswith("✅ Marked Auto Scaling as known.\nYou knew VPC Architecture already.\n")
    assert "I read “auto scalng” as Auto Scaling." in said.text
    undone = driver.press("mei", said, "Undo")
    assert undone.text.startswith("↩️ Undone: Auto Scaling (AWS).")
    assert set(states_of(driver)) == {"aws.vpc-architecture"}


def test_what_is_known_already_changes_nothing(driver: Driver) -> None:
    driver.say("mei", "/roadmate know vpc")
    before = states_of(driver)
    driver.turn(days=2)
    said = driver.say("mei", "/roadmate know vpc")
    assert said.text.startswith("You've already marked VPC Architecture as known, so nothing changed.")
    assert "Undo" not in button_labels(said)
    assert states_of(driver) == before


@pytest.mark.parametrize("line", ["I know these: vpc, pods", "i know vpc and pods", "I know: vpc\n- pods"])
def test_it_can_be_said_in_a_message(driver: Driver, line: str) -> None:
    said = driver.delivery.direct_message("mei", line)
    assert "Marked VPC Architecture and Pod-as-Unit Pattern as known." in said.text
    assert set(states_of(driver)) == {"aws.vpc-architecture", "kubernetes.pod-as-unit-pattern"}


def test_a_whole_roadmap_is_marked_after_a_press_and_what_was_set_aside_stays_so(driver: Driver) -> None:
    driver.say("mei", "/roadmap aws.networking skip")
    said = driver.say("mei", "/roadmate know aws, pods")
    assert "AWS has 49 topics, 48 of them not marked yet. All of them, or some?" in said.text
    assert set(states_of(driver)) == {"aws.networking", "kubernetes.pod-as-unit-pattern"}
    labels = ["I know all 48 of AWS", "Pick from AWS", "Find my AWS level"]
    assert button_labels(said)[-3:] == labels
    marked = driver.press("mei", said, labels[0])
    assert marked.text.startswith("✅ Marked 48 topics as known.\nAWS: 48 of 49 known.")
    assert states_of(driver)["aws.networking"].state is TopicState.SKIPPED
    driver.press("mei", marked, "Undo")
    assert set(states_of(driver)) == {"aws.networking", "kubernetes.pod-as-unit-pattern"}


def test_in_a_message_a_roadmap_alone_is_asked_about(driver: Driver) -> None:
    said = driver.delivery.direct_message("mei", "I know how to use docker")
    assert said.text.startswith("Docker has 53 topics. All of them, or some?")
    assert button_labels(said) == ["I know all 53 of Docker", "Pick from Docker", "Find my Docker level"]
    assert driver.press("mei", said, "Pick from Docker").last.kind is ShownKind.MODAL
    nonsense = driver.delivery.direct_message("mei", "I know you are busy")
    assert nonsense.text.startswith("I don't know a topic “you are busy”.")


def test_many_roadmaps_are_asked_about_together(driver: Driver) -> None:
    said = driver.say("mei", "/roadmate know aws, azure, gcp, docker, terraform, linux, devops")
    assert "Send me Linux and DevOps again for their topics." in said.text
    assert len(button_labels(said)) == 10
    assert states_of(driver) == {}


def test_what_else_was_asked_stays_there_to_be_pressed(driver: Driver) -> None:
    said = driver.say("mei", "/roadmate know docker, linux, nat")
    for label in ("I know all 53 of Docker", "I know NAT Gateway/Instance (AWS)"):
        assert driver.press("mei", said, label).text.startswith("✅ Marked ")
    assert driver.press("mei", said, "Pick from Linux").last.kind is ShownKind.MODAL
    assert driver.press("mei", said, "I know all 53 of Docker").text.startswith("Nothing left to mark in Docker.")


def test_an_area_and_a_part_are_asked_about(driver: Driver) -> None:
    area = driver.say("mei", "/roadmate know infrastructure as code")
    assert area.text.startswith("Infrastructure as Code has ")
    assert "Pick from Terraform" in button_labels(area)
    part = driver.say("mei", "/roadmate know aws security")
    assert part.text.startswith("Security Aspects (AWS) has 13 topics. All of them, or some?")
    marked = driver.press("mei", part, "I know all 13 of Security Aspects (AWS)")
    assert marked.text.startswith("✅ Marked 13 topics as known.")
    again = known_list.mark_group(driver.roadmate.deps, as_button("aws/security_aspects"))
    assert again.text.startswith("Nothing left to mark in Security Aspects (AWS).")
    assert "nothing left to mark" in driver.say("mei", "/roadmate know aws security, pods").text


@pytest.mark.parametrize("line", ["", " , ;", "these:", "- "])
def test_an_empty_list_is_asked_for(driver: Driver, line: str) -> None:
    assert driver.say("mei", f"/roadmate know {line}").text.startswith("What do you know already? Pick a list")


def test_a_long_list_of_nonsense_is_answered_shortly(driver: Driver) -> None:
    said = driver.say("mei", f"/roadmate know {', '.join(f'foobarbaz{each}' for each in range(70))}")
    assert said.text.count("\n") < 12
    assert "I don't know 52 more of these names." in said.text
    assert "I read the first 60 names. Send me the other 10 again." in said.text
    assert states_of(driver) == {}


def test_a_long_list_with_slips_says_some_of_them(driver: Driver) -> None:
    topics = driver.roadmate.deps.catalog.shared().topics
    names = [each.name.replace("a", "aa", 1) for each in topics if each.name.count("a") and len(each.name) > 12][:60]
    said = driver.say("mei", f"/roadmate know {', '.join(names)}")
    assert " more names with slips in them." in said.text
    assert said.text.startswith("✅ Marked ")
    assert len(states_of(driver)) > 30


def test_somebody_elses_button_marks_for_who_presses_it(driver: Driver) -> None:
    driver.say("ben", "/plan")
    driver.say("mei", "/roadmate know aws, vpc")
    known_list.mark_group(driver.roadmate.deps, as_button("docker", BEN.id))
    assert len(states_of(driver, BEN.id)) == 53
    assert set(states_of(driver)) == {"aws.vpc-architecture"}


def test_what_is_marked_at_night_counts_from_the_day_that_still_is(driver: Driver) -> None:
    driver.turn(hours=12 + 2 - 8)  # Sunday at two in Singapore, where Mei's Saturday lasts until four
    driver.say("mei", "/roadmate know vpc")
    driver.say("mei", "/roadmap auto scaling known")
    assert {each.since for each in states_of(driver).values()} == {date(2026, 11, 21)}
