"""A question in plain words is answered in a direct message and a mention; talk that is overheard is not."""

from __future__ import annotations

import pytest

from bot.core.ledger import queries
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from tests.slack_driver import Driver, element_labels

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def ask(driver: Driver, text: str, user: str = "ana") -> ActionResult:
    outcome = driver.delivery.direct_message(user, text)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def minutes(driver: Driver) -> list[int]:
    with driver.roadmate.deps.database.read() as conn:
        page = queries.list_entries(conn, workspace=TEAM_ID, member="U0SANDANA", limit=10)
    return [each.minutes for each in page.entries]


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("what should I learn next", "Next: "),
        ("how many hours do I have?", "All entries"),
        ("who is my mentor", "mentor"),
        ("what is kubernetes?", "Kubernetes, 49 topics"),
        ("what should i learn this quarter", "Next: "),
        ("what should i do this week", "Next: "),
        ("what did i do this week", "no entries"),
        ("what do i know", "You haven't marked any topic yet"),
        ("show what i know", "What you hold"),
        ("what does the team know", "What the team holds"),
        ("who can i learn with", "you both need to show what you know"),
        ("ask me something", "Question 1 of 3"),
        ("stop asking me", "No more questions on your two days?"),
        ("change my plan", "Your plan: 10 areas"),
    ],
)
def test_what_only_reads_is_run(driver: Driver, text: str, says: str) -> None:
    assert says in ask(driver, text).text


@pytest.mark.parametrize(
    ("text", "label"),
    [
        ("stop writing to me", "Stop the reminders"),
        ("how do I delete my data", "See what's kept"),
        ("remind me on tuesdays", "Remind me tue 10:00"),
        ("set my goal to 3 hours a week", "Goal: 3h a week"),
        ("set my weekly goal to five hours", "Goal: 5h a week"),
        ("hide me from the leaderboard", "Hide me"),
        ("I learned nothing today", "What's next for me?"),
        ("don't log 2 hours of aws", "My entries"),
        ("delete everything", "See what's kept"),
        ("can you log 2 hours of networking for me", "Log 2 h on Networking"),
    ],
)
def test_what_changes_something_is_offered(driver: Driver, text: str, label: str) -> None:
    outcome = ask(driver, text)
    assert element_labels(outcome.shown[0])[0] == label
    assert minutes(driver) == []


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("networking in 2h", "still to come"),
        ("I will do 2 hours of aws tomorrow", "still to come"),
        ("Ana did 3 hours of docker", "what you did yourself"),
        ("my mentor spent 2 hours on aws", "what you did yourself"),
        ("I did not do 2h of networking", "nothing was logged"),
        ("```kubectl get pods -n 2h && sleep 3h aws```", "looks like code"),
    ],
)
def test_what_is_not_one_s_own_is_neither_logged_nor_offered(driver: Driver, text: str, says: str) -> None:
    outcome = ask(driver, text)
    assert says in outcome.text
    assert [each for each in element_labels(outcome.shown[0]) if each.startswith(("Log", "Open"))] == []
    assert minutes(driver) == []


@pytest.mark.parametrize("text", ["yesterday I did 2 hours of docker", "No, I did 2 hours of docker"])
def test_what_is_one_s_own_is_offered(driver: Driver, text: str) -> None:
    assert element_labels(ask(driver, text).shown[0])[0] == "Log 2 h on Docker"


def test_an_offer_does_what_it_says(driver: Driver) -> None:
    ask(driver, "plan")
    pressed = driver.press("ana", ask(driver, "set my goal to 3 hours a week"), "Goal: 3h a week")
    assert "3 h" in pressed.text


def test_a_question_on_content_gets_three_topics_each_opened_in_one_way_and_more(driver: Driver) -> None:
    outcome = ask(driver, "how do I rotate secrets?")
    assert element_labels(outcome.shown[0]) == ["Open", "Open", "Open", "More topics", "Who knows this?"]
    assert "Secret Rotation" in outcome.text
    rows = [block["accessory"] for block in outcome.shown[0].blocks if "accessory" in block]
    spoken = [row["accessibility_label"] for row in rows]
    assert len(set(spoken)) == 3
    assert "Docker" in driver.press("ana", outcome, "More topics").text
    first = driver.press("ana", ask(driver, "how do I rotate secrets?"), "Open").text
    assert spoken[0].removeprefix("Open ").partition(",")[0].partition(" (")[0] in first


def test_a_misspelt_question_says_what_it_was_taken_for(driver: Driver) -> None:
    outcome = ask(driver, "how do kuberntes netwrok polcies work")
    assert "(you typed “kuberntes”)" in outcome.text
    assert "Network Policies" in outcome.text


@pytest.mark.parametrize("text", ["привет, как дела", "🎉🎉", "```x = {1: 2};```", "blah " * 700, "مرحبا كيف الحال"])
def test_what_can_not_be_read_gets_a_short_word(driver: Driver, text: str) -> None:
    outcome = ask(driver, text)
    assert len(outcome.shown) == 1
    assert len(outcome.text) < 300
    assert element_labels(outcome.shown[0]) == ["What's next for me?", "Help"]
    assert minutes(driver) == []


def test_a_mention_is_answered_for_the_person_alone(driver: Driver) -> None:
    outcome = driver.delivery.mention("ana", "#learning", "how do I rotate secrets?")
    assert [(each.kind, each.to) for each in outcome.shown] == [("ephemeral", "U0SANDANA")]


def test_what_is_overheard_in_a_channel_is_not_answered(driver: Driver) -> None:
    for text in ("how do I rotate secrets?", "I did 2 hours of networking", "who knows terraform"):
        assert driver.delivery.channel_message("ana", "#learning", text).shown == (), text
