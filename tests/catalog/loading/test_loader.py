"""Content is loaded whole, or all that is wrong with it is reported at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.loading import loader
from bot.catalog.lookup.search import rank_content
from bot.catalog.lookup.word_matching import Word, fold_word, split_words
from bot.catalog.models import HoursEstimate
from tests.fixtures.content import Edit, problems

MARINA = "roadmaps/marina.yaml"


def test_correct_content_is_loaded(directory: Path) -> None:
    content = loader.load_directory(directory)
    assert [roadmap.id for roadmap in content.roadmaps] == ["marina", "marena"]
    assert [area.hours for area in content.areas] == [HoursEstimate(low=50, high=80), None]
    assert content.roadmaps[0].categories["core_competencies"][0].terms == ("Bowline", "Clove hitch (double)")


def test_dumped_content_loads_again(directory: Path) -> None:
    content = loader.load_directory(directory)
    assert type(content).model_validate_json(content.model_dump_json()) == content


@pytest.mark.parametrize(
    ("file", "old", "new", "expected"),
    [
        (MARINA, "name: Knots", "name: 1.10", f"{MARINA}:17: column 13: '1.10' might not be read as text"),
        (
            MARINA,
            "name: Knots",
            "nmae: Knots",
            f"{MARINA}:17: categories.core_competencies[1].nmae: unknown key, did you mean name?",
        ),
        (MARINA, "      name: Knots\n", "", f"{MARINA}:16: categories.core_competencies[1].name: missing"),
        (
            MARINA,
            "level: expert",
            "level: exprt",
            f"{MARINA}:50: unknown level 'exprt', did you mean expert?",
        ),
        (MARINA, "level: expert", "level: Expert", "level: String should match"),
        (MARINA, "position: 1", 'position: "1"', f"{MARINA}:3: position: Input should be a valid integer"),
        (MARINA, "position: 1", "position: true", f"{MARINA}:3: position: Input should be a valid integer"),
        (
            MARINA,
            "id: marina\n",
            "id: marinas\n",
            f"{MARINA}:1: roadmap 'marinas' must be in a file named marinas.yaml",
        ),
        (
            MARINA,
            "area: seamanship",
            "area: seamanshp",
            f"{MARINA}:7: unknown area 'seamanshp', did you mean seamanship?",
        ),
        (
            MARINA,
            "[seamanship, weather]",
            "[seamanship, wether]",
            f"{MARINA}:28: unknown area 'wether', did you mean weather?",
        ),
        (MARINA, "[seamanship, weather]", "[weather, weather]", f"{MARINA}:28: area 'weather' is listed twice"),
        (MARINA, "facets: [ropes]", "facets: [rope]", f"{MARINA}:22: unknown facet 'rope', did you mean ropes?"),
        (MARINA, "      facets: [ropes]\n", "", f"{MARINA}:12: facet 'ropes' has no topics"),
        (
            MARINA,
            "{id: moorings, name: Moorings}",
            "{id: ropes, name: Moorings}",
            f"{MARINA}:13: facet 'ropes' is listed twice",
        ),
        (MARINA, "key: services", "key: categories", f"{MARINA}:10: 'categories' is a key every roadmap already has"),
        (
            MARINA,
            "id: marina.dredging",
            "id: marina.knots",
            f"{MARINA}:47: id 'marina.knots' is used twice (first on line 16)",
        ),
        (
            MARINA,
            "id: marina.dredging",
            "id: marena.dredging",
            f"{MARINA}:47: id 'marena.dredging' must start with 'marina.'",
        ),
        (
            MARINA,
            "marina.floating-pontoon.chains",
            "marina.chains",
            f"{MARINA}:45: id 'marina.chains' must start with",
        ),
        (MARINA, "aliases: [bends]", "aliases: [lines]", f"{MARINA}:12: alias 'lines' is used twice, also on line 16"),
        (
            MARINA,
            "aliases: [bends]",
            "aliases: [dredgings]",
            f"{MARINA}:23: alias 'dredgings' is the name of another topic: Dredging",
        ),
        (MARINA, "aliases: [bends]", 'aliases: ["--"]', f"{MARINA}:23: alias '--' has no letters"),
        (
            MARINA,
            "aliases: [bends]",
            "aliases: [Bends]",
            f"{MARINA}:23: categories.core_competencies[1].aliases[1]: String should match",
        ),
        (MARINA, "aliases: [quay, mr]", "aliases: [quay, sands]", "'sands' already means roadmap 'marena'"),
        (MARINA, "aliases: [quay, mr]", "aliases: [quay, Sand]", "aliases[2]: String should match"),
        (
            MARINA,
            "aliases: [quay, mr]",
            "aliases: [search]",
            f"{MARINA}:4: 'search' already means command 'search'",
        ),
        (
            MARINA,
            "aliases: [quay, mr]",
            "aliases: [sailing]",
            "plan.yaml:5: 'sailing' already means roadmap 'marina'",
        ),
        (MARINA, "name: Marina", "name: Weather", "plan.yaml:13: 'weather' already means roadmap 'marina'"),
        ("plan.yaml", "priority: 2", "priority: 1", "plan.yaml:14: priority 1 is already taken by 'seamanship'"),
        (
            "plan.yaml",
            "roadmaps: [marina]",
            "roadmaps: [marinaa]",
            "plan.yaml:8: unknown roadmap 'marinaa', did you mean marina?",
        ),
        ("plan.yaml", "id: weather.log", "id: wether.log", "plan.yaml:20: id 'wether.log' must start with"),
        (
            "plan.yaml",
            "hours: 50-80",
            "hours: 80-50",
            "plan.yaml:7: areas[1].hours: write a range of hours such as 50-80",
        ),
        (
            "plan.yaml",
            "hours: 50-80",
            "hours: null",
            "plan.yaml:7: areas[1].hours: write a range of hours such as 50-80",
        ),
        ("plan.yaml", "  - id: weather\n", "  - id: seamanship\n", "plan.yaml:13: area 'seamanship' is listed twice"),
        (
            "levels.yaml",
            "id: expert",
            "id: beginner",
            "levels.yaml:1: the levels must be beginner, intermediate, advanced, expert",
        ),
        ("integrations.yaml", "to: [marena]", "to: [marina]", "integrations.yaml:5: 'marina' integrates with itself"),
        (
            "integrations.yaml",
            "of: marina",
            "of: marinna",
            "integrations.yaml:4: unknown roadmap 'marinna', did you mean marina?",
        ),
        (
            "integrations.yaml",
            "to: [marena]",
            "to: [marena, marena]",
            "integrations.yaml:5: roadmap 'marena' is listed twice",
        ),
    ],
)
def test_flaws_come_with_their_line_and_column(
    directory: Path, edit: Edit, file: str, old: str, new: str, expected: str
) -> None:
    edit(file, old, new)
    found = problems(directory)
    assert any(expected in problem for problem in found), found


def test_a_category_may_be_missing_but_not_empty(directory: Path, edit: Edit) -> None:
    text = (directory / MARINA).read_text("utf-8")
    kept = text[: text.index("  security_aspects:")]
    (directory / MARINA).write_text(kept, "utf-8")
    assert "security_aspects" not in {r.id: r for r in loader.load_directory(directory).roadmaps}["marina"].categories
    (directory / MARINA).write_text(kept + "  security_aspects: []\n", "utf-8")
    (problem,) = problems(directory)
    assert problem.endswith("category 'security_aspects' has no topics")


def test_two_spellings_of_one_alias_on_one_topic_do_no_harm(directory: Path, edit: Edit) -> None:
    edit(MARINA, "aliases: [bends]", "aliases: [half-hitch, halfhitch, half hitches]")
    assert loader.load_directory(directory)


def test_all_problems_of_all_files_at_once(directory: Path, edit: Edit) -> None:
    edit(MARINA, "level: expert", "level: no")
    edit(MARINA, "area: seamanship\n", "area: nowhere\n")
    edit("roadmaps/marena.yaml", "name: Dunes", "nam: Dunes")
    edit("plan.yaml", "priority: 2", "priority: 1")
    (directory / "levels.yaml").unlink()
    (directory / "extra.yaml").write_text("a: 1\n", "utf-8")
    (directory / "roadmaps/other.yml").write_text("a: 1\n", "utf-8")
    files = {problem.split(":")[0] for problem in problems(directory)}
    assert files == {MARINA, "roadmaps/marena.yaml", "plan.yaml", "levels.yaml", "extra.yaml", "roadmaps/other.yml"}


def test_a_broken_item_does_not_hide_the_problems_beside_it(directory: Path, edit: Edit) -> None:
    edit(MARINA, "name: Knots", "name: [Knots]")
    edit(MARINA, "[seamanship, weather]", "[seamanship, wether]")
    edit(MARINA, "id: marina.dredging", "id: dredging.marina")
    assert [problem.split(":")[1] for problem in problems(directory)] == ["17", "28", "47"]


def test_items_beside_a_mistake_are_checked_too(directory: Path, edit: Edit) -> None:
    edit("plan.yaml", "hours: 50-80", "hours: 80-50")
    edit("plan.yaml", "roadmaps: [marina]", "roadmaps: [marna]")
    edit(MARINA, "level: expert", "level: exprt")
    edit(MARINA, "[seamanship, weather]", "[seamanship, wether, 7]")
    edit(MARINA, "facets: [ropes]", "facets: [rope]")
    edit("integrations.yaml", "of: marina", "of: marinna")
    edit("integrations.yaml", "name:", "nmae:")
    found = problems(directory)
    assert [problem.split(": ", 1)[0] for problem in found] == [
        "integrations.yaml:2",
        "integrations.yaml:3",
        "integrations.yaml:4",
        "plan.yaml:7",
        "plan.yaml:8",
        f"{MARINA}:22",
        *[f"{MARINA}:28"] * 2,
        f"{MARINA}:50",
    ]
    assert "plan.yaml:8: unknown roadmap 'marna', did you mean marena?" in found
    assert f"{MARINA}:28: unknown area 'wether', did you mean weather?" in found
    assert f"{MARINA}:22: unknown facet 'rope', did you mean ropes?" in found
    assert "integrations.yaml:4: unknown roadmap 'marinna', did you mean marina?" in found


def test_a_mistake_at_the_top_of_a_file_hides_no_reference(directory: Path, edit: Edit) -> None:
    edit(MARINA, "position: 1", "position: first")
    edit(MARINA, "area: seamanship\n", "area: nowhere\n")
    edit(MARINA, "[seamanship, weather]", "[seamanship, wether]")
    assert [problem.split(":")[1] for problem in problems(directory)] == ["3", "7", "28"]


def test_an_id_that_cannot_be_read_makes_no_reference_unknown(directory: Path, edit: Edit) -> None:
    edit("plan.yaml", "  - id: weather\n", "  - id: [weather]\n")
    (problem,) = problems(directory)
    assert problem.startswith("plan.yaml:13: areas[2].id: ")


def test_a_broken_plan_does_not_make_every_area_unknown(directory: Path, edit: Edit) -> None:
    edit("plan.yaml", "areas:", "areas: [")
    assert {problem.split(":")[0] for problem in problems(directory)} == {"plan.yaml"}


def test_a_broken_roadmap_is_still_known_to_others(directory: Path, edit: Edit) -> None:
    edit("roadmaps/marena.yaml", "id: marena\n", "id: [marena\n")
    assert {problem.split(":")[0] for problem in problems(directory)} == {"roadmaps/marena.yaml"}


@pytest.mark.parametrize("value", ["x" * 5000, "[" + "x, " * 2000 + "x]"])
def test_long_values_are_not_repeated(directory: Path, edit: Edit, value: str) -> None:
    edit(MARINA, "level: expert", f"level: {value}")
    assert all("x" * 61 not in problem and len(problem) < 300 for problem in problems(directory))


def test_bytes_that_are_no_text(directory: Path) -> None:
    (directory / MARINA).write_bytes(b"id: marina\nname: \xff\xfe\n")
    assert f"{MARINA}:2: not UTF-8 text" in problems(directory)


def test_a_file_too_large_is_not_read(directory: Path) -> None:
    (directory / MARINA).write_bytes(b"#" * 10_000_000)
    assert f"{MARINA}:1: column 1: larger than 256 KiB" in problems(directory)


def test_no_directory_at_all(tmp_path: Path) -> None:
    found = problems(tmp_path / "nowhere")
    assert len(found) == 4
    assert any(problem.startswith("plan.yaml:1: this file is missing") for problem in found)


def test_hidden_files_are_left_alone(directory: Path) -> None:
    (directory / "roadmaps/.#marina.yaml").write_text("half", "utf-8")
    assert loader.load_directory(directory)


def put_sayings(directory: Path, name: str, text: str) -> None:
    (directory / "sayings").mkdir(exist_ok=True)
    (directory / "sayings" / name).write_text(text, encoding="utf-8")


def test_what_people_say_is_loaded_beside_the_roadmaps(directory: Path) -> None:
    assert loader.load_directory(directory).sayings == {}
    topic = loader.load_directory(directory).roadmaps[0].categories["core_competencies"][0].id
    put_sayings(directory, "marina.yaml", f'topics:\n  {topic}: "boat drifts off, rope slips"\n')
    content = loader.load_directory(directory)
    assert content.sayings == {topic: "boat drifts off, rope slips"}
    said = [Word(each, fold_word(each)) for each in split_words("my boat is drifting off")]
    assert [each.id for each in rank_content(Catalog.from_content(content), said).topics][:1] == [topic]


@pytest.mark.parametrize(
    ("name", "text", "expected"),
    [
        ("marina.yaml", 'topics:\n  marina.nots: "x y"\n', "sayings/marina.yaml:2: unknown topic 'marina.nots'"),
        ("marinas.yaml", "topics: {}\n", "sayings/marinas.yaml:1: no roadmap is called 'marinas'"),
        ("marina.yaml", "topic: {}\n", "sayings/marina.yaml:1: topic: unknown key, did you mean topics?"),
        ("marina.yml", "topics: {}\n", "sayings/marina.yml:1: name it sayings/marina.yaml"),
    ],
)
def test_sayings_of_nothing_are_named(directory: Path, name: str, text: str, expected: str) -> None:
    put_sayings(directory, name, text)
    assert any(each.startswith(expected) for each in problems(directory)), problems(directory)


def test_a_word_tells_which_roadmap_somebody_speaks_of(directory: Path) -> None:
    put_sayings(directory, "marina.yaml", 'roadmap: "boat, boats"\ntopics: {}\n')
    catalog = Catalog.from_content(loader.load_directory(directory))
    assert dict(catalog.roadmap_cues) == {"boat": frozenset({"marina"})}
