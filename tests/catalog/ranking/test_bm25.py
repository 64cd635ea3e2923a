"""Items are ranked by how much they say: in their names before their texts, by rare words before common ones."""

from __future__ import annotations

from bot.catalog.ranking.bm25 import Bm25Index, FieldText

ITEMS = (
    (FieldText(5.0, ("secret", "rotat")), FieldText(1.0, ("server", "key"), is_long=True)),
    (FieldText(5.0, ("server",)), FieldText(1.0, ("secret", "server", "server"), is_long=True)),
    (FieldText(5.0, ("network",)), FieldText(1.0, ("server", "cabl"), is_long=True)),
)


def ranked(terms: dict[str, float]) -> list[int]:
    scores = Bm25Index.build(ITEMS).score(terms)
    return sorted(scores, key=lambda number: -scores[number])


def test_a_name_says_more_than_a_text() -> None:
    assert ranked({"secret": 1.0}) == [0, 1]
    assert ranked({"server": 1.0})[0] == 1


def test_a_rare_word_says_more_than_a_common_one() -> None:
    assert ranked({"server": 1.0, "cabl": 1.0})[:2] in ([2, 1], [1, 2])
    scores = Bm25Index.build(ITEMS).score({"cabl": 1.0})
    assert scores[2] > Bm25Index.build(ITEMS).score({"server": 1.0})[2]


def test_the_weight_of_a_term_counts() -> None:
    index = Bm25Index.build(ITEMS)
    assert index.score({"secret": 0.5})[0] * 2 == index.score({"secret": 1.0})[0]
    assert index.score({"nothing": 1.0}) == {}
