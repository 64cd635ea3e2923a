"""Small packs for tests, to be laid on the sample content."""

from __future__ import annotations

from functools import cache
from pathlib import Path

from bot.catalog.loading.content_files import read_content_files
from bot.catalog.packs.pack_files import PackData

SAMPLE = Path(__file__).parents[1] / "sample"


@cache
def sample_files() -> dict[str, bytes]:
    return read_content_files(SAMPLE)


def manifest(pack: str, requires: str = ">=0.1", version: str = "1.0") -> str:
    return (
        f'id: {pack}\nname: {pack.capitalize()} Pack\nversion: "{version}"\nlicence: MIT\nmaintainers: [Ana]\n'
        f'language: en\nrequires: "{requires}"\nsummary: All of {pack}.\n'
    )


def roadmap(name: str, area: str = "seamanship", title: str = "") -> str:
    return (
        f"id: {name}\nname: {title or name.capitalize()}\nsummary: About {name}.\nabout: More about {name}.\n"
        f"area: {area}\ncategory_titles: {{basics: Basics}}\ncategories:\n  basics:\n"
        f"    - {{id: {name}.first, name: First of {name}, text: The first., level: beginner, areas: [{area}]}}\n"
        f"    - {{id: {name}.last, name: Last of {name}, text: The last., level: expert, areas: [{area}]}}\n"
    )


def plan(area: str, priority: int = 1) -> str:
    return (
        f"areas:\n  - id: {area}\n    priority: {priority}\n    name: {area.capitalize()}\n"
        f"    description: About {area}.\n    hours: 5-8\n    assignments:\n"
        f"      - {{id: {area}.task, name: Task of {area}, text: Do it.}}\n"
    )


def pack(name: str, **files: str) -> PackData:
    """Return a pack of one roadmap; files are given as `plan=...` or `roadmaps_rust=...`, an empty one is left out."""
    texts = {"pack.yaml": manifest(name), f"roadmaps/{name}.yaml": roadmap(name)}
    texts |= {f"{key.replace('_', '/', 1)}.yaml": text for key, text in files.items()}
    return PackData(name, {key: text.encode() for key, text in texts.items() if text})
