"""A topic says how long it takes, what comes before and after it, where to learn it, and what to answer."""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lessons import Lesson, pack_questions, unpack_details, unpack_questions
from bot.catalog.loading import loader


@pytest.fixture
def catalog(taught: Path) -> Catalog:
    return Catalog.from_content(loader.load_directory(taught))


def test_how_long_and_after_what(catalog: Catalog) -> None:
    after = ("marina.stern-first", "marina.floating-pontoon")
    assert catalog.lesson("marina.dredging") == Lesson(minutes=240, after=after)
    assert tuple(each.id for each in catalog.prerequisites("marina.dredging")) == after
    assert [each.id for each in catalog.followers("marina.knots")] == ["marina.shared-berth", "marina.floating-pontoon"]
    assert catalog.followers("marina.dredging") == ()


def test_resources_and_an_exercise(catalog: Catalog) -> None:
    details = catalog.lesson_details("marina.knots")
    assert details is not None
    assert [(slug, each.kind, each.price) for slug, each in details.resources.items()] == [
        ("guide", "docs", "free"),
        ("book", "book", "paid"),
    ]
    assert details.exercise.done == "all ten hold your weight."


def test_questions_have_ids(catalog: Catalog) -> None:
    questions = catalog.questions("marina.knots")
    assert [each.id for each in questions] == ["marina.knots/loop", "marina.knots/jam", "marina.knots/wet"]
    assert questions[1].question.options[questions[1].question.right - 1] == "Wait until it is calm"
    assert catalog.find_question("marina.knots/jam") == questions[1]
    assert catalog.find_question("marina.knots/gone") is None
    assert catalog.find_question("nonsense") is None
    assert {each.roadmap.id for each in catalog.topics_with_questions} == {"marina"}


def test_a_roadmap_without_lessons_is_fine(catalog: Catalog) -> None:
    assert catalog.lesson("marena.dunes") is None
    assert catalog.lesson_details("marena.dunes") is None
    assert catalog.questions("marena.dunes") == ()
    assert catalog.prerequisites("marena.dunes") == catalog.followers("marena.dunes") == ()
    levels = [each.level_height for each in catalog.path("marena")]
    assert levels == sorted(levels)
    with pytest.raises(KeyError):
        catalog.path("gone")


def test_the_path_leads_through_what_comes_before(catalog: Catalog) -> None:
    assert [each.id.removeprefix("marina.") for each in catalog.path("marina")] == [
        "knots",
        "fire-watch",
        "shared-berth",
        "floating-pontoon",
        "stern-first",
        "dredging",
    ]


def test_what_is_packed_is_unpacked_as_it_was(taught: Path) -> None:
    content = loader.load_directory(taught)
    details = unpack_details(content.packed_details["marina.knots"])
    assert details is not None
    assert details.resources["book"].price == "paid"
    questions = unpack_questions(content.packed_questions["marina.knots"])
    assert unpack_questions(pack_questions(questions)) == questions
    assert "A Book of Knots" not in content.packed_details["marina.knots"]


def test_another_lesson_is_another_version(taught: Path, catalog: Catalog) -> None:
    file = taught / "lessons/marina.yaml"
    file.write_text(file.read_text("utf-8").replace("Tie a bowline", "Tie a sheet bend"), "utf-8")
    assert Catalog.from_content(loader.load_directory(taught)).version != catalog.version
