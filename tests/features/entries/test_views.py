"""Messages that look back upon the ledger: what they say, what their buttons carry, and that Slack takes them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import Change, Done, Entry, FullDay, Outdated, Page, Posting, Postings, Sums
from bot.core.plan import progress
from bot.core.plan.progress import Doubt
from bot.features.entries.views import changes, entry_list, history
from bot.features.entries.views.changes import Standing, Way
from bot.features.entries.views.entry_list import PAGE, Chosen
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import Press
from bot.slack.message import Message
from bot.slack.payloads import Listed, read
from bot.timeexpr.past_ranges import EVER, PastRange, week_range
from bot.ui import links

TODAY = date(2026, 11, 21)
DAY = date(2026, 11, 17)
AT = datetime(2026, 11, 17, 13, 2, tzinfo=UTC)
NOTE = '<!channel> <@U0SANDANA> *bold* _x_ `code` <https://evil.example|ok> "quoted" \\ &amp;'
ENTRY = Entry(7, 7, "T1", "U1", 120, "networking", None, None, DAY, "subnets", "command", AT)
LATER = replace(ENTRY, id=9, minutes=90)
BERLIN = ZoneInfo("Europe/Berlin")


def checked(message: Message) -> Message:
    check_message(message.payload(), posted=True)
    return message


def buttons(message: Message) -> list[dict[str, Any]]:
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def pressed(message: Message, label: str) -> dict[str, Any]:
    (found,) = (each for each in buttons(message) if each["text"]["text"] == label)
    return found


def listing(catalog: Catalog, entries: Sequence[Entry], chosen: Chosen = Chosen(), count: int = 0) -> Message:  # noqa: B008
    page = Page(tuple(entries), count or len(entries), sum(entry.minutes for entry in entries))
    return checked(entry_list.listing(page, chosen, catalog, TODAY))


def test_a_page_says_what_it_shows_and_what_that_adds_up_to(catalog: Catalog) -> None:
    networking = catalog.area("networking")
    shown = (ENTRY, replace(ENTRY, id=8, root=8, minutes=30))
    heads = {
        Chosen(): "All entries: 2 h 30 min in 2 entries, newest first",
        Chosen(week_range(TODAY)): "16-22 Nov: 2 h 30 min in 2 entries, newest first",
        Chosen(week_range(TODAY), networking): "Networking, 16-22 Nov: 2 h 30 min in 2 entries, newest first",
        Chosen(PastRange(DAY, None)): "Since Tue 17 Nov: 2 h 30 min in 2 entries, newest first",
        Chosen(lead="I took it so."): "I took it so.",
    }
    for chosen, head in heads.items():
        assert listing(catalog, shown, chosen).text.split("\n")[0] == head
    alone = "All entries: 2 h in 1 entry, newest first\n2 h on Networking, Tue 17 Nov\n> subnets"
    assert listing(catalog, [ENTRY]).text == alone


def test_each_line_tells_all_of_an_entry_and_carries_its_number(catalog: Catalog) -> None:
    link = "https://git.example/team/repo/pull/7?a=1&b=2"
    entry = replace(LATER, evidence=link, activity="mentoring", note=NOTE)
    message = listing(catalog, [entry])
    assert "1 h 30 min on Networking, Tue 17 Nov (mentoring, corrected)\n" in message.text
    assert "Evidence: <https://git.example/team/repo/pull/7?a=1&amp;b=2|git.example>" in message.text
    assert "> &lt;!channel&gt; &lt;@U0SANDANA&gt; ∗bold∗" in message.text
    edit, delete = pressed(message, "Edit"), pressed(message, "Delete")
    assert (edit["action_id"].split("#")[0], edit["value"]) == ("log.edit", "7")
    assert (delete["action_id"].split("#")[0], delete["value"]) == ("log.delete", "7")
    assert "1 h 30 min on Networking, Tue 17 Nov will no longer count." in delete["confirm"]["text"]["text"]


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "https://a b", "https://x|<!channel>", "https://", "x"])
def test_what_is_no_web_address_is_shown_as_no_link(link: str) -> None:
    assert links.evidence(link) == ""


def test_pages_can_be_turned_and_keep_what_was_asked_for(catalog: Catalog) -> None:
    networking = catalog.area("networking")
    some = tuple(replace(ENTRY, id=number, root=number) for number in range(1, PAGE + 1))
    middle = listing(catalog, some, Chosen(week_range(TODAY), networking, PAGE), count=30)
    assert "newest first (9-16)" in middle.text
    labels = [each["text"]["text"] for each in buttons(middle)][2 * PAGE :]
    assert labels == ["Newer", "Older", "This month", "All"]
    asked = Listed(first=date(2026, 11, 16), last=date(2026, 11, 22), area="networking")
    assert read(Listed, pressed(middle, "Newer")["value"]) == asked
    assert read(Listed, pressed(middle, "Older")["value"]) == asked.model_copy(update={"offset": 2 * PAGE})
    assert read(Listed, pressed(middle, "This month")["value"]) == Listed(period="month", area="networking")
    assert read(Listed, pressed(middle, "All")["value"]) == Listed(area="networking")
    last = listing(catalog, some[:3], Chosen(offset=24), count=27)
    assert [each["text"]["text"] for each in buttons(last)][6:] == ["Newer", "This week", "This month"]


def test_nothing_there_is_said_kindly(catalog: Catalog) -> None:
    assert listing(catalog, []).text == "No entries yet. Book your first with /log 2h networking."
    some = listing(catalog, [], Chosen(week_range(TODAY), catalog.area("networking")))
    assert some.text == "Networking, 16-22 Nov: no entries."
    assert [each["text"]["text"] for each in buttons(some)] == ["This month", "All"]


def test_words_that_name_nothing_get_the_forms(catalog: Catalog) -> None:
    doubt = progress.find_area(catalog, "networkxyzzy")
    assert isinstance(doubt, Doubt)
    unknown = checked(entry_list.which_area(doubt, [], f"{NOTE} week"))
    assert "I know no such days or focus area." in unknown.text
    assert "week, last month, networking, 3-14 nov, since mon, 2026-W46" in unknown.text
    assert "<" not in unknown.text
    known = entry_list.which_area(replace(doubt, known=True), [Press("Networking", "log.list", "{}")], "x")
    assert checked(known).text == "Which area do you mean by “networkxyzzy”?"
    assert checked(entry_list.two_periods("week month")).text.startswith("I read two periods in “week month”.")


STANDING = Standing({"networking": 150}, {DAY: 210})
STANDS = "Networking: 2 h 30 min of 50-80 h · This week: 3 h 30 min"
BOOKED, DELETED, CORRECTED = Change(None, ENTRY), Change(ENTRY, None), Change(ENTRY, LATER)


def changed(catalog: Catalog, *done: Change, way: Way = Way.ACT, fresh: bool = True) -> Message:
    return checked(changes.changed(Done(31, done, Sums(0, 0), fresh), STANDING, catalog, TODAY, way))


@pytest.mark.parametrize(
    ("change", "way", "words"),
    [
        (BOOKED, Way.ACT, "Booked: 2 h on Networking, Tue 17 Nov"),
        (DELETED, Way.ACT, "Deleted: 2 h on Networking, Tue 17 Nov"),
        (
            CORRECTED,
            Way.ACT,
            "Corrected: was 2 h on Networking, Tue 17 Nov; now 1 h 30 min on Networking, Tue 17 Nov",
        ),
        (DELETED, Way.UNDO, "Undone: the booking of 2 h on Networking, Tue 17 Nov. It no longer counts."),
        (BOOKED, Way.UNDO, "Undone: the deletion of 2 h on Networking, Tue 17 Nov. It counts again."),
        (
            CORRECTED,
            Way.UNDO,
            "Undone: the correction of 1 h 30 min on Networking, Tue 17 Nov to 2 h on Networking, Tue 17 Nov",
        ),
        (BOOKED, Way.REDO, "Done again: the booking of 2 h on Networking, Tue 17 Nov. It counts again."),
        (DELETED, Way.REDO, "Done again: the deletion of 2 h on Networking, Tue 17 Nov. It no longer counts."),
        (
            CORRECTED,
            Way.REDO,
            "Done again: the correction of 2 h on Networking, Tue 17 Nov to 1 h 30 min on Networking, Tue 17 Nov",
        ),
    ],
)
def test_a_change_says_what_it_was_and_where_that_leaves_one(
    catalog: Catalog, change: Change, way: Way, words: str
) -> None:
    assert changed(catalog, change, way=way).text == f"{words}\n{STANDS}"
    again = changed(catalog, change, way=way, fresh=False)
    assert again.text == f"That was done before, and counts once. {words}\n{STANDS}"


def test_the_way_back_asks_first_where_hours_go_by_it(catalog: Catalog) -> None:
    for change, way, label, action, asks in (
        (BOOKED, Way.ACT, "Undo", "log.back", True),
        (DELETED, Way.ACT, "Undo", "log.back", False),
        (CORRECTED, Way.ACT, "Undo", "log.back", False),
        (DELETED, Way.UNDO, "Redo", "log.again", False),
        (BOOKED, Way.UNDO, "Redo", "log.again", True),
        (DELETED, Way.REDO, "Undo", "log.back", False),
    ):
        button = pressed(changed(catalog, change, way=way), label)
        assert (button["action_id"].split("#")[0], button["value"]) == (action, "31")
        assert ("confirm" in button) is asks, (change, way)
    labels = [each["text"]["text"] for each in buttons(changed(catalog, CORRECTED))]
    assert labels == ["Undo", "Edit", "My entries"]
    assert pressed(changed(catalog, CORRECTED), "Edit")["value"] == "7"


def test_a_correction_of_note_and_link_shows_both(catalog: Catalog) -> None:
    noted = replace(ENTRY, id=9, note=NOTE, evidence="https://git.example/1")
    message = changed(catalog, Change(ENTRY, noted))
    assert message.text.startswith("Corrected: 2 h on Networking, Tue 17 Nov\nNote: “subnets”; now “&lt;!channel&gt;")
    assert "Evidence: <https://git.example/1|git.example>" in message.text
    assert "The link is gone." in changed(catalog, Change(noted, replace(noted, evidence=""))).text
    assert "now none" in changed(catalog, Change(ENTRY, replace(ENTRY, note=""))).text


def test_several_changes_are_listed_and_nothing_changed_is_said(catalog: Catalog) -> None:
    several = changed(catalog, CORRECTED, DELETED, BOOKED)
    assert several.text.startswith("3 entries:\n• Corrected: was ")
    assert [each["text"]["text"] for each in buttons(several)] == ["Undo", "My entries"]
    many = changed(catalog, *[BOOKED] * 40)
    assert "• and 30 more" in many.text
    assert "40 entries will no longer count." in pressed(many, "Undo")["confirm"]["text"]["text"]
    assert changed(catalog).text == "Nothing was changed: the entry says exactly that already."


def test_what_cannot_be_undone_says_why_and_how_it_stands(catalog: Catalog) -> None:
    outdated = checked(changes.outdated(Outdated((LATER,)), catalog, TODAY))
    assert "They stand as\n• 1 h 30 min on Networking, Tue 17 Nov" in outdated.text
    assert [each["text"]["text"] for each in buttons(outdated)] == ["Edit", "Delete", "My entries"]
    assert "They were deleted." in checked(changes.outdated(Outdated(()), catalog, TODAY)).text
    assert "a day that holds 23 h now" in checked(changes.too_full(FullDay(1380, possible=False))).text
    assert checked(changes.gone(ENTRY, catalog, TODAY)).text.startswith("That was deleted before: 2 h on Networking")
    for message in (changes.not_yours(), changes.nothing_to_undo(), changes.nothing_to_redo()):
        assert checked(message).text.startswith("There is no")


def posting(number: int, minutes: int = 120, source: str = "command", **more: Any) -> Posting:
    plain = {"root": number, "area": "networking", "roadmap": None, "topic": None, "day": DAY, "note": ""}
    rest = {"reverses": None, "undoes": None, "created_at": AT}
    return Posting(id=number, minutes=minutes, source=source, **{**plain, **rest, **more})


ACTS = {
    "`+2 h` Tue 17 Nov, Networking: booked with /log on 17 Nov 14:02": posting(1),
    "`-2 h` Tue 17 Nov, Networking: deleted on 17 Nov 14:02": posting(2, -120, "delete", root=1, reverses=1),
    "`-2 h` Tue 17 Nov, Networking: taken back by undo on 17 Nov 14:02": posting(2, -120, "undo", root=1, reverses=1),
    "`+2 h` Tue 17 Nov, Networking: brought back on 17 Nov 14:02": posting(3, 120, root=1, undoes=2),
    "`-2 h` Tue 17 Nov, Networking: taken back by redo on 17 Nov 14:02": posting(4, -120, "redo", root=1, reverses=1),
    "`-2 h` Tue 17 Nov, Networking: taken back for a correction on 17 Nov 14:02": posting(
        5, -120, "edit", root=1, reverses=1
    ),
    "`+1 h 30 min` Tue 17 Nov, Networking: corrected with the form on 17 Nov 14:02": posting(6, 90, "form", root=1),
    "`+2 h` Tue 17 Nov, Networking: AWS: booked from a file on 31 Dec 2025 23:30": posting(
        1, source="import", roadmap="aws", created_at=datetime(2025, 12, 31, 22, 30, tzinfo=UTC)
    ),
    "`+2 h` Tue 17 Nov, Networking: booked on 17 Nov 14:02": posting(1, source="unheard-of"),
}


@pytest.mark.parametrize("words", ACTS)
def test_each_row_says_what_it_did_and_when(catalog: Catalog, words: str) -> None:
    rows = Postings((ACTS[words],), 0, 1, ACTS[words].minutes)
    message = checked(history.why(rows, Chosen(), catalog, zone=BERLIN, today=TODAY))
    assert message.text.split("\n")[1] == words.replace("`", "")


def test_a_page_of_rows_leads_from_what_was_carried_over_to_the_total(catalog: Catalog) -> None:
    ten = tuple(posting(number) for number in range(1, 13))
    newest = checked(history.why(Postings(ten, 600, 30, 2040), Chosen(), catalog, zone=BERLIN, today=TODAY)).text
    assert newest.startswith("How 34 h came about: All entries, 30 lines\nCarried over from older lines: 10 h\n")
    assert newest.endswith("\nTotal: 34 h")
    chosen = Chosen(EVER, catalog.area("networking"), 12)
    older = checked(history.why(Postings(ten[:6], 0, 18, 2040), chosen, catalog, zone=BERLIN, today=TODAY))
    assert "Carried over" not in older.text
    assert older.text.endswith("\nCarried on to newer lines: 12 h")
    newer = pressed(older, "Newer")
    assert (newer["action_id"].split("#")[0], read(Listed, newer["value"])) == ("log.why", Listed(area="networking"))
    none = checked(history.why(Postings((), 0, 0, 0), Chosen(week_range(TODAY)), catalog, zone=BERLIN, today=TODAY))
    assert none.text == "16-22 Nov: nothing was booked, so the total is 0 h."


def test_content_that_is_gone_stays_readable(catalog: Catalog) -> None:
    old = replace(ENTRY, area="juggling", roadmap="vms", topic="vms.boot")
    assert "2 h on juggling, Tue 17 Nov" in listing(catalog, [old]).text
    assert "Deleted: 2 h on juggling" in changed(catalog, Change(old, None)).text
    row = posting(1, area="juggling", topic="vms.boot")
    assert "juggling" in history.why(Postings((row,), 0, 1, 120), Chosen(), catalog, zone=BERLIN, today=TODAY).text
