"""Assignments on their way in words: what is said, which buttons stand there, and what forms refuse."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.assignments.assignment import Act, History, Outcome, Stage, Step, Work, after
from bot.core.plan import progress
from bot.core.plan.progress import Record
from bot.features.plan.views import (
    area,
    assignment,
    assignment_forms,
    assignment_notifications,
    assignment_replies,
    overview,
)
from bot.features.plan.views.assignment import Eyes
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import Press
from bot.slack.modals import Wrong
from bot.slack.payloads import Task, read

CDN = "networking.cdn"
TODAY = date(2026, 11, 21)
EYES = Eyes(TODAY, ZoneInfo("Asia/Singapore"), "U0ANA", {"U0ANA": "Ana", "U0BEN": "@ben <!channel>"})
BAD = "*look* <!channel> <https://evil.example|here>"


def history(*acts: Act, due: date | None = None, words: str = "") -> History:
    """Ben's steps, one a day from Tue 17 Nov in Singapore; what mentors do is Ana's."""
    stage: Stage | None = None
    steps = []
    for number, act in enumerate(acts, start=1):
        stage = after(stage, act)
        actor = "U0ANA" if act in (Act.SIGN_OFF, Act.SEND_BACK) else "U0BEN"
        at = datetime(2026, 11, 15 + number, 20, tzinfo=UTC)
        said = words if act in (Act.HAND_IN, Act.SEND_BACK) else due.isoformat() if due and act is Act.DUE else ""
        steps.append(Step(number, at, actor, act, "https://example.org/x?a=1&b=2" if act is Act.HAND_IN else "", said))
    assert stage
    return History(Work("U0BEN", CDN, stage, due, len(steps), steps[-1].at), tuple(steps))


STARTED = history(Act.START)
HANDED = history(Act.START, Act.HAND_IN, words=BAD)
SENT = history(Act.HAND_IN, Act.SEND_BACK, words=BAD)
SIGNED = history(Act.HAND_IN, Act.SIGN_OFF)


def test_where_it_is_by_whose_word_and_until_when() -> None:
    assert assignment.standing(None, EYES) == ""
    assert assignment.standing(STARTED, EYES) == "Started Tue 17 Nov."
    assert assignment.standing(HANDED, EYES) == "Handed in Wed 18 Nov, waits for a sign-off."
    assert assignment.standing(SENT, EYES).startswith("Sent back by you, Wed 18 Nov.\n> ∗look∗ &lt;!channel&gt;")
    assert assignment.standing(SIGNED, replace(EYES, me="U0BEN")) == "Signed off by Ana, Wed 18 Nov."
    friday = history(Act.START, Act.DUE, due=date(2026, 12, 4))
    assert assignment.standing(friday, EYES) == "Started Tue 17 Nov. Due Fri 4 Dec."
    late = history(Act.START, due=date(2026, 11, 18))
    assert assignment.standing(late, EYES) == "Started Tue 17 Nov. It was due Wed 18 Nov, 3 days ago."
    assert assignment.standing(late, EYES, ticked=True) == "Started Tue 17 Nov."
    assert assignment.lines(friday, EYES)[1] == "Wed 18 Nov: due Fri 4 Dec, set by ben &lt;!channel&gt;"


@pytest.mark.parametrize(
    ("stands", "ticked", "own", "guiding"),
    [
        (None, False, ["Start", "Hand in", "Done"], []),
        (None, True, ["Hand in", "Reopen"], []),
        (STARTED, False, ["Hand in", "Done"], []),
        (HANDED, False, ["Take back", "Done"], ["Sign off", "Send back"]),
        (SENT, False, ["Hand in again", "Done"], []),
        (SENT, True, ["Hand in again", "Reopen"], []),
        (SIGNED, True, [], ["Send back"]),
    ],
)
def test_the_buttons_fit_the_stage(stands: History | None, ticked: bool, own: list[str], guiding: list[str]) -> None:
    assert [press.label for press in assignment.own(CDN, stands, ticked=ticked)] == own
    presses: list[Press] = assignment.guiding(stands)
    assert [press.label for press in presses] == guiding
    assert {read(Task, press.value).step for press in presses} <= {2}


def test_letters_name_who_writes_notify_nobody_and_lead_on(catalog: Catalog) -> None:
    made = (
        assignment_notifications.handed_in("@ben <!channel>", HANDED, catalog),
        assignment_notifications.sent_back("Ana", CDN, BAD, catalog),
        assignment_notifications.signed_off("Ana", CDN, catalog),
        assignment_notifications.due("Ana", CDN, date(2026, 12, 4), TODAY, catalog),
        assignment_notifications.signed_off("Ana", "gone.work", catalog),
    )
    for message in made:
        check_message(message.payload(), posted=True)
        assert any(block["type"] == "actions" for block in message.blocks)
        assert "<!channel>" not in str(message.payload())
        assert "<https://evil" not in str(message.payload())
    first = made[0].text
    assert first.startswith("ben &lt;!channel&gt; handed in Content delivery network (Networking)\n> ")
    assert "Evidence: <https://example.org/x?a=1&amp;b=2|example.org>" in first
    assert made[2].text == "Ana signed off Content delivery network (Networking). It is done in your plan."
    assert made[3].text == "Content delivery network (Networking) is due Fri 4 Dec now. Ana has set that."


def test_a_press_that_comes_too_late_says_what_is_so_and_offers_what_fits(catalog: Catalog) -> None:
    leads = {
        STARTED: "Ben has taken this back, Tue 17 Nov:",
        HANDED: "Ben has handed this in anew, Wed 18 Nov:",
        SENT: "You sent this back already, Wed 18 Nov:",
        SIGNED: "You signed this off already, Wed 18 Nov:",
    }
    for stands, lead in leads.items():
        message = assignment_notifications.now(assignment_notifications.Waiting("Ben", stands), catalog, EYES)
        assert message.text.startswith(lead)
        assert "Your press changed nothing." in message.text
        found = next(block["elements"] for block in message.blocks if block["type"] == "actions")
        labels = [button["text"]["text"] for button in found]
        assert labels == [*(press.label for press in assignment.guiding(stands)), "More", "What else waits"]
    left = assignment_notifications.decided(
        assignment_notifications.Waiting("Ben", SIGNED, has_left=True), catalog
    ).text
    assert left == (
        "Signed off: Content delivery network (Networking), Ben. "
        "Ben has left, so nobody is told; it is kept all the same."
    )


def test_a_long_list_fits_and_leads_on(catalog: Catalog) -> None:
    long = history(Act.HAND_IN, words="x" * 1000)
    message = assignment_notifications.waiting(
        [assignment_notifications.Waiting("n" * 200, long)] * 11, catalog, EYES, offset=10
    )
    check_message(message.payload())
    assert [button["text"]["text"] for button in message.blocks[-2]["elements"]] == ["Previous", "Next"]
    assert assignment_notifications.waiting([], catalog, EYES, offset=0).text == "Nothing waits for your sign-off."


@pytest.mark.parametrize("size", [20, 30, 60])
def test_a_large_area_keeps_every_way_within_slacks_limits(catalog: Catalog, size: int) -> None:
    base = catalog.area("networking")
    tasks = tuple(base.assignments[0].model_copy(update={"id": f"networking.t{number}"}) for number in range(size))
    of = base.model_copy(update={"assignments": tasks})
    stands = {task.id: HANDED for task in tasks}
    places = progress.ahead(catalog, Record({}, frozenset()), base)
    page = area.Page(progress.in_area(of, Record({}, frozenset())), places, (), overview.Whose("U0BEN", "Ben"))
    message = area.show(replace(page, works=stands, eyes=EYES))
    check_message(message.payload())
    assert ("work.sign" in str(message.blocks)) is (size <= area.MOST_ROWS)
    assert "work.more" in str(message.blocks)


@pytest.mark.parametrize(
    ("fields", "wrong"),
    [
        ({}, {"words"}),
        ({"words": " \n "}, {"words"}),
        ({"link": "javascript:alert(1)", "words": "here"}, {"link"}),
        ({"link": "https://example.org/a|b"}, {"link"}),
        ({"link": "https://" + "x" * 500}, {"link"}),
        ({"link": "ftp://example.org", "words": "x" * 1001}, {"link", "words"}),
    ],
)
def test_what_was_handed_in_needs_a_good_link_or_a_line(fields: dict[str, str], wrong: set[str]) -> None:
    found = assignment_forms.read_work(fields)
    assert isinstance(found, Wrong)
    assert set(found.errors) == wrong


def test_forms_take_what_is_right() -> None:
    assert assignment_forms.read_work({"link": " https://example.org "}) == assignment_forms.Said(
        "https://example.org", ""
    )
    assert assignment_forms.read_work({"words": "a\r\nb"}) == assignment_forms.Said("", "a\nb")
    assert assignment_forms.read_reason({"words": " why "}) == "why"
    assert isinstance(assignment_forms.read_reason({"words": "  "}), Wrong)
    past = date(2026, 11, 1)
    assert assignment_forms.read_due({}, TODAY, past) is None
    assert assignment_forms.read_due({"due": "2026-11-01"}, TODAY, past) == past
    for wrong in ("2026-11-20", "2029-01-01", "soon"):
        assert isinstance(assignment_forms.read_due({"due": wrong}, TODAY, None), Wrong)


def test_the_window_has_the_history_and_no_due_day_once_it_is_over(catalog: Catalog) -> None:
    ticket: Any = Task(assignment=CDN)
    opened = assignment_forms.more(ticket, HANDED, catalog, EYES, ticked=False, own=False)
    assert opened.submit == "Save the day"
    assert "Tue 17 Nov: started by ben &lt;!channel&gt;" in str(opened.blocks)
    over = assignment_forms.more(ticket, SIGNED, catalog, EYES, ticked=True, own=True)
    assert (over.submit, "datepicker" in str(over.blocks)) == ("", False)
    gone = assignment_forms.more(Task(assignment="gone.work"), HANDED, catalog, EYES, ticked=False, own=False)
    assert (gone.submit, "gone.work" in str(gone.blocks)) == ("", True)


def test_who_is_told_is_named_and_nobody_is_said_so(catalog: Catalog) -> None:
    _, task = catalog.assignment(CDN)
    done = Outcome(True, HANDED)
    assert (
        assignment_replies.handed_in(task, done, ["Ana"], EYES) == "*Handed in:* Content delivery network. Ana is told."
    )
    many = assignment_replies.handed_in(task, done, ["A", "B", "C", "D", "E", "F"], EYES)
    assert many.endswith("A, B, C, D and 2 others are told.")
    assert "Nobody here can sign it off yet" in assignment_replies.handed_in(task, done, [], EYES)
