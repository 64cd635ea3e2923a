"""The files that a new pack begins with."""

from __future__ import annotations

from pathlib import Path
from typing import Final

from bot.catalog.loading.yaml_text import write_yaml
from bot.cli.packs.drafts.draft import DraftRoadmap
from bot.frozen import frozen

FOLDER: Final = Path(__file__).parent / "template"
FRAME: Final = {  # of every pack
    "pack.yaml": "pack.yaml",
    "renames.yaml": "renames.yaml",
    "README.md": "README.md",
    "pyproject.toml": "pyproject.toml",
    "gitignore": ".gitignore",
    "test_pack.py": "tests/test_pack.py",
    "workflow.yaml": ".github/workflows/check.yaml",
}
EXAMPLE: Final = {  # what a pack that isn't made from a file shows
    "roadmap.yaml": "roadmaps/{id}.yaml",
    "lessons.yaml": "lessons/{id}.yaml",
    "questions.yaml": "questions/{id}.yaml",
    "sayings.yaml": "sayings/{id}.yaml",
    "plan.yaml": "plan.yaml",
}
_ENDING: Final = ".template"


@frozen
class PackNames:
    """What a new pack is called, and the range of Roadmate versions it is written for."""

    id: str
    name: str
    requires: str

    @property
    def distribution(self) -> str:
        """The name of its Python package."""
        return f"roadmate-pack-{self.id}"

    def fill(self, text: str) -> str:
        """Return a template with the names in their places."""
        values = {
            "__PACK__": self.id,
            "__NAME__": self.name,
            "__REQUIRES__": self.requires,
            "__DISTRIBUTION__": self.distribution,
            "__MODULE__": self.distribution.replace("-", "_"),
        }
        for place, value in values.items():
            text = text.replace(place, value)
        return text


def example_files(names: PackNames) -> dict[str, str]:
    """Return the files of a pack that shows each part once."""
    return _filled(FRAME | EXAMPLE, names)


def drafted_files(names: PackNames, draft: DraftRoadmap, source: str, area: str | None) -> dict[str, str]:
    """Return the files of a pack with a drafted roadmap; without an area it gets one of its own."""
    own_area = area or names.id
    note = f"# A first draft, made from {source}. Write what says “to be written”; look at the levels and the order.\n"
    files = _filled(FRAME, names) | {f"roadmaps/{draft.id}.yaml": note + write_yaml(_roadmap_data(draft, own_area))}
    if area is None:
        files["plan.yaml"] = write_yaml(_plan_data(names, draft))
    return files


def _filled(templates: dict[str, str], names: PackNames) -> dict[str, str]:
    return {
        target.format(id=names.id): names.fill((FOLDER / f"{name}{_ENDING}").read_text(encoding="utf-8"))
        for name, target in templates.items()
    }


def _roadmap_data(draft: DraftRoadmap, area: str) -> dict[str, object]:
    """Return a drafted roadmap as its file has it."""
    categories = {
        category: [
            {
                "id": topic.id,
                "name": topic.name,
                "text": topic.text or f"To be written: {topic.name} in two sentences.",
                "level": topic.level,
                "areas": [area],
                **(
                    {"subtopics": [{"id": each, "name": name} for each, name in topic.subtopics]}
                    if topic.subtopics
                    else {}
                ),
            }
            for topic in topics
        ]
        for category, topics in draft.categories.items()
    }
    return {
        "id": draft.id,
        "name": draft.name,
        "summary": f"To be written: {draft.name} in one line.",
        "about": f"To be written: who needs {draft.name}, for what, and where to begin.",
        "area": area,
        **({"category_titles": draft.titles} if draft.titles else {}),
        "categories": categories,
    }


def _plan_data(names: PackNames, draft: DraftRoadmap) -> dict[str, object]:
    """Return a focus area for a drafted roadmap."""
    return {
        "areas": [
            {
                "id": names.id,
                "priority": 100,
                "name": names.name,
                "optional": True,
                "description": f"To be written: what somebody can do who has learned {names.name}.",
                "hours": "varies",
                "roadmaps": [draft.id],
                "assignments": [
                    {
                        "id": f"{names.id}.first-assignment",
                        "name": "First assignment",
                        "text": "To be written: something to do.",
                    }
                ],
            }
        ]
    }
