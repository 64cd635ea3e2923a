"""An event is held by one thread at a time."""

from __future__ import annotations

import pytest

from bot.events_in_hand import EventsInHand


def test_an_event_is_held_once_and_free_again_afterwards() -> None:
    events = EventsInHand()
    with events.hold("T1:E1") as first, events.hold("T1:E1") as second, events.hold("T1:E2") as other:
        assert (first, second, other) == (True, False, True)
    with events.hold("T1:E1") as again:
        assert again


def test_who_does_not_hold_it_does_not_let_it_go() -> None:
    events = EventsInHand()
    with events.hold("T1:E1"):
        with events.hold("T1:E1"):
            """Comes and goes."""
        with events.hold("T1:E1") as third:
            assert not third


def test_an_answer_that_breaks_lets_it_go() -> None:
    events = EventsInHand()
    with pytest.raises(ValueError, match="broken"), events.hold("T1:E1"):
        raise ValueError("broken")
    with events.hold("T1:E1") as again:
        assert again


def test_an_owed_answer_is_given_once() -> None:
    events = EventsInHand()
    assert not events.take_owed("T1:E1")
    events.owe("T1:E1")
    assert (events.take_owed("T1:E2"), events.take_owed("T1:E1"), events.take_owed("T1:E1")) == (False, True, False)
