"""What checking costs grows with what is wrong, never with its square: counted in calls, not in seconds."""

from __future__ import annotations

import sys
from collections.abc import Callable, Mapping
from contextlib import suppress
from pathlib import Path
from types import FrameType

import pytest

from bot.catalog.loading import loader
from bot.catalog.loading.content_files import ContentError, read_content_files
from bot.catalog.loading.strict_yaml import read_yaml

HEAD = "id: marina\nname: Marina\nsummary: s\nabout: a\narea: {area}\n"
TOPIC = "    - {{id: marina.t{at}, name: n{at}, level: {level}, text: t, areas: [{area}]{more}}}\n"
MAX_CALLS_EACH = 500  # for one thing wrong, its reading as YAML left out; to write the schema for it took 19,000
WRONG = ("unknown key", "unknown category", "unknown area", "same id", "wrong level", "unknown roadmap", "same alias")


def topics(number: int, level: str = "beginner", area: str = "knots", more: str = "", same: bool = False) -> str:
    lines = (
        TOPIC.format(at=0 if same else at, level=level, area=area.format(at=at), more=more) for at in range(number)
    )
    return "categories:\n  core_competencies:\n" + "".join(lines)


def spoil(kind: str, number: int, files: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the sample's files with this many things of one kind wrong."""
    marina, head = files["roadmaps/marina.yaml"].decode(), HEAD.format(area="knots")
    roadmap = {
        "unknown key": marina + "".join(f"k{at}: 1\n" for at in range(number)),
        "unknown category": head + "categories:\n" + "".join(f"  c{at}: []\n" for at in range(number)),
        "unknown area": head + topics(number, area="knot{at}"),
        "same id": head + topics(number, same=True),
        "wrong level": head + topics(2 * number, level="begnner").replace("begnner", "beginner", number),
        "same alias": head + topics(number, more=", aliases: [again]"),
    }.get(kind, marina)
    far = ", ".join(f"marino{at}" for at in range(number))
    section = f"integrations:\n- {{id: a, name: a, of: marina, to: [{far}], points: [x]}}\n"
    integrations = section.encode() if kind == "unknown roadmap" else files["integrations.yaml"]
    return {**files, "roadmaps/marina.yaml": roadmap.encode(), "integrations.yaml": integrations}


def count_calls(act: Callable[[], object]) -> int:
    calls = 0

    def note(_frame: FrameType, event: str, _argument: object) -> None:
        nonlocal calls
        calls += event in {"call", "c_call"}

    before = sys.getprofile()
    sys.setprofile(note)
    try:
        act()
    finally:
        sys.setprofile(before)
    return calls


@pytest.mark.parametrize("kind", WRONG)
def test_what_is_wrong_costs_the_same_each(kind: str, directory: Path) -> None:
    files = read_content_files(directory)

    def cost(number: int) -> int:
        spoilt = spoil(kind, number, files)
        with pytest.raises(ContentError) as caught:
            loader.load_files(spoilt)  # what is made once is made by now
        assert len(caught.value.problems) >= number - 1
        reading = count_calls(lambda: [read_yaml(data.decode()) for data in spoilt.values()])
        return count_calls(lambda: _load(spoilt)) - reading

    few, some, many = (cost(number) for number in (10, 110, 210))
    assert (some - few) / 100 < MAX_CALLS_EACH
    assert (many - some) < 1.2 * (some - few)


def _load(files: Mapping[str, bytes]) -> None:
    with suppress(ContentError):
        loader.load_files(files)


def test_the_first_hundred_unknown_ids_get_a_hint_and_the_rest_a_line(directory: Path) -> None:
    with pytest.raises(ContentError) as caught:
        loader.load_files(spoil("unknown roadmap", 150, read_content_files(directory)))
    lines = [problem.message for problem in caught.value.problems if "unknown roadmap" in problem.message]
    assert len(lines) == 150
    assert sum("did you mean marina?" in line for line in lines) == 100
