"""What an id is called now, and what rows may call it."""

from __future__ import annotations

import pytest

from bot.db.renamed_ids import NO_RENAMES, IdRenames, RenamedIds

RENAMED = {
    "aws": "amazon",
    "amazon": "cloud",
    "aws.net": "cloud.vpc",
    "cloud.networks": "cloud.vpc",
    "cloud.vpc/cidr": "cloud.vpc/ranges",
    "sailing": "seamanship",
}


@pytest.mark.parametrize(
    ("old", "current"),
    [
        ("aws", "cloud"),
        ("amazon", "cloud"),
        ("aws.net", "cloud.vpc"),
        ("aws/storage", "cloud/storage"),
        ("aws:advanced", "cloud:advanced"),
        ("aws.net/why", "cloud.vpc/why"),
        ("aws.net/cidr", "cloud.vpc/ranges"),
        ("cloud.networks/cidr", "cloud.vpc/ranges"),
        ("cloud", "cloud"),
        ("nothing", "nothing"),
        ("no/thing", "no/thing"),
        ("", ""),
    ],
)
def test_an_id_follows_its_renames_and_those_of_its_first_half(old: str, current: str) -> None:
    renames = RenamedIds(RENAMED)
    assert renames.resolve(old) == current
    assert (old in renames.old_ids_of(current)) is (old != current)


def test_the_old_ids_are_all_those_that_lead_to_one() -> None:
    renames = RenamedIds(RENAMED)
    assert set(renames.old_ids_of("cloud")) == {"aws", "amazon"}
    assert set(renames.old_ids_of("cloud.vpc")) == {"aws.net", "cloud.networks"}
    assert set(renames.old_ids_of("cloud/storage")) == {"aws/storage", "amazon/storage"}
    assert set(renames.old_ids_of("cloud.vpc/ranges")) == {
        *("aws.net/ranges", "cloud.networks/ranges", "aws.net/cidr", "cloud.networks/cidr", "cloud.vpc/cidr")
    }
    assert renames.old_ids_of("aws") == ()


def test_what_follows_from_the_first_half_needs_no_line_of_its_own() -> None:
    questions = {f"aws.net/{slug}": f"cloud.vpc/{slug}" for slug in ("why", "when")}
    assert RenamedIds({"aws.net": "cloud.vpc", **questions}).current == {"aws.net": "cloud.vpc"}


@pytest.mark.parametrize("renamed", [{"a": "b", "b": "a"}, {"a/x": "b/x", "b": "a"}, {"a": "b", "b": "c", "c": "a"}])
def test_a_circle_is_refused(renamed: dict[str, str]) -> None:
    with pytest.raises(ValueError, match="in a circle"):
        RenamedIds(renamed)


@pytest.mark.parametrize("item", ["a'b", "", "a b", "A", "a/b/c", "a%s", "a;--"])
def test_what_is_no_id_is_refused(item: str) -> None:
    for renamed in ({item: "a"}, {"a": item}):
        with pytest.raises(ValueError, match="is no id"):
            RenamedIds(renamed)


def test_renames_are_swapped_whole_and_the_same_ones_stay() -> None:
    renames = IdRenames()
    assert renames.now is NO_RENAMES
    assert not renames.now
    renames.replace({"a": "b"})
    first = renames.now
    assert first
    renames.replace({"a": "b"})
    assert renames.now is first
    renames.replace({})
    assert renames.now is NO_RENAMES
