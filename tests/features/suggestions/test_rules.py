"""What a suggestion changes: compared word by word, on top of what was changed before, and undone again."""

from __future__ import annotations

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.catalog.lessons import Question, Resource
from bot.features.suggestions.rules.field_values import FieldRow, FieldValue, merge_fields, undo_fields
from bot.features.suggestions.rules.layer_changes import new_slug
from bot.features.suggestions.rules.proposals import (
    Proposal,
    SuggestionKind,
    Target,
    TopicWords,
    decode_proposal,
    encode_proposal,
    part_version,
)
from bot.features.suggestions.rules.word_changes import compare_texts
from tests.examples import examples

WORDS = Target("aws.rds-proxy", SuggestionKind.WORDS)
BEFORE = TopicWords(text="Pools connections.", terms=("pool", "failover"))
RESOURCE = Resource(title="RDS Proxy", url="https://docs.aws.amazon.com/proxy", kind="docs", minutes=30)
QUESTION = Question(
    ask="What does it do?", options=("Pools", "Sleeps", "Burns", "Sings"), right=1, reason="It pools.", resource="docs"
)


def test_only_the_words_that_differ_are_marked() -> None:
    old, new = compare_texts("Pools the few connections of functions", "Pools few connections of many functions")
    assert [(each.text, each.is_changed) for each in old] == [
        ("Pools", False),
        ("the", True),
        ("few connections of functions", False),
    ]
    assert [each.text for each in new if each.is_changed] == ["many"]


def test_few_words_between_two_changes_belong_to_them() -> None:
    old, new = compare_texts("It keeps ropes and knots dry", "It keeps lines and bends dry")
    assert [each.text for each in old] == ["It keeps", "ropes and knots", "dry"]
    assert [each.text for each in new if each.is_changed] == ["lines and bends"]


@settings(max_examples=examples(20))
@given(st.lists(st.sampled_from("abc"), max_size=8), st.lists(st.sampled_from("abc"), max_size=8))
def test_both_texts_are_shown_whole(before: list[str], after: list[str]) -> None:
    old, new = compare_texts(" ".join(before), " ".join(after))
    assert " ".join(each.text for each in old).split() == before
    assert " ".join(each.text for each in new).split() == after
    kept, still = (" ".join(each.text for each in text if not each.is_changed) for text in (old, new))
    assert kept == still


def test_a_proposal_changes_only_the_fields_in_which_it_differs() -> None:
    proposal = Proposal(WORDS, BEFORE, BEFORE.model_copy(update={"text": "Shares connections."}))
    assert proposal.changed_fields == {"text": "Shares connections."}
    changed_meanwhile = TopicWords(text="Pools connections.", terms=("pool",))
    assert proposal.apply_to(changed_meanwhile) == TopicWords(text="Shares connections.", terms=("pool",))
    assert proposal.apply_to(None) == proposal.after
    assert Proposal(WORDS, BEFORE, BEFORE).is_empty


def test_proposals_are_read_as_they_were_kept() -> None:
    for proposal in (
        Proposal(WORDS, BEFORE, TopicWords(text="Shares “connections”.")),
        Proposal(Target("aws.rds-proxy", SuggestionKind.RESOURCE, "docs"), RESOURCE, None),
        Proposal(Target("aws.rds-proxy", SuggestionKind.QUESTION), None, QUESTION),
    ):
        target = proposal.target
        assert decode_proposal(target.topic, target.kind, encode_proposal(proposal)) == proposal


def test_a_version_changes_with_what_a_part_says() -> None:
    parts = [None, BEFORE, BEFORE.model_copy(update={"terms": ()}), RESOURCE, QUESTION]
    assert len({part_version(each) for each in parts}) == len(parts)
    assert part_version(BEFORE) == part_version(TopicWords(text="Pools connections.", terms=("pool", "failover")))


def test_a_new_id_is_made_of_the_first_words_and_is_nobodys() -> None:
    assert new_slug(RESOURCE, ()) == "rds-proxy"
    assert new_slug(RESOURCE, {"rds-proxy", "rds-proxy-2"}) == "rds-proxy-3"
    assert new_slug(QUESTION, ()) == "what-does-it-do"
    assert new_slug(RESOURCE.model_copy(update={"title": "10 ☂ things"}), ()) == "new-10-things"
    assert new_slug(RESOURCE.model_copy(update={"title": "☂"}), ()) == "new"
    assert len(new_slug(RESOURCE.model_copy(update={"title": "word" * 30}), {"x"})) <= 40


class _Rows:
    """The rows of one topic as taking over and undoing write them."""

    def __init__(self) -> None:
        self.rows: tuple[FieldRow, ...] = ()

    @property
    def now(self) -> dict[str, FieldValue]:
        return {row.field: row.value for row in self.rows if row.value is not None} | {
            row.field: None for row in self.rows if row.value is None and row is self._newest(row.field)
        }

    def take(self, change: dict[str, FieldValue], suggestion: int) -> None:
        self._write(merge_fields(self.rows, change), suggestion)

    def undo(self, suggestion: int) -> bool:
        undone = dict(undo_fields(self.rows, suggestion))
        self._write(undone, None)
        return bool(undone)

    def _newest(self, field: str) -> FieldRow:
        return [row for row in self.rows if row.field == field][-1]

    def _write(self, values: dict[str, FieldValue], suggestion: int | None) -> None:
        for field, value in values.items():
            self.rows = (*self.rows, FieldRow(len(self.rows) + 1, "t", field, value, suggestion))


def test_what_is_taken_over_can_be_undone_also_twice() -> None:
    rows = _Rows()
    rows.take({"text": "new"}, 1)
    assert rows.undo(1)
    assert rows.now == {"text": None}
    assert rows.undo(1) is False
    rows.take({"text": "newer"}, 2)
    rows.take({"text": "newest"}, 3)
    assert rows.undo(2) is False
    assert rows.undo(3)
    assert rows.now == {"text": "newer"}


def test_parts_of_a_resource_change_one_after_the_other() -> None:
    rows = _Rows()
    rows.take({"resource.docs": {"url": "https://a.example"}}, 1)
    rows.take({"resource.docs": {"title": "A"}}, 2)
    assert rows.now == {"resource.docs": {"url": "https://a.example", "title": "A"}}
    rows.undo(2)
    assert rows.now == {"resource.docs": {"url": "https://a.example"}}


def test_links_are_taken_out_one_by_one_and_come_back() -> None:
    rows = _Rows()
    rows.take({"hide_resources": ["https://a.example"]}, 1)
    rows.take({"hide_resources": ["https://b.example"]}, 2)
    assert rows.now == {"hide_resources": ["https://a.example", "https://b.example"]}
    assert rows.undo(1)
    assert rows.now == {"hide_resources": ["https://b.example"]}
    rows.take({"resource.new": {"title": "B", "url": "https://b.example"}}, 3)
    assert rows.now["hide_resources"] is None


def test_fields_of_a_topic_go_back_under_whatever_id_it_had() -> None:
    older = FieldRow(1, "aws.old", "text", "first", None)
    newer = FieldRow(2, "aws.new", "text", "second", 7)
    assert dict(undo_fields((older, newer), 7)) == {"text": "first"}
