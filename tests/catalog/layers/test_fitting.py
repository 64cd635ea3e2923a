"""Of many things those are kept that fit together, and each that doesn't is told with its reason."""

from __future__ import annotations

from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.layers.fitting import keep_fitting


@given(numbers=st.lists(st.integers(-3, 3), max_size=12))
def test_as_one_by_one(numbers: list[int]) -> None:
    """A number fits that is neither negative nor there already."""

    def objection(some: Sequence[int]) -> str | None:
        if any(each < 0 for each in some):
            return "negative"
        return "twice" if len(set(some)) < len(some) else None

    fitting, refused = keep_fitting(numbers, objection)
    assert fitting == list(dict.fromkeys(each for each in numbers if each >= 0))
    assert sorted([*fitting, *(each for each, _ in refused)]) == sorted(numbers)
    assert all(reason == ("negative" if each < 0 else "twice") for each, reason in refused)


def test_one_misfit_of_many_costs_few_questions() -> None:
    asked: list[int] = []

    def objection(some: Sequence[int]) -> str | None:
        asked.append(len(some))
        return "odd one" if 700 in some else None

    fitting, refused = keep_fitting(range(1000), objection)
    assert refused == [(700, "odd one")]
    assert len(fitting) == 999
    assert len(asked) <= 21
