"""Files of other programs: what their names are is asked once, remembered, and never guessed."""

from __future__ import annotations

from typing import Any

import pytest

from bot.core.ledger import queries, rollups
from bot.core.ledger.rules import Entry
from bot.sandbox.slack_api.fixtures import TEAM_ID
from bot.sandbox.slack_api.journal import ActionResult
from bot.sandbox.validation.interactive_elements import interactive_elements
from tests.features.hours.ledger_driver import press_forged
from tests.slack_driver import Driver, button_labels, shown_by

SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
BEN = "U0SANDBEN"
HEAD = "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags\n"


def row(
    day: str = "2026-11-18", project: str = "infra", *, hours: int = 1, task: str = "", tags: str = "", note: str = "x"
) -> str:
    return f'Ben,ben@x,Client X,{project},{task},{note},No,{day},09:00:00,{day},10:00:00,0{hours}:00:00,"{tags}"\n'


def send(driver: Driver, table: str, name: str = "toggl.csv", user: str = "ben") -> ActionResult:
    outcome: ActionResult = driver.delivery.share_file(user, name, table.encode(), "")
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def menus(offer: ActionResult) -> list[Any]:
    elements = (each.element for each in interactive_elements(shown_by(offer).blocks))
    return [each for each in elements if each["type"] == "static_select"]


def answer(driver: Driver, offer: ActionResult, choice: str, number: int = 1, user: str = "ben") -> ActionResult:
    """Choose in the menu with this number of the offer."""
    menu = menus(offer)[number - 1]
    [value] = {each["value"] for each in menu["options"] if each["text"]["text"] == choice}
    outcome: ActionResult = driver.delivery.click(user, shown_by(offer), number, value=value)
    assert (outcome.status, outcome.refused) == (200, ())
    return outcome


def booked(driver: Driver, user: str = BEN) -> list[tuple[int, str, str | None, str]]:
    with driver.roadmate.deps.database.read() as conn:
        assert rollups.count_drifted_members(conn) == 0
        found: list[Entry] = list(queries.iterate_entries(conn, workspace=TEAM_ID, member=user))
        return [(each.minutes, each.area, each.roadmap, each.note) for each in found]


def test_an_unknown_name_is_asked_about_once_and_remembered(driver: Driver) -> None:
    table = HEAD + row() + row("2026-11-19") + row(project="Networking", tags="reading")
    offer = send(driver, table)
    assert "toggl.csv: 1 row, 1 h, Wed 18 Nov" in offer.text
    assert "I don't know “Client X / infra” (2 rows, 2 h). What is it?" in offer.text
    assert button_labels(offer) == ["", "Log 1 row now", "Don't log it"]
    answered = answer(driver, offer, "System Architecture: Kubernetes")
    assert "toggl.csv: 3 rows, 3 h, Wed 18 Nov to Thu 19 Nov" in answered.text
    assert button_labels(answered) == ["Log 3 rows", "Don't log it", "Change my answers"]
    driver.press("ben", answered, "Log 3 rows")
    assert sorted(booked(driver)) == [
        (60, "networking", None, "x (reading)"),
        (60, "system-architecture", "kubernetes", "x"),
        (60, "system-architecture", "kubernetes", "x"),
    ]
    again = send(driver, table)
    assert "nothing to log\n3 rows were already logged" in again.text
    assert "What is it?" not in again.text
    assert "(1 row, 1 h). What is it?" in send(driver, HEAD + row(), user="mei").text  # an answer is its member's own


@SQLITE
def test_what_is_known_can_be_booked_before_the_questions_are_answered(driver: Driver) -> None:
    table = HEAD + row(project="infra", hours=2) + row(project="Networking")
    done = driver.press("ben", send(driver, table), "Log 1 row now")
    assert "1 row of names I don't know: “Client X / infra”. Send the file again to say what they are." in done.text
    driver.press("ben", answer(driver, send(driver, table), "Networking"), "Log 1 row")
    assert sorted(booked(driver)) == [(60, "networking", None, "x"), (120, "networking", None, "x")]


@SQLITE
def test_rows_can_be_left_out_and_the_answer_changed(driver: Driver) -> None:
    left = answer(driver, send(driver, HEAD + row() + row(project="Networking")), "Leave these rows out")
    assert "• Line 2: you said to leave out “Client X / infra”" in left.text
    assert "Fix them" not in left.text
    asked = driver.press("ben", left, "Change my answers")
    assert "I don't know “Client X / infra”" in asked.text
    driver.press("ben", answer(driver, asked, "DevOps and CI/CD: Docker"), "Log 2 rows")
    assert [each[2] for each in booked(driver)] == ["docker", None]


@SQLITE
def test_a_few_names_are_asked_about_at_a_time_those_of_most_hours_first(driver: Driver) -> None:
    names = [f"project {number}" for number in range(1, 8)]
    offer = send(
        driver, HEAD + "".join(row(f"2026-11-1{at}", each, hours=at) for at, each in enumerate(names, start=1))
    )
    assert "toggl.csv: nothing to log" in offer.text
    assert [each in offer.text for each in names] == [False, False, True, True, True, True, True]
    assert "2 more names after that." in offer.text
    assert offer.text.index("project 7") < offer.text.index("project 3")
    for number in range(7):
        offer = answer(driver, offer, "Networking")
        assert f"{number + 1} row" in offer.text
    assert button_labels(offer) == ["Log 7 rows", "Don't log it", "Change my answers"]


@SQLITE
def test_the_narrowest_exact_name_counts_and_the_rest_is_in_the_note(driver: Driver) -> None:
    table = (
        HEAD
        + row(project="AWS", task="VPC Architecture", note="a")
        + row(project="infra", task="Kubernetes", tags="reading, aws", note="b")
        + row(project="Docker", task="standup", note="")
        + row(project="", tags="networking,slow", note="c")
        + row(project="", note="networking")
    )
    driver.press("ben", send(driver, table), "Log 5 rows")
    assert booked(driver) == [
        (60, "networking", "aws", "a"),
        (60, "system-architecture", "kubernetes", "b (reading, aws)"),
        (60, "devops-cicd", "docker", "standup"),
        (60, "networking", None, "c (slow)"),
        (60, "networking", None, "networking"),
    ]


@SQLITE
@pytest.mark.parametrize("project", ["Helm", "AWS training", "netwroking", "Security", "aws, terraform"])
def test_a_name_that_only_resembles_one_of_ours_is_asked_about(driver: Driver, project: str) -> None:
    offer = send(driver, HEAD + row(project=f'"{project}"'))
    assert f"I don't know “Client X / {project}” (1 row, 1 h). What is it?" in offer.text


@SQLITE
def test_intervals_of_timewarrior_are_booked_on_the_day_of_their_member(driver: Driver) -> None:
    interval = '{"id":1,"start":"20261117T233000Z","end":"20261118T003000Z","tags":["docker"],"annotation":"late"}'
    offer = send(driver, f"[\n{interval}\n]\n", name="export.json")
    assert "export.json: 1 row, 1 h, " in offer.text
    driver.press("ben", offer, "Log 1 row")
    assert "nothing to log\n1 row was already logged" in send(driver, f"[{interval}]", name="hours.json").text


@SQLITE
def test_a_forged_answer_remembers_nothing(driver: Driver) -> None:
    offer = send(driver, HEAD + row())
    [menu] = menus(offer)
    file_id, digest, _ = menu["options"][0]["value"].split(" ", 2)
    for value in ("", file_id, f"{file_id} {digest}", f"{file_id} {digest} area:nothing", f"../x {digest} -"):
        assert "has expired" in press_forged(driver, "import.name", value or "-").text
    assert (
        "(1 row, 1 h). What is it?" in press_forged(driver, "import.name", f"{file_id} {'0' * 16} area:networking").text
    )
    send(driver, HEAD + row(), user="mei")
    others = list(driver.slack.workspace.uploads)[-1]
    assert "isn't yours" in press_forged(driver, "import.names", others).text
    assert "What is it?" in send(driver, HEAD + row()).text


@SQLITE
def test_a_name_can_notify_nobody(driver: Driver) -> None:
    offer = send(driver, HEAD + row(project="<!channel>"))
    assert "Client X / &lt;!channel&gt;" in offer.text
    assert "<!channel>" not in str(shown_by(offer).blocks)


@SQLITE
def test_another_answer_books_no_row_a_second_time(driver: Driver) -> None:
    driver.press("ben", answer(driver, send(driver, HEAD + row()), "Networking"), "Log 1 row")
    asked = driver.press("ben", send(driver, HEAD + row()), "Change my answers")
    changed = answer(driver, asked, "DevOps and CI/CD: Docker")
    assert "1 row was already logged" in changed.text
    assert "Log 1 row" not in button_labels(changed)
    driver.press(
        "ben", answer(driver, send(driver, HEAD + row("2026-11-19", project="docs")), "Networking"), "Log 1 row"
    )
    assert len(booked(driver)) == 2
