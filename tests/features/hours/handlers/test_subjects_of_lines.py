"""`/log` on a part of a roadmap, on a name with words beside it, and on several names."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.loading import loader
from bot.catalog.source import CatalogSource
from bot.core.ledger.rules import Entry
from bot.sandbox.slack_api.journal import ActionResult
from tests.conftest import CONTENT
from tests.features.hours.ledger_driver import list_entries
from tests.slack_driver import Driver, button_labels


def say(driver: Driver, words: str, user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.say(user, words)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def only_entry(driver: Driver) -> Entry:
    (entry,) = list_entries(driver)
    return entry


def test_hours_on_a_part_of_a_roadmap_show_its_name_everywhere(driver: Driver) -> None:
    name = "Cloud Computing: Scaling Considerations (AWS)"
    booked = say(driver, "/log 2h aws scaling")
    assert f"Logged 2 h on {name}" in booked.text
    entry = only_entry(driver)
    assert (entry.area, entry.roadmap, entry.topic) == ("cloud-computing", "aws", "aws/scaling_considerations")
    assert name in say(driver, "/log list").text
    assert name in driver.press("ben", booked, "Undo").text
    assert list_entries(driver) == ()
    assert name in say(driver, "/log redo").text


def test_hours_on_parts_count_for_their_area(driver: Driver) -> None:
    say(driver, "/log 1h aws scaling")
    assert "Cloud Computing: 3 h of" in say(driver, "/log 2h aws storage").text
    assert {entry.topic for entry in list_entries(driver)} == {"aws/scaling_considerations", "aws/storage"}


def test_hours_on_an_area_lead_to_its_topics(driver: Driver) -> None:
    assert "➡️ Next: Hashes and Signatures (Blockchain, about 2 h)" in say(driver, "/log 2h on blockchain").text


def test_hours_on_an_area_without_topics_lead_to_its_practice(
    driver: Driver, source: CatalogSource, monkeypatch: pytest.MonkeyPatch
) -> None:
    content = loader.load_directory(CONTENT)
    roadmaps = tuple(each for each in content.roadmaps if each.id != "blockchain")
    areas = tuple(
        each.model_copy(update={"roadmaps": tuple(one for one in each.roadmaps if one != "blockchain")})
        for each in content.areas
    )
    without = Catalog.from_content(content.model_copy(update={"roadmaps": roadmaps, "areas": areas}))
    monkeypatch.setattr(source, "current", lambda: without)
    booked = say(driver, "/log 2h on blockchain").text
    assert "Logged 2 h on Blockchain" in booked
    assert booked.endswith("➡️ Next: Blockchain application or smart contract (assignment)")


def test_words_beside_a_name_are_the_note(driver: Driver) -> None:
    booked = say(driver, "/log 3:45 kubernetes homelab")
    assert "Logged 3 h 45 min on System Architecture: Kubernetes" in booked.text
    assert only_entry(driver).note == "homelab"
    say(driver, "/log undo")
    say(driver, "/log 1h networking cables of the office: chapter 3")
    assert only_entry(driver).note == "cables of the office: chapter 3"


def test_the_answer_to_a_question_keeps_the_words_beside_the_name(driver: Driver) -> None:
    question = say(driver, "/log 1h read networking yesterday")
    assert list_entries(driver) == ()
    driver.press("ben", question, "Networking")
    assert only_entry(driver).note == "read"


def test_a_side_word_is_asked_about(driver: Driver) -> None:
    question = say(driver, "/log 1h capsh")
    assert "Is “capsh” Capabilities Dropping (Docker)?" in question.text
    assert list_entries(driver) == ()


def test_a_word_beside_an_area_that_names_one_of_its_topics_is_that_topic(driver: Driver) -> None:
    say(driver, "/log 1h networking subnets")
    assert (only_entry(driver).area, only_entry(driver).topic) == ("networking", "networking.subnetting")


def test_two_names_are_not_one_entry(driver: Driver) -> None:
    question = say(driver, "/log 1h aws, terraform")
    assert list_entries(driver) == ()
    labels = button_labels(question)
    assert labels == ["1 h in all", "1 h each", "Open the form"]
    driver.press("ben", question, labels[0])
    assert {(each.minutes, each.roadmap) for each in list_entries(driver)} == {(30, "aws"), (30, "terraform")}


def test_a_part_of_a_roadmap_is_a_subject_for_help_too(driver: Driver) -> None:
    assert "Scaling Considerations, AWS" in say(driver, "/roadmate who aws scaling").text
    assert "Scaling Considerations, AWS" in say(driver, "/roadmate stuck aws scaling: which metric?").text
    assert "Scaling Considerations, AWS" in say(driver, "/roadmate stuck").text
