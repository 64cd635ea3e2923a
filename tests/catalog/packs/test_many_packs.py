"""Packs are laid on content and checked with it; one that is broken is left out, and takes nothing else down."""

from __future__ import annotations

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import ContentError
from bot.catalog.loading.loader import LoadedContent, load_packs
from bot.catalog.models import Content
from bot.catalog.packs.pack_files import PackData
from tests.catalog.packs.pack_texts import manifest, pack, plan, roadmap, sample_files


def load(*packs: PackData) -> LoadedContent:
    return load_packs(sample_files(), packs)


def texts(loaded: LoadedContent) -> list[str]:
    return [str(each) for each in loaded.problems]


def test_a_lone_roadmap_is_a_pack() -> None:
    loaded = load(pack("rust"))
    catalog = Catalog.from_content(loaded.content)
    assert loaded.problems == ()
    assert [each.id for each in catalog.packs] == ["content", "rust"]
    assert [each.id for each in catalog.list_topics("rust")] == ["rust.first", "rust.last"]
    assert catalog.pack_of("rust.first") == catalog.pack_of("rust/basics") == "rust"
    assert catalog.pack_of("marina.knots") == catalog.pack_of("seamanship") == "content"
    assert catalog.curriculum("seamanship")[-1].id == "rust.last"
    assert Content.model_validate_json(loaded.content.model_dump_json()) == loaded.content


def test_a_pack_may_be_a_manifest_alone() -> None:
    assert load(pack("empty", roadmaps_empty="")).problems == ()


def test_areas_come_after_those_before_whatever_their_numbers() -> None:
    second = pack("chess", plan=plan("openings", 2) + plan("endings", 1).removeprefix("areas:\n"))
    first = pack("rust", plan=plan("ownership", 1), roadmaps_rust=roadmap("rust", area="ownership"))
    areas = Catalog.from_content(load(first, second).content).areas
    assert [(each.id, each.priority) for each in areas] == [
        ("seamanship", 1),
        ("weather", 2),
        ("ownership", 3),
        ("endings", 4),
        ("openings", 5),
    ]


def test_packs_refer_to_each_other() -> None:
    rust = pack("rust", plan=plan("ownership"), integrations=integration("rust", "chess"))
    chess = pack(
        "chess", roadmaps_chess=roadmap("chess", area="ownership"), integrations=integration("chess", "marina")
    )
    for loaded in (load(rust, chess), load(chess, rust)):
        assert loaded.problems == ()
        assert next(each.of for each in loaded.content.integrations) == "marina"


def integration(of: str, to: str, name: str = "") -> str:
    return f"integrations:\n  - {{id: {name or f'{of}-{to}'}, name: Both, of: {of}, to: [{to}], points: [Together.]}}\n"


@pytest.mark.parametrize(
    ("second", "problem"),
    [
        (
            pack("chess", roadmaps_rust=roadmap("rust")),
            (
                "chess/roadmaps/rust.yaml:1: roadmap 'rust' has the id of another pack's roadmap "
                "(rust/roadmaps/rust.yaml, line 1): take another"
            ),
        ),
        (
            pack("chess", plan=plan("ownership")),
            "chess/plan.yaml:2: area 'ownership' has the id of another pack's area (rust/plan.yaml, line 2)",
        ),
        (
            pack("chess", plan=plan("marina")),
            (
                "chess/plan.yaml:2: area 'marina' has the id of another pack's roadmap "
                "(roadmaps/marina.yaml, line 1): take another"
            ),
        ),
        (
            pack("chess", integrations=integration("chess", "rust", "marina-marena")),
            (
                "chess/integrations.yaml:2: integration 'marina-marena' has the id of another pack's integration "
                "(integrations.yaml, line 2): take another"
            ),
        ),
        (
            pack("chess", roadmaps_chess=roadmap("chess", title="Quay")),
            "chess/roadmaps/chess.yaml:2: 'Quay' already means",
        ),
        (pack("chess", plan=plan("quay")), "chess/plan.yaml:2: 'quay' already means roadmap 'marina'"),
        (pack("chess", plan=plan("rusty").replace("Rusty", "Rust")), "chess/plan.yaml:4: 'Rust' already means"),
        (
            pack("chess", sayings_marina="topics:\n  marina.knots: tying\n"),
            "chess/sayings/marina.yaml:1: roadmap 'marina' is another pack's: what is to be different there goes into",
        ),
        (pack("chess", roadmaps_chess=roadmap("chess", area="nowhere")), "chess/roadmaps/chess.yaml:5: unknown area"),
        (pack("chess", pack=manifest("chess", requires=">=99")), "chess/pack.yaml:7: the pack needs Roadmate >=99"),
        (pack("chess", pack=manifest("chess", requires="new")), "chess/pack.yaml:7: requires: write a range"),
        (pack("chess", pack=manifest("chess", version="one")), "chess/pack.yaml:3: version: write a version"),
        (pack("chess", pack=manifest("go")), "chess/pack.yaml:1: the pack was added as 'chess': add 'go' anew"),
        (pack("chess", pack=""), "chess/pack.yaml:1: this file is missing"),
        (pack("chess", extra="a: 1\n"), "chess/extra.yaml:1: unknown file"),
        (pack("chess", plan="areas: [\n"), "chess/plan.yaml:2: column 1: "),
    ],
)
def test_a_broken_pack_is_left_out_with_the_line_to_put_right(second: PackData, problem: str) -> None:
    rust = pack("rust", plan=plan("ownership"))
    loaded = load(rust, second)
    assert loaded.left_out == ("chess",)
    assert any(each.startswith(problem) for each in texts(loaded)), texts(loaded)
    assert all(each.file.startswith("chess/") for each in loaded.problems)
    assert loaded.content == load(rust).content


def test_what_needs_a_broken_pack_is_left_out_too() -> None:
    rust = pack("rust", plan=plan("ownership").replace("5-8", "8-5"))
    chess = pack("chess", roadmaps_chess=roadmap("chess", area="ownership"))
    loaded = load(chess, rust, pack("go"))
    assert loaded.left_out == ("chess", "rust")
    assert [each.split(": ")[0] for each in texts(loaded)] == [
        "chess/roadmaps/chess.yaml:5",
        "chess/roadmaps/chess.yaml:9",
        "chess/roadmaps/chess.yaml:10",
        "rust/plan.yaml:6",
    ]


def test_the_pack_below_all_others_has_to_be_sound() -> None:
    broken = {**sample_files(), "plan.yaml": b"areas: []\n"}
    with pytest.raises(ContentError) as caught:
        load_packs(broken, [pack("rust"), pack("chess", pack="")])
    files = {each.file for each in caught.value.problems}
    assert {"roadmaps/marina.yaml", "rust/roadmaps/rust.yaml", "chess/pack.yaml"} <= files


def test_a_pack_below_all_others_may_say_which_it_is() -> None:
    loaded = load_packs({**sample_files(), "pack.yaml": manifest("harbour").encode()}, [])
    (info,) = loaded.content.packs
    assert (info.id, info.name, info.version) == ("harbour", "Harbour Pack", "1.0")
    assert info.areas == ("seamanship", "weather")
    with pytest.raises(ContentError, match="needs Roadmate"):
        load_packs({**sample_files(), "pack.yaml": manifest("harbour", requires="<0").encode()}, [])
