"""What the commands answer in a team at work fits a phone's screen, and its buttons one or two rows."""

from __future__ import annotations

from typing import Any, Final

import pytest

from bot.sandbox.slack_api.journal import ShownItem
from tests.slack_driver import Driver
from tests.voice.shapes import MOST_IN_A_ROW

MOST_LINES: Final = 12  # with the rows of buttons
MOST_ROWS: Final = 2
BEFORE: Final = (
    ("ana", "/roadmate settings board on"),
    ("ana", "/team mentor @ana"),
    *(("ben", f"/log {number}h {what}") for number, what in enumerate(("networking", "kubernetes", "aws", "ci/cd"), 1)),
    ("chidi", "/log 90m terraform: state"),
    ("ben", "/roadmate stuck aws iam"),
    ("ben", "/roadmate level aws advanced"),
    ("ben", "/roadmate mentor @ana"),
)
ANSWERS: Final = (
    "/log 2h networking: vpc",
    "/log undo",
    "/log redo",
    "/log why",
    "/log help",
    "/log 2h scaling",
    "/log 2h fooo",
    "/roadmap aws",
    "/roadmap aws kubernetes",
    "/roadmap aws asdf",
    "/roadmap next",
    "/roadmap help",
    "/roadmap asdfgh",
    "/plan networking",
    "/plan networking by 1 jun",
    "/plan hands-on practice",
    "/plan certifications",
    "/plan help",
    "/leaderboard",
    "/leaderboard month",
    "/leaderboard me",
    "/leaderboard help",
    "/roadmate",
    "/roadmate goal",
    "/roadmate away",
    "/roadmate stuck",
    "/roadmate stuck terraform state",
    "/roadmate who terraform",
    "/roadmate level aws",
    "/roadmate level docker expert",
    "/roadmate session mon 15:00 vpc peering",
    "/roadmate sessions",
    "/roadmate mentor",
    "/roadmate milestones",
    "/roadmate nudge",
    "/roadmate forget me",
    "/roadmate welcome",
    "/roadmate foo",
    "/roadmate placement",
    "/roadmate placement docker",
    "/roadmate know",
    "/roadmate know auto scaling, pods, vpc",
)
ANSWERS_OF_ADMINS: Final = (
    "/team",
    "/team networking",
    "/team help",
    "/team mentor @ben",
    "/plan networking @ben",
    "/roadmate mentees",
    "/roadmate setup",
    "/roadmate settings board on",
)
# Lists that were asked for, and pages that one reads before a talk or a decision.
LISTS: Final = (
    ("ben", "/roadmap"),
    ("ben", "/roadmap aws scaling"),
    ("ben", "/roadmap beginner"),
    ("ben", "/roadmap rds proxy"),
    ("ben", "/roadmap networking path"),
    ("ben", "/plan"),
    ("ben", "/log list"),
    ("ben", "/roadmate waiting"),
    ("ben", "/roadmate privacy"),
    ("ben", "/roadmate seen-by-mentor"),
    ("ana", "/plan @ben"),
    ("ana", "/team @ben"),
    ("ana", "/team coverage"),
    ("ana", "/team coverage aws"),
    ("ana", "/team coverage signoffs"),
    ("ana", "/roadmate links"),
    ("ana", "/roadmate waiting"),
    ("ana", "/roadmate audit"),
)
ROW_FOR_EACH: Final = frozenset({"/log list"})  # entry: Edit and Delete


def rows_of(shown: ShownItem) -> list[list[dict[str, Any]]]:
    return [block["elements"] for block in shown.blocks if block["type"] == "actions"]


@pytest.fixture
def team(driver: Driver) -> Driver:
    for person, typed in BEFORE:
        driver.say(person, typed)
    return driver


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)  # what is shown is the same on both
def test_answers_fit_a_phone_and_have_one_or_two_rows_of_buttons(team: Driver) -> None:
    said = [*(("ben", typed) for typed in ANSWERS), *(("ana", typed) for typed in ANSWERS_OF_ADMINS), *LISTS]
    wrong: list[str] = []
    for person, typed in said:
        (shown,) = team.say(person, typed).shown
        rows, lines = rows_of(shown), len(shown.text.splitlines())
        if any(len(row) > MOST_IN_A_ROW for row in rows) or (len(rows) > MOST_ROWS and typed not in ROW_FOR_EACH):
            wrong.append(f"{typed}: rows of {[len(row) for row in rows]}")
        if (person, typed) not in LISTS and lines + len(rows) > MOST_LINES:
            wrong.append(f"{typed}: {lines} lines and {len(rows)} rows")
    assert not wrong, "\n".join(wrong)
