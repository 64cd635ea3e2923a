"""Several bookings in one line, and hours that were spent with others."""

from __future__ import annotations

import pytest

from bot.core.ledger import queries, rollups
from bot.core.ledger.rules import Entry
from bot.delivery.sender import OutboxSender
from bot.sandbox.slack_api.fixtures import ANA, BEN, BOT, CHIDI, LEARNING, TEAM_ID, SlackUser
from bot.sandbox.slack_api.journal import ActionResult, ShownItem
from bot.sandbox.validation.interactive_elements import interactive_elements
from bot.slack.blocks import ButtonSpec, actions, section
from bot.slack.message import compose_message
from tests.slack_driver import Driver

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


def entries(driver: Driver, user: str = "U0SANDANA") -> list[tuple[int, str, str | None, str, str]]:
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        found: tuple[Entry, ...] = queries.list_entries(conn, workspace=TEAM_ID, member=user, limit=50).entries
    return sorted((each.minutes, each.area, each.topic, each.note, each.activity) for each in found)


def labels(shown: ShownItem) -> list[str]:
    return [field.element["text"]["text"] for field in interactive_elements(shown.blocks)]


def press(driver: Driver, shown: ShownItem, label: str, user: str = "ana") -> ActionResult:
    outcome: ActionResult = driver.delivery.click(user, shown, labels(shown).index(label) + 1)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def messages_to(driver: Driver, person: SlackUser) -> list[ShownItem]:
    OutboxSender(driver.roadmate.deps).send_due(driver.clock.now())
    return [one for one in driver.slack.workspace.journal.shown if one.channel == person.dm]


def press_forged(driver: Driver, action: str, value: str, user: str = "ana") -> ActionResult:
    """A button of ours pressed once more, as by a double click."""
    message = compose_message(section("?"), actions(ButtonSpec("Go", action, value)))
    person = driver.slack.workspace.find_person(user)
    driver.roadmate.deps.slack.post_ephemeral(TEAM_ID, LEARNING.id, person.id, message)
    return press(driver, driver.slack.workspace.journal.shown[-1], "Go", user)


def test_a_list_is_booked_at_once_and_undone_at_once(driver: Driver) -> None:
    said = driver.say("ana", "/log 1h networking, 30m aws yesterday, 2h k8s: operators")
    assert "3 entries" in said.text
    for each in ("1 h on Networking, Sat 21 Nov", "30 min on Cloud Computing: AWS, Fri 20 Nov", "2 h on"):
        assert each in said.text
    assert [each[0] for each in entries(driver)] == [30, 60, 120]
    assert entries(driver)[2][3] == "operators"
    undone = press(driver, said.shown[0], "Undo")
    assert "3 entries" in undone.text
    assert entries(driver) == []


@SQLITE
def test_of_a_list_all_or_nothing_is_booked(driver: Driver) -> None:
    said = driver.say("ana", "/log 1h networking, 30m quokkas")
    assert "“quokkas”" in said.text
    assert "Nothing is booked; correct it and send the whole line again." in said.text
    assert "You typed: 1h networking, 30m quokkas" in said.text
    assert "For example" in said.text
    assert labels(said.shown[0])[-1] == "Open the form"
    assert entries(driver) == []


@SQLITE
def test_a_doubt_within_a_list_keeps_the_rest_of_it(driver: Driver) -> None:
    said = driver.say("ana", "/log 1h networking, 30m security: tls, 2h aws")
    assert entries(driver) == []
    first = labels(said.shown[0])[0]
    value = next(iter(interactive_elements(said.shown[0].blocks))).element["value"]
    press(driver, said.shown[0], first)
    booked = entries(driver)
    assert [(each[0], each[3]) for each in booked] == [(30, "tls"), (60, ""), (120, "")]
    press_forged(driver, "log.line", value)
    assert entries(driver) == booked


@SQLITE
def test_a_slip_in_a_list_is_told(driver: Driver) -> None:
    said = driver.say("ana", "/log 1h netwroking, 30m aws")
    assert "I took “netwroking” for Networking" in said.text
    assert len(entries(driver)) == 2


@SQLITE
def test_a_length_that_is_none_within_a_list_is_shown_with_all_of_it(driver: Driver) -> None:
    said = driver.say("ana", "/log 1h networking, 1e9h aws, 2h k8s")
    assert entries(driver) == []
    assert "Nothing is booked; correct it and send the whole line again." in said.text
    assert "You typed: 1h networking, 1e9h aws, 2h k8s" in said.text


@SQLITE
def test_minutes_or_hours_within_a_list_keep_the_rest_of_it(driver: Driver) -> None:
    said = driver.say("ana", "/log 1h networking, 90 aws @ben")
    assert "“90”: minutes or hours?" in said.text
    assert "Nothing of the line is booked yet" in said.text
    press(driver, said.shown[0], "1 h 30 min")
    assert [each[0] for each in entries(driver)] == [60, 90]
    assert len(messages_to(driver, BEN)) == 1


@SQLITE
@pytest.mark.parametrize(
    ("length", "says"),
    [("30h", "more than a day has"), ("0h", "no time at all")],
)
def test_a_length_in_a_list_that_cannot_be_is_named(driver: Driver, length: str, says: str) -> None:
    said = driver.say("ana", f"/log 1h networking, {length} aws")
    assert f"“{length}” is {says}" in said.text
    assert f"You typed: 1h networking, {length} aws" in said.text
    assert labels(said.shown[0]) == ["Open the form"]
    assert entries(driver) == []


@SQLITE
def test_more_than_twenty_are_too_many(driver: Driver) -> None:
    said = driver.say("ana", "/log " + ", ".join(["5m aws"] * 21))
    assert "20 at most: I read 21 bookings" in said.text
    assert entries(driver) == []


@SQLITE
def test_a_list_that_overfills_a_day_asks_once_for_all(driver: Driver) -> None:
    said = driver.say("ana", "/log 10h networking, 7h aws")
    assert "17 h" in said.text
    assert entries(driver) == []
    press(driver, said.shown[0], "Book them all")
    assert [each[0] for each in entries(driver)] == [420, 600]
    more = driver.say("ana", "/log 4h networking yesterday, 8h aws")
    assert "more than a day has" in more.text
    assert len(entries(driver)) == 2


@SQLITE
def test_a_list_sent_twice_is_asked_about(driver: Driver) -> None:
    driver.say("ana", "/log 1h networking, 30m aws")
    again = driver.say("ana", "/log 1h networking, 30m aws")
    assert "just now" in again.text
    assert len(entries(driver)) == 2
    press(driver, again.shown[0], "Book them all")
    assert len(entries(driver)) == 4


def test_mentoring_counts_for_the_mentor_and_is_offered_to_the_mentee(driver: Driver) -> None:
    said = driver.say("ana", "/log 1h mentoring @ben: reviewed the VPC design")
    assert "1 h on Soft Skills and Leadership" in said.text
    assert "reviewed the VPC design" in said.text
    assert entries(driver) == [(60, "soft-skills", None, "reviewed the VPC design", "mentoring")]
    (offer,) = messages_to(driver, BEN)
    assert "Ana" in offer.text
    assert "1 h of mentoring with you" in offer.text
    assert "reviewed the VPC design" in offer.text
    assert entries(driver, BEN.id) == []
    value = next(iter(interactive_elements(offer.blocks))).element["value"]
    press(driver, offer, "Book 1 h too", "ben")
    press_forged(driver, "log.book", value, "ben")
    assert entries(driver, BEN.id) == [(60, "soft-skills", None, "reviewed the VPC design", "")]


@SQLITE
def test_the_mentee_may_decline_or_choose_something_else(driver: Driver) -> None:
    driver.say("ana", "/log 1h mentoring @ben @chidi")
    (to_ben,) = messages_to(driver, BEN)
    (to_chidi,) = messages_to(driver, CHIDI)
    declined = press(driver, to_ben, "No, thanks", "ben")
    assert "nothing was booked" in declined.text
    opened = press(driver, to_chidi, "On something else", "chidi")
    view = opened.shown[0].view
    assert view is not None
    assert view["title"]["text"] == "Log learning hours"
    assert entries(driver, BEN.id) == []
    assert entries(driver, CHIDI.id) == []


@SQLITE
def test_a_talk_counts_as_sharing_knowledge(driver: Driver) -> None:
    driver.say("ana", "/log 1h talk: GitOps intro")
    driver.say("ana", "/log 45m knowledge sharing session: postmortems")
    assert entries(driver) == [
        (45, "soft-skills", None, "postmortems", "talk"),
        (60, "soft-skills", None, "GitOps intro", "talk"),
    ]


@SQLITE
def test_a_name_that_nobody_has_books_nothing(driver: Driver) -> None:
    said = driver.say("ana", "/log 1h mentoring @nobody: x")
    assert "Nobody here is called “@nobody”" in said.text
    assert entries(driver) == []


@SQLITE
def test_mentoring_oneself_asks_nobody(driver: Driver) -> None:
    driver.say("ana", "/log 1h mentoring @ana")
    assert [each[4] for each in entries(driver)] == ["mentoring"]
    assert messages_to(driver, ANA) == []


@SQLITE
def test_whoever_is_asked_is_named_and_so_is_who_is_not(driver: Driver) -> None:
    driver.say("ben", "/plan")
    assert "I asked the one you named whether to book it too." in driver.say("ana", "/log 1h mentoring @chidi").text
    said = driver.say("ana", "/log 2h mentoring @ben @ana @roadmate")
    assert "I asked Ben" in said.text
    assert "whether to book it too." in said.text
    assert "You named yourself, so I did not ask you." in said.text
    assert "I book no hours of my own." in said.text
    assert "I asked Ben" in driver.say("ana", "/log 20m networking @ben, 25m aws").text
    assert messages_to(driver, BOT) == []


@SQLITE
@pytest.mark.parametrize(
    ("line", "note"),
    [
        ("mentoring 1h @ben on vpc", "vpc"),
        ("1h mentoring @ben kubernetes", "kubernetes"),
        ("1h mentoring @ben kubernetes: operators", "kubernetes: operators"),
        ("1h vpc design mentoring @ben", "vpc design"),
    ],
)
def test_what_mentoring_was_about_becomes_the_note(driver: Driver, line: str, note: str) -> None:
    said = driver.say("ana", f"/log {line}")
    assert note in said.text
    assert entries(driver) == [(60, "soft-skills", None, note, "mentoring")]
    assert len(messages_to(driver, BEN)) == 1


@SQLITE
def test_minutes_or_hours_of_mentoring_keep_whom(driver: Driver) -> None:
    asked = driver.say("ana", "/log mentoring 45 @ben: vpc")
    press(driver, asked.shown[0], "45 min")
    assert entries(driver) == [(45, "soft-skills", None, "vpc", "mentoring")]
    assert len(messages_to(driver, BEN)) == 1


@SQLITE
def test_hours_with_somebody_are_offered_on_any_subject(driver: Driver) -> None:
    driver.say("ana", "/log 2h vpc endpoints @ben: pairing")
    (offer,) = messages_to(driver, BEN)
    press(driver, offer, "Book 2 h too", "ben")
    assert entries(driver, BEN.id) == [(120, "networking", "aws.vpc-endpoints", "pairing", "")]
