"""People of one name are told apart, whoever chose it and however it is written."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.core.people.names import SHORTEST_LABEL, base_name, distinct_names, name_spellings
from bot.slack.mrkdwn import clip, plain_person_name
from bot.slack.visible_text import is_visible
from tests.slack.test_visible_text import WEIRD

IDS = st.text("ABCDEFGHJKLMNPQRSTUVWXYZ0123456789", min_size=8, max_size=11).map("U".__add__)


@pytest.mark.parametrize(
    ("names", "shown"),
    [
        ({"U0AAAA1": "Ben", "U0AAAA2": "Mei"}, ["Ben", "Mei"]),
        ({"U0AAAA1": "Ben", "U0AAAA2": "Ben"}, ["Ben (AAA1)", "Ben (AAA2)"]),
        ({"U0AAAA1": "Ben", "U0AAAA2": "ben\u200b "}, ["Ben (AAA1)", "ben\u200b (AAA2)"]),
        ({"U1ZZZZ": "Ben", "U2ZZZZ": "Ben"}, ["Ben (1ZZZZ)", "Ben (2ZZZZ)"]),
        ({"U0AAAA1": "Ａna", "U0AAAA2": "ana", "U0AAAA3": "Bo"}, ["Ａna (AAA1)", "ana (AAA2)", "Bo"]),
        ({"U0AAAA1": "\u200b", "U0AAAA2": "  "}, ["U0AAAA1", "U0AAAA2"]),
        ({"U0AAAA1": "<>", "U0AAAA2": "<Ana>"}, ["U0AAAA1", "<Ana>"]),
    ],
)
def test_names_as_a_list_shows_them(names: dict[str, str], shown: list[str]) -> None:
    assert list(distinct_names(names).values()) == shown


@given(
    st.dictionaries(IDS, st.one_of(WEIRD, st.sampled_from(["Ben", "BEN", "B\u200ben", "x" * 90, "x" * 80])), max_size=6)
)
def test_no_two_look_the_same_even_where_labels_are_shortest(names: dict[str, str]) -> None:
    shown = distinct_names(names)
    labels = [plain_person_name(each, SHORTEST_LABEL) for each in shown.values()]
    assert list(shown) == list(names)
    assert len({each.casefold() for each in labels}) == len(names)
    assert all(map(is_visible, labels))


def test_a_name_is_found_in_messages_with_and_without_what_tells_it_apart() -> None:
    assert base_name("Ben Kaya (7QX2)") == "Ben Kaya"
    assert base_name("Ben (ops)") == "Ben (ops)"
    assert {"Ben Kaya (7QX2)", "Ben Kaya"} <= set(name_spellings("Ben Kaya (7QX2)"))
    assert "" not in name_spellings("<>")
    assert clip("Ben", SHORTEST_LABEL) == "Ben"
