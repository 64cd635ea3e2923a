"""Messages about entries and changes: what they say, what their buttons carry, and that Slack accepts them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import UTC, date, datetime
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from bot.catalog.catalog import Catalog
from bot.core.ledger.rules import (
    Entry,
    EntryChange,
    EntryPage,
    EntrySums,
    FullDay,
    LedgerAct,
    OutdatedAct,
    Posting,
    PostingPage,
)
from bot.core.plan import progress
from bot.core.plan.progress import AmbiguousArea
from bot.features.entries.payloads import EntryListPayload
from bot.features.entries.views import changes
from bot.features.entries.views import listing as listing_views
from bot.features.entries.views.changes import ChangeOrigin, CurrentTotals
from bot.features.entries.views.listing import ENTRIES_PER_PAGE, EntryFilter
from bot.sandbox.validation.rules import check_message
from bot.slack.blocks import ButtonSpec, split_state
from bot.slack.message import Message
from bot.slack.payloads import decode_payload
from bot.timeexpr.past_ranges import EVER, PastRange, week_range
from bot.ui import links
from tests.slack_driver import message_text

TODAY = date(2026, 11, 21)
DAY = date(2026, 11, 17)
AT = datetime(2026, 11, 17, 13, 2, tzinfo=UTC)
NOTE = '<!channel> <@U0SANDANA> *bold* _x_ `code` <https://evil.example|ok> "quoted" \\ &amp;'
ENTRY = Entry(7, 7, "T1", "U1", 120, "networking", None, None, DAY, "subnets", "command", AT)
LATER = replace(ENTRY, id=9, minutes=90)
BERLIN = ZoneInfo("Europe/Berlin")


def checked(message: Message) -> Message:
    check_message(message.post_arguments(), posted=True)
    return message


def buttons(message: Message) -> list[dict[str, Any]]:
    return [each for block in message.blocks if block["type"] == "actions" for each in block["elements"]]


def labels_of(message: Message) -> list[str]:
    return [each["text"]["text"] for each in buttons(message)]


def find_button(message: Message, label: str) -> dict[str, Any]:
    (found,) = (each for each in buttons(message) if each["text"]["text"] == label)
    return found


def history(catalog: Catalog, page: PostingPage, entry_filter: EntryFilter | None = None) -> Message:
    chosen = entry_filter or EntryFilter()
    return checked(listing_views.render_history(page, chosen, catalog, zone=BERLIN, today=TODAY))


def listing(
    catalog: Catalog, entries: Sequence[Entry], entry_filter: EntryFilter | None = None, count: int = 0
) -> Message:
    page = EntryPage(tuple(entries), count or len(entries), sum(entry.minutes for entry in entries))
    return checked(listing_views.render_entries(page, entry_filter or EntryFilter(), catalog, TODAY))


def test_a_page_says_what_it_shows_and_what_that_adds_up_to(catalog: Catalog) -> None:
    networking = catalog.area("networking")
    entries = (ENTRY, replace(ENTRY, id=8, root=8, minutes=30))
    heads = {
        EntryFilter(): "All entries: 2 h 30 min in 2 entries, newest first",
        EntryFilter(week_range(TODAY)): "16-22 Nov: 2 h 30 min in 2 entries, newest first",
        EntryFilter(week_range(TODAY), networking): "Networking, 16-22 Nov: 2 h 30 min in 2 entries, newest first",
        EntryFilter(PastRange(DAY, None)): "Since Tue 17 Nov: 2 h 30 min in 2 entries, newest first",
        EntryFilter(lead="I took it so."): "I took it so.",
    }
    for chosen, head in heads.items():
        assert listing(catalog, entries, chosen).text.split("\n")[0] == head
    alone = "All entries: 2 h in 1 entry, newest first\n2 h on Networking, Tue 17 Nov\n> subnets"
    assert listing(catalog, [ENTRY]).text == alone


def test_each_entry_is_shown_whole_and_its_buttons_carry_its_id(catalog: Catalog) -> None:
    link = "https://git.example/team/repo/pull/7?a=1&b=2"
    entry = replace(LATER, evidence=link, activity="mentoring", note=NOTE)
    message = listing(catalog, [entry])
    assert "1 h 30 min on Networking, Tue 17 Nov (mentoring, changed)\n" in message.text
    assert "Evidence: <https://git.example/team/repo/pull/7?a=1&amp;b=2|git.example>" in message.text
    assert "> &lt;!channel&gt; &lt;@U0SANDANA&gt; ∗bold∗" in message.text
    edit, delete = find_button(message, "Edit"), find_button(message, "Delete")
    assert (edit["action_id"].split("#")[0], edit["value"]) == ("log.edit", "7")
    assert (delete["action_id"].split("#")[0], split_state(delete["value"])) == ("log.delete", ("7", str(LATER.id)))
    assert "1 h 30 min on Networking, Tue 17 Nov: you can undo that." in delete["confirm"]["text"]["text"]


@pytest.mark.parametrize("link", ["", "javascript:alert(1)", "https://a b", "https://x|<!channel>", "https://", "x"])
def test_only_a_web_address_is_shown_as_a_link(link: str) -> None:
    assert links.evidence_link(link) == ""


def test_pages_can_be_turned_and_keep_what_was_asked_for(catalog: Catalog) -> None:
    networking = catalog.area("networking")
    some = tuple(replace(ENTRY, id=number, root=number) for number in range(1, ENTRIES_PER_PAGE + 1))
    middle = listing(catalog, some, EntryFilter(week_range(TODAY), networking, ENTRIES_PER_PAGE), count=30)
    assert "newest first (9-16)" in middle.text
    assert labels_of(middle)[2 * ENTRIES_PER_PAGE :] == ["Newer", "Older", "This month", "All"]
    payload = EntryListPayload(first=date(2026, 11, 16), last=date(2026, 11, 22), area="networking")
    assert decode_payload(EntryListPayload, find_button(middle, "Newer")["value"]) == payload
    assert decode_payload(EntryListPayload, find_button(middle, "Older")["value"]) == payload.model_copy(
        update={"offset": 2 * ENTRIES_PER_PAGE}
    )
    assert decode_payload(EntryListPayload, find_button(middle, "This month")["value"]) == EntryListPayload(
        period="month", area="networking"
    )
    assert decode_payload(EntryListPayload, find_button(middle, "All")["value"]) == EntryListPayload(area="networking")
    last = listing(catalog, some[:3], EntryFilter(offset=24), count=27)
    assert labels_of(last)[6:] == ["Newer", "This week", "This month"]


def test_a_list_without_entries_says_so(catalog: Catalog) -> None:
    none = listing(catalog, [])
    assert message_text(none) == "You haven't logged anything yet. Try /log 2h networking."
    assert message_text(none, "team-") == "You haven't logged anything yet. Try /team-log 2h networking."
    filtered = listing(catalog, [], EntryFilter(week_range(TODAY), catalog.area("networking")))
    assert filtered.text == "Networking, 16-22 Nov: no entries."
    assert labels_of(filtered) == ["This month", "All"]


def test_words_that_name_no_area_get_examples(catalog: Catalog) -> None:
    doubt = progress.find_area(catalog, "networkxyzzy")
    assert isinstance(doubt, AmbiguousArea)
    unknown = checked(listing_views.render_area_question(doubt, [], f"{NOTE} week"))
    assert "as days or a focus area." in unknown.text
    assert "week, last month, networking, 3-14 nov, since mon, 2026-W46" in unknown.text
    assert "<" not in unknown.text
    known = listing_views.render_area_question(
        replace(doubt, is_known=True), [ButtonSpec("Networking", "log.list", "{}")], "x"
    )
    assert checked(known).text == "Which “networkxyzzy”?"
    assert checked(listing_views.render_two_periods("week month")).text.startswith(
        "I see two periods in “week month”. Which one?"
    )


TOTALS = CurrentTotals({"networking": 150}, {DAY: 210})
TOTALS_TEXT = "Networking: 2 h 30 min of 50-80 h · This week: 3 h 30 min"
BOOKED, DELETED, CORRECTED = EntryChange(None, ENTRY), EntryChange(ENTRY, None), EntryChange(ENTRY, LATER)


def changed(
    catalog: Catalog, *done: EntryChange, origin: ChangeOrigin = ChangeOrigin.ACT, is_new: bool = True
) -> Message:
    return checked(changes.render_change(LedgerAct(31, done, EntrySums(0, 0), is_new), TOTALS, catalog, TODAY, origin))


@pytest.mark.parametrize(
    ("change", "origin", "words"),
    [
        (BOOKED, ChangeOrigin.ACT, "✅ Logged 2 h on Networking (Tue 17 Nov)"),
        (DELETED, ChangeOrigin.ACT, "↩️ Deleted: 2 h on Networking (Tue 17 Nov)"),
        (
            CORRECTED,
            ChangeOrigin.ACT,
            "✅ Changed to 1 h 30 min on Networking (Tue 17 Nov), was 2 h on Networking (Tue 17 Nov)",
        ),
        (DELETED, ChangeOrigin.UNDO, "↩️ Undone: 2 h on Networking (Tue 17 Nov)"),
        (BOOKED, ChangeOrigin.UNDO, "✅ Restored: 2 h on Networking (Tue 17 Nov)"),
        (
            CORRECTED,
            ChangeOrigin.UNDO,
            "↩️ Undone, back to 1 h 30 min on Networking (Tue 17 Nov), was 2 h on Networking (Tue 17 Nov)",
        ),
        (BOOKED, ChangeOrigin.REDO, "✅ Restored: 2 h on Networking (Tue 17 Nov)"),
        (DELETED, ChangeOrigin.REDO, "↩️ Deleted again: 2 h on Networking (Tue 17 Nov)"),
        (
            CORRECTED,
            ChangeOrigin.REDO,
            "✅ Changed again to 1 h 30 min on Networking (Tue 17 Nov), was 2 h on Networking (Tue 17 Nov)",
        ),
    ],
)
def test_a_change_says_what_it_was_and_the_new_totals(
    catalog: Catalog, change: EntryChange, origin: ChangeOrigin, words: str
) -> None:
    assert changed(catalog, change, origin=origin).text == f"{words}\n{TOTALS_TEXT}"
    again = changed(catalog, change, origin=origin, is_new=False)
    lead = {
        ChangeOrigin.ACT: "You did that before, so I counted it once.",
        ChangeOrigin.UNDO: "Already undone.",
        ChangeOrigin.REDO: "Already restored.",
    }[origin]
    assert again.text == f"{lead}\n{words}\n{TOTALS_TEXT}"


def test_the_button_back_asks_first_if_it_takes_hours_away(catalog: Catalog) -> None:
    for change, origin, label, action, asks in (
        (BOOKED, ChangeOrigin.ACT, "Undo", "log.back", True),
        (DELETED, ChangeOrigin.ACT, "Undo", "log.back", False),
        (CORRECTED, ChangeOrigin.ACT, "Undo", "log.back", False),
        (DELETED, ChangeOrigin.UNDO, "Redo", "log.again", False),
        (BOOKED, ChangeOrigin.UNDO, "Redo", "log.again", True),
        (DELETED, ChangeOrigin.REDO, "Undo", "log.back", False),
    ):
        button = find_button(changed(catalog, change, origin=origin), label)
        assert (button["action_id"].split("#")[0], button["value"]) == (action, "31")
        assert ("confirm" in button) is asks, (change, origin)
    assert labels_of(changed(catalog, CORRECTED)) == ["Undo", "Edit", "My entries"]
    assert find_button(changed(catalog, CORRECTED), "Edit")["value"] == "7"


def test_a_correction_of_note_and_link_shows_both(catalog: Catalog) -> None:
    noted = replace(ENTRY, id=9, note=NOTE, evidence="https://git.example/1")
    message = changed(catalog, EntryChange(ENTRY, noted))
    assert message.text.startswith(
        "✅ Changed to 2 h on Networking (Tue 17 Nov)\nNote: “subnets”; now “&lt;!channel&gt;"
    )
    assert "Evidence: <https://git.example/1|git.example>" in message.text
    assert "Link removed." in changed(catalog, EntryChange(noted, replace(noted, evidence=""))).text
    assert "now none" in changed(catalog, EntryChange(ENTRY, replace(ENTRY, note=""))).text


def test_several_changes_are_listed_and_no_change_is_told(catalog: Catalog) -> None:
    several = changed(catalog, CORRECTED, DELETED, BOOKED)
    assert several.text.startswith("3 entries:\n✅ Changed to ")
    assert labels_of(several) == ["Undo", "My entries"]
    many = changed(catalog, *[BOOKED] * 40)
    assert "\nand 30 more" in many.text
    assert "40 entries will be taken back." in find_button(many, "Undo")["confirm"]["text"]["text"]
    assert changed(catalog).text == "Nothing changed: the entry already says that."


def test_what_cannot_be_undone_says_why_and_how_it_is_now(catalog: Catalog) -> None:
    outdated = checked(changes.render_outdated_undo(OutdatedAct((LATER,)), catalog, TODAY))
    assert "Here they are:\n• 1 h 30 min on Networking (Tue 17 Nov)" in outdated.text
    assert labels_of(outdated) == ["Edit", "Delete", "My entries"]
    assert "They're deleted now." in checked(changes.render_outdated_undo(OutdatedAct(()), catalog, TODAY)).text
    assert "A day with 23 h can't" in checked(changes.render_undo_day_full(FullDay(1380, is_possible=False))).text
    assert checked(changes.render_already_deleted(ENTRY, catalog, TODAY)).text.startswith(
        "Already deleted: 2 h on Networking"
    )
    assert checked(changes.render_not_own_entry()).text.startswith("I can't find that entry of yours")
    assert checked(changes.render_nothing_to_undo()).text.startswith("Nothing to undo. ")
    assert checked(changes.render_nothing_to_redo()).text == "Nothing to redo."


def posting(number: int, minutes: int = 120, source: str = "command", **more: Any) -> Posting:
    plain = {"root": number, "area": "networking", "roadmap": None, "topic": None, "day": DAY, "note": ""}
    rest = {"reverses": None, "undoes": None, "created_at": AT}
    return Posting(id=number, minutes=minutes, source=source, **{**plain, **rest, **more})


HISTORY_LINES = {
    "`+2 h` Tue 17 Nov, Networking: logged with /log on 17 Nov 14:02": posting(1),
    "`-2 h` Tue 17 Nov, Networking: deleted on 17 Nov 14:02": posting(2, -120, "delete", root=1, reverses=1),
    "`-2 h` Tue 17 Nov, Networking: undone on 17 Nov 14:02": posting(2, -120, "undo", root=1, reverses=1),
    "`+2 h` Tue 17 Nov, Networking: restored on 17 Nov 14:02": posting(3, 120, root=1, undoes=2),
    "`-2 h` Tue 17 Nov, Networking: deleted again on 17 Nov 14:02": posting(4, -120, "redo", root=1, reverses=1),
    "`-2 h` Tue 17 Nov, Networking: replaced by a change on 17 Nov 14:02": posting(5, -120, "edit", root=1, reverses=1),
    "`+1 h 30 min` Tue 17 Nov, Networking: changed with the form on 17 Nov 14:02": posting(6, 90, "form", root=1),
    "`+2 h` Tue 17 Nov, Networking: AWS: logged from a file on 31 Dec 2025 23:30": posting(
        1, source="import", roadmap="aws", created_at=datetime(2025, 12, 31, 22, 30, tzinfo=UTC)
    ),
    "`+2 h` Tue 17 Nov, Networking: logged on 17 Nov 14:02": posting(1, source="unheard-of"),
}


@pytest.mark.parametrize("words", HISTORY_LINES)
def test_each_row_says_what_it_did_and_when(catalog: Catalog, words: str) -> None:
    message = history(catalog, PostingPage((HISTORY_LINES[words],), 0, 1, HISTORY_LINES[words].minutes))
    assert message_text(message).split("\n")[1] == words.replace("`", "")


def test_a_page_of_rows_leads_from_the_sum_carried_over_to_the_total(catalog: Catalog) -> None:
    rows = tuple(posting(number) for number in range(1, 13))
    newest = history(catalog, PostingPage(rows, 600, 30, 2040)).text
    assert newest.startswith("Where your 34 h come from: All entries, 30 lines\nFrom older lines: 10 h\n")
    assert newest.endswith("\nTotal: 34 h")
    older = history(catalog, PostingPage(rows[:6], 0, 18, 2040), EntryFilter(EVER, catalog.area("networking"), 12))
    assert "From older lines" not in older.text
    assert older.text.endswith("\nSo far, with newer lines to come: 12 h")
    newer = find_button(older, "Newer")
    assert (newer["action_id"].split("#")[0], decode_payload(EntryListPayload, newer["value"])) == (
        "log.why",
        EntryListPayload(area="networking"),
    )
    none = history(catalog, PostingPage((), 0, 0, 0), EntryFilter(week_range(TODAY)))
    assert none.text == "16-22 Nov: nothing logged."


def test_content_that_is_gone_stays_readable(catalog: Catalog) -> None:
    old = replace(ENTRY, area="juggling", roadmap="vms", topic="vms.boot")
    assert "2 h on juggling, Tue 17 Nov" in listing(catalog, [old]).text
    assert "Deleted: 2 h on juggling" in changed(catalog, EntryChange(old, None)).text
    row = posting(1, area="juggling", topic="vms.boot")
    assert "juggling" in history(catalog, PostingPage((row,), 0, 1, 120)).text
