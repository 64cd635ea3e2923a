"""Lines as people write them in Slack: other white space, emoji, bullets, bold, quotes and names of people."""

from __future__ import annotations

import pytest

from bot.core.ledger.rules import Entry
from bot.sandbox.slack_api.fixtures import BEN, BOT
from bot.sandbox.slack_api.journal import ShownKind
from tests.features.hours.ledger_driver import list_entries
from tests.features.message_log.channel_driver import DM, LEARNING_CHANNEL, booked, delete, edit, marks, replies, write
from tests.slack_driver import Driver

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)

SPACES = ["\u00a0", "\t", "\n", "\u3000", "\u2009", " \u200b "]
DRESSED = [
    *("• log 2h networking", "*log 2h networking*", "_log 2h networking_", "- log 2h networking"),
    *("log *2h* networking", "log 2h *networking*", "1. log 2h networking", ":tada: log 2h networking"),
    *("🎉 log 2h networking", ":+1::skin-tone-3: LOG 2h networking", "• *log 2h networking*"),
]
QUOTED = [
    *("`log 2h networking`", "```log 2h networking```", "> log 2h networking", "```\nlog 2h networking\n```"),
    *("> log 2h foobar", "`log 2h foobar`", "> *log 2h networking*", "• `log 2h networking`"),
]
ASKED = {
    "log 2h foobar": "I don't know “foobar”",
    "log 2h networking (cables)": "Is “networking (cables)” Networking?",
    "log 2h networking - cables": "Networking?",
    "log 2h networking (subnets)": "Is “networking (subnets)” Subnetting & CIDR (Networking)?",
    "• log 2h foobar": "I don't know “foobar”",
    "log 90m zanzibar zebras yesterday": "I don't know “zanzibar zebras”",
    "log 1h networking, 30m foobar": "I don't know “foobar”",
}


@pytest.mark.parametrize("space", SPACES)
@pytest.mark.parametrize("where", ["channel", "direct", "mention"])
def test_any_white_space_stands_behind_the_first_word(driver: Driver, where: str, space: str) -> None:
    channel = DM if where == "direct" else LEARNING_CHANNEL
    lead = f"<@{BOT.id}> " if where == "mention" else ""
    outcome = driver.delivery.channel_message("ben", channel, f"{lead}log{space}2h networking")
    assert (booked(driver), marks(outcome)) == ([(120, "networking")], [":white_check_mark:"])
    edit(driver, outcome.ts, f"{lead}log{space}3h networking", channel)
    assert booked(driver) == [(180, "networking")]
    delete(driver, outcome.ts, channel)
    assert booked(driver) == []


@pytest.mark.parametrize("text", DRESSED)
def test_a_bullet_bold_or_emoji_changes_nothing(driver: Driver, text: str) -> None:
    for channel in (LEARNING_CHANNEL, DM):
        outcome = driver.delivery.channel_message("ben", channel, text)
        assert booked(driver) == [(120, "networking")], channel
        delete(driver, outcome.ts, channel)


@pytest.mark.parametrize("text", QUOTED)
def test_what_is_quoted_in_a_channel_is_talk(driver: Driver, text: str) -> None:
    outcome = write(driver, text)
    assert (outcome.calls, list_entries(driver)) == ((), ())


def test_a_quote_that_becomes_a_line_is_booked(driver: Driver) -> None:
    ts = write(driver, "> log 2h networking").ts
    assert marks(edit(driver, ts, "log 2h networking")) == [":white_check_mark:"]
    assert "this entry stays as it is" in edit(driver, ts, "> log 3h networking").text
    assert booked(driver) == [(120, "networking")]


@pytest.mark.parametrize("text", ASKED)
def test_a_line_that_is_not_booked_gets_one_private_question(driver: Driver, text: str) -> None:
    outcome = write(driver, text)
    assert ASKED[text] in outcome.text
    assert [(each.kind, each.to) for each in replies(outcome)] == [(ShownKind.EPHEMERAL, BEN.id)]
    assert (list_entries(driver), marks(outcome)) == ((), [])
    assert write(driver, text.replace("log ", "+")).calls == ()


def test_the_answer_to_a_question_keeps_the_words_beside_the_name(driver: Driver) -> None:
    driver.press("ben", replies(write(driver, "log 2h networking (cables)"))[0], "Networking")
    (entry,) = list_entries(driver)
    assert (entry.minutes, entry.area, entry.note) == (120, "networking", "cables")


def one_entry(driver: Driver) -> Entry:
    (entry,) = list_entries(driver)
    return entry


def test_a_link_behind_the_subject_is_the_evidence(driver: Driver) -> None:
    write(driver, "log 2h networking https://example.org/gitops")
    assert one_entry(driver).evidence == "https://example.org/gitops"


@pytest.mark.parametrize("how", ["command", "channel", "direct"])
def test_a_note_names_people_and_channels_in_words(driver: Driver, how: str) -> None:
    line = "2h networking: with <@U0SANDMEI> in #learning, see https://example.org/gitops & more"
    if how == "command":
        driver.delivery.command("ben", "/log", line)
    else:
        driver.delivery.channel_message("ben", DM if how == "direct" else LEARNING_CHANNEL, f"log {line}")
    note = one_entry(driver).note
    assert note.replace("@mei", "@Mei") == "with @Mei in #learning, see https://example.org/gitops & more"


def test_another_kind_of_hour_or_another_link_is_not_the_same_again(driver: Driver) -> None:
    links = ("1h networking https://a.example", "1h networking https://b.example")
    lines = ("1h mentoring", "1h talk", "1h mentoring @mei", *links)
    for line in lines:
        driver.delivery.command("ben", "/log", line)
    assert len(list_entries(driver)) == len(lines)
    driver.delivery.command("ben", "/log", lines[1])
    assert len(list_entries(driver)) == len(lines)
