"""The journal over a long life: old calls and old forms go, marks stay right."""

from __future__ import annotations

from bot.sandbox.slack_api.fixtures import ANA, BEN
from bot.sandbox.slack_api.journal import KEPT_CALLS, KEPT_VIEWS, ApiCall, Journal, ShownItem, ShownKind


def test_old_calls_go_and_marks_stay_right() -> None:
    journal = Journal()
    start = journal.mark()
    for number in range(5 * KEPT_CALLS):
        mark = journal.mark()
        journal.add_call(ApiCall("chat.postMessage", {"text": number}, "no_text" if number % 2 else ""))
        assert [call.payload["text"] for call in journal.calls_since(mark)] == [number]
        assert len(journal.refused_since(mark)) == number % 2
    assert KEPT_CALLS <= len(journal.calls) < 2 * KEPT_CALLS
    assert journal.mark().calls == 5 * KEPT_CALLS
    assert list(journal.calls_since(start)) == journal.calls


def test_old_homes_lose_their_content_and_keep_their_place() -> None:
    journal = Journal()
    for number in range(2 * KEPT_VIEWS):
        to = ANA.id if number % 2 else BEN.id
        assert journal.add_shown(ShownItem(ShownKind.HOME, to=to, view={"id": str(number)})) == number
    assert [one.to for one in journal.shown[:2]] == [BEN.id, ANA.id]
    assert journal.shown[0].view is None
    assert journal.shown[-1].view == {"id": str(2 * KEPT_VIEWS - 1)}
    assert sum(one.view is not None for one in journal.shown) == KEPT_VIEWS + 1
