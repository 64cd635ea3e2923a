"""What packs say of old ids is followed to the id of today, or refused with its line."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import ContentError
from bot.catalog.loading.loader import LoadedContent, load_packs
from bot.catalog.packs.pack_files import PackData
from tests.catalog.packs.pack_texts import pack, roadmap, sample_files

RENAMES = """\
renamed_from:
  marina.knots: [marina.tying, marina.loops]
  marina: [harbour]
retired:
  marina.old-tying: {to: marina.tying, since: 2026-11-30}
  haven: {to: harbour, since: "2026-11-30"}
  marina/ties: {to: marina/ropes, since: 2026-11-30}
"""


def load(renames: str, *packs: PackData) -> LoadedContent:
    return load_packs({**sample_files(), "renames.yaml": renames.encode()}, packs)


def test_chains_are_followed() -> None:
    content = load(RENAMES).content
    assert content.renamed == {
        "marina.tying": "marina.knots",
        "marina.loops": "marina.knots",
        "harbour": "marina",
        "marina.old-tying": "marina.knots",
        "haven": "marina",
        "marina/ties": "marina/ropes",
    }
    assert Catalog.from_content(content).current_id("haven.old-tying") == "marina.knots"


def test_packs_lead_to_each_other() -> None:
    rust = pack(
        "rust",
        renames="renamed_from:\n  marina: [oxide]\nretired:\n  rust.old: {to: oxide.tying, since: 2026-11-30}\n",
    )
    assert load(RENAMES, rust).content.renamed["rust.old"] == "marina.knots"


@pytest.mark.parametrize(
    ("renames", "problem"),
    [
        ("renamed_from: {marina.nots: [marina.x]}\n", "1: unknown id 'marina.nots', did you mean marina.knots?"),
        ("retired:\n  marina.x: {to: marina.y, since: 2026-11-30}\n", "2: unknown id 'marina.y'"),
        ("renamed_from:\n  a: [b]\n  b: [a]\n", "2: 'b' leads back to itself: b, a, b"),
        (
            "renamed_from:\n  a.x: [b.x]\n  b.x: [c.x]\n  c.x: [a.x]\n",
            "3: 'c.x' leads back to itself: c.x, b.x, a.x, c.x",
        ),
        ("renamed_from:\n  marina: [marena]\n", "2: 'marena' is renamed to 'marina' and is still there"),
        (
            "retired:\n  marena: {to: marina, since: 2026-11-30}\n",
            "2: 'marena' is retired to 'marina' and is still there",
        ),
        ("renamed_from:\n  marina: [a]\n  marena: [a]\n", "3: 'a' leads to 'marina' already (renames.yaml, line 2)"),
        ("renamed_from:\n  marina: [a, a]\n", "2: 'a' leads to 'marina' already (renames.yaml, line 2)"),
        ("renamed_from:\n  marina.knots: [a]\n", "2: 'a' and 'marina.knots' can't be the same kind of thing"),
        ("renamed_from:\n  marina/ropes: [marina.knots/a]\n", "2: 'marina.knots/a' and 'marina/ropes' can't be"),
        ("renamed_from:\n  a.b.c: [a.b]\n", "2: 'a.b' leads to itself"),
        ("retired:\n  a: {to: marina, since: yesterday}\n", "2: retired.a.since: "),
        ("retired:\n  a: {to: marina}\n", "2: retired.a.since: missing"),
        ("renamed: {}\n", "1: renamed: unknown key"),
        ("renamed_from:\n  A: [b]\n", "2: renamed_from.A: "),
    ],
)
def test_what_leads_nowhere_is_refused_with_its_line(renames: str, problem: str) -> None:
    with pytest.raises(ContentError) as caught:
        load(renames)
    found = [str(each) for each in caught.value.problems]
    assert any(each.startswith(f"renames.yaml:{problem}") for each in found), found


def test_a_pack_can_t_take_the_id_of_another_for_old() -> None:
    loaded = load_packs(sample_files(), [pack("rust", renames="renamed_from:\n  rust: [marina]\n")])
    assert [str(each) for each in loaded.problems] == [
        (
            "rust/renames.yaml:2: 'marina' is renamed to 'rust' and is still there in another pack "
            "(roadmaps/marina.yaml, line 1)"
        )
    ]


def test_what_another_pack_still_has_is_told_by_the_roadmap_that_it_is_in() -> None:
    loaded = load_packs(sample_files(), [pack("rust", renames="renamed_from:\n  rust.a: [marina.knots]\n")])
    assert any("another pack ('marina': roadmaps/marina.yaml, line 1)" in str(each) for each in loaded.problems)


def test_only_a_roadmap_s_own_pack_says_what_became_of_its_ids() -> None:
    rust = pack("rust", renames="retired:\n  marina.old: {to: rust.tying, since: 2026-11-30}\n")
    [problem] = load("{}\n", rust).problems
    assert str(problem).startswith(
        "rust/renames.yaml:2: 'marina.old' was another pack's (roadmaps/marina.yaml, line 1)"
    )


def test_a_pack_can_t_have_an_id_that_one_before_it_retired() -> None:
    loaded = load("retired:\n  rust: {to: marina, since: 2026-11-30}\n", pack("rust", roadmaps_rust=roadmap("rust")))
    assert [str(each) for each in loaded.problems] == [
        "rust/roadmaps/rust.yaml:1: 'rust' was retired by another pack (renames.yaml, line 2): take another id"
    ]
    assert loaded.content.renamed == {"rust": "marina"}


def test_an_old_id_that_two_packs_lead_elsewhere() -> None:
    rust, chess = (pack(name, renames=f"renamed_from:\n  {name}: [oxide]\n") for name in ("rust", "chess"))
    loaded = load_packs(sample_files(), [rust, chess])
    assert [str(each) for each in loaded.problems] == [
        "chess/renames.yaml:2: 'oxide' leads to 'rust' already (rust/renames.yaml, line 2)"
    ]
    assert loaded.content.renamed == {"oxide": "rust"}
