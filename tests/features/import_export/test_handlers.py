"""CSV files sent to the bot and exports of one's own data, end to end."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from bot.core.ledger import queries, rollups
from bot.core.ledger.rules import Entry
from bot.db import tables
from bot.delivery.rate_limit import RateLimit
from bot.delivery.sender import OutboxSender
from bot.features.import_export.handlers import MAX_UNKNOWN_NAMES
from bot.sandbox.slack_api import server
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from tests import faults
from tests.features.hours.ledger_driver import post_button, press_forged
from tests.slack_driver import Driver, button_labels

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BEN = "U0SANDBEN"
TABLE = "day,minutes,area,note\n2026-11-18,90,Networking,first\n2026-11-20,30,Blockchain,second\n"
BAD_ROWS = "2026-11-20,0,Networking,\n2026-11-20,5,netwroking,\n"


def send(
    driver: Driver, table: str | bytes, name: str = "hours.csv", user: str = "ben", text: str = ""
) -> ActionResult:
    content = table if isinstance(table, bytes) else table.encode()
    outcome: ActionResult = driver.delivery.share_file(user, name, content, text)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def entries(driver: Driver, user: str = BEN) -> list[Entry]:
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        return list(queries.iterate_entries(conn, workspace=TEAM_ID, member=user))


def last_file_id(driver: Driver) -> str:
    return list(driver.slack.workspace.uploads)[-1]


def test_a_file_is_booked_once_after_its_offer(driver: Driver) -> None:
    offer = send(driver, TABLE)
    assert "hours.csv: 2 rows, 2 h, Wed 18 Nov to Fri 20 Nov\nNetworking 1 h 30 min · Blockchain 30 min" in offer.text
    assert button_labels(offer) == ["Log 2 rows", "Don't log it"]
    assert entries(driver) == []
    done = driver.press("ben", offer, "Log 2 rows")
    assert "Logged 2 rows, 2 h, Wed 18 Nov to Fri 20 Nov" in done.text
    assert [(entry.minutes, entry.note, entry.source) for entry in entries(driver)] == [
        (90, "first", "import"),
        (30, "second", "import"),
    ]
    again = press_forged(driver, "import.book", last_file_id(driver))
    assert "Nothing new to log.\n2 rows were already logged." in again.text
    other = send(driver, TABLE + "2026-11-21,5,Networking,third\n", name="longer.CSV")
    assert "longer.CSV: 1 row, 5 min, Sat 21 Nov" in other.text
    assert "2 rows were already logged" in other.text
    driver.press("ben", other, "Log 1 row")
    assert len(entries(driver)) == 3
    assert "longer.CSV: nothing to log" in send(driver, TABLE, name="longer.CSV").text


@SQLITE
def test_a_booked_file_can_be_taken_back_as_a_whole(driver: Driver) -> None:
    driver.say("ben", "/log 1h blockchain")
    done = driver.press("ben", send(driver, TABLE), "Log 2 rows")
    assert button_labels(done) == ["Undo", "My entries"]
    driver.press("ben", done, "Undo")
    assert [entry.minutes for entry in entries(driver)] == [60]
    again = send(driver, TABLE).text
    assert "2 rows were logged and undone before; they stay undone. " in again
    assert " they stay undone. /log redo restores what you undid last," in again
    driver.say("ben", "/log redo")
    assert "2 rows were already logged." in send(driver, TABLE).text


@SQLITE
def test_a_cancelled_import_books_nothing(driver: Driver) -> None:
    assert driver.press("ben", send(driver, TABLE), "Don't log it").text == "OK, nothing was logged."
    assert entries(driver) == []


@SQLITE
def test_bad_rows_are_named_and_left_out(driver: Driver) -> None:
    offer = send(driver, TABLE + BAD_ROWS)
    assert "2 rows are left out:\n• Line 4: “0” is zero\n• Line 5: “netwroking” isn't an area" in offer.text
    assert "2 rows are left out:" in driver.press("ben", offer, "Log 2 rows").text
    assert len(entries(driver)) == 2


@SQLITE
def test_a_thousand_bad_rows_are_counted(driver: Driver) -> None:
    offer = send(driver, TABLE.split("\n", 1)[0] + "\n" + "2026-11-20,5,nonsense,\n" * 1000)
    assert "hours.csv: nothing to log\n1,000 rows are left out:" in offer.text
    assert not any("\n" in block["text"]["text"] for block in offer.last.blocks[:1])
    assert "1,000 rows are left out:" in offer.text
    assert "and 990 more" in offer.text
    assert button_labels(offer) == []
    rows = "".join(f"2026-11-20,5,junk{number},\n" for number in range(MAX_UNKNOWN_NAMES + 1))
    assert f"More than {MAX_UNKNOWN_NAMES} different names" in send(driver, "day,minutes,area,note\n" + rows).text


@SQLITE
def test_rows_of_somebody_else_are_not_booked(driver: Driver) -> None:
    answer = send(
        driver, "day,minutes,area,member,workspace\n2026-11-20,5,Networking,U0SANDANA,\n2026-11-20,6,aws,,T9\n"
    )
    assert "Line 2: it's U0SANDANA's, and you can only import your own hours here" in answer.text
    assert "Line 3: it's from the workspace “T9”" in answer.text
    assert entries(driver, "U0SANDANA") == entries(driver) == []


@SQLITE
@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("notes.pdf", b"%PDF", "notes.pdf: I read hours from CSV files, and Timewarrior's JSON."),
        ("hours.csv", b"hello", "hours.csv: The file has no rows."),
        ("hours.csv", b"\xff\xfe\x00", "hours.csv: The file isn't in UTF-8 (line 1)."),
        ("hours.csv", b"x" * (4 * 1024 * 1024 + 1), "hours.csv: The file is larger than 4 MiB."),
        ("<!channel>*.csv", b"hello", "&lt;!channel&gt;"),
    ],
)
def test_a_file_that_is_no_table_of_hours_is_refused(driver: Driver, name: str, content: bytes, words: str) -> None:
    answer = send(driver, content, name=name)
    assert words in answer.text
    assert answer.text.endswith("Nothing was logged.")


@SQLITE
def test_a_line_beside_a_file_of_another_kind_is_booked(driver: Driver) -> None:
    assert "Logged 2 h on Networking" in send(driver, b"\x89PNG", name="graph.png", text="log 2h networking").text


@SQLITE
def test_the_text_of_a_file_can_notify_nobody(driver: Driver) -> None:
    offer = send(driver, "day,minutes,area\n2026-11-20,5,<!channel> @here\n")
    assert "&lt;!channel&gt;" in offer.text
    assert "<!channel>" not in str(offer.last.blocks)


@SQLITE
def test_a_file_that_was_deleted_meanwhile_books_nothing(driver: Driver) -> None:
    offer = send(driver, TABLE)
    driver.delivery.delete_message("ben", offer.last.channel, offer.ts)
    assert "That file isn't there any more. Send it again." in driver.delivery.click("ben", offer.last, 1).text
    assert entries(driver) == []


@SQLITE
def test_forged_files_book_nothing(driver: Driver) -> None:
    send(driver, TABLE, user="mei")
    assert "That file isn't yours." in press_forged(driver, "import.book", last_file_id(driver)).text
    button = post_button(driver, "import.book", "F0NOWHERE")
    assert "That file isn't there any more." in driver.delivery.click(BEN, button, 1).text  # Slack refuses a call
    for value in ("", "../x", "F" * 100):
        assert "has expired" in press_forged(driver, "import.book", value or "-").text
    assert entries(driver) == entries(driver, "U0SANDMEI") == []


@SQLITE
@pytest.mark.parametrize(
    ("method", "fault", "words"),
    [
        (
            "files.info",
            faults.error("missing_scope"),
            "An admin of this workspace can install Roadmate again and allow files:read.",
        ),
        ("files.info", faults.broken(), "Slack didn't give me the file just now."),
        (server.DOWNLOAD, faults.broken(), "Slack didn't give me the file just now."),
    ],
)
def test_a_file_that_slack_does_not_deliver_is_told(
    driver: Driver, method: str, fault: faults.Fault, words: str
) -> None:
    driver.slack.faults.add(method, fault)
    assert words in driver.delivery.share_file("ben", "hours.csv", TABLE.encode()).text


def test_the_same_event_twice_offers_once_and_a_double_click_books_once(driver: Driver) -> None:
    driver.slack.faults.add(faults.EVENTS, faults.duplicate_event())
    offer = send(driver, TABLE)
    assert offer.text.count("2 rows, 2 h") == 1
    driver.press("ben", offer, "Log 2 rows")
    press_forged(driver, "import.book", last_file_id(driver))
    assert len(entries(driver)) == 2


def queued_exports(driver: Driver) -> list[Any]:
    with driver.roadmate.deps.database.read() as conn:
        return list(conn.execute(select(tables.outbox).where(tables.outbox.c.kind == "export")))


def test_an_export_comes_as_two_files_that_import_nothing_new(driver: Driver) -> None:
    driver.say("ben", "/log 1h networking: mine")
    assert driver.say("ben", "/roadmate export").text == "I'll send your data as two files in a direct message."
    assert "is already on its way" in driver.say("ben", "/roadmate export").text
    [message] = queued_exports(driver)
    assert message.recipient == BEN
    rate_limit = RateLimit(driver.clock.monotonic, interval=0)
    [sent] = OutboxSender(driver.roadmate.deps, rate_limit).send_due(driver.clock.now())
    assert sent.state == "sent"
    shared = [file["name"] for shown in driver.slack.workspace.journal.shown for file in shown.files]
    assert shared == ["roadmate-hours.csv", "roadmate-data.json"]
    uploads = driver.slack.workspace.uploads.values()
    content = next(each.content for each in uploads if each.filename == "roadmate-hours.csv")
    assert content
    again = send(driver, content, name="roadmate-hours.csv")
    assert "nothing to log\n1 row was already logged." in again.text
    assert "I'll send your data" in driver.say("ben", "/roadmate export").text
