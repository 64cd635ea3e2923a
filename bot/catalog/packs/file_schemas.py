"""JSON Schemas of the files of content, for editors that complete and check while one writes."""

from __future__ import annotations

from typing import Any, Final

from bot.catalog.content_model import ContentModel
from bot.catalog.layers.overlay import Overlay
from bot.catalog.lessons import LessonsFile, QuestionsFile
from bot.catalog.models import IntegrationsFile, LevelsFile, PlanFile, Roadmap, SayingsFile
from bot.catalog.packs.lock import PackLock
from bot.catalog.packs.manifest import PackManifest
from bot.catalog.packs.renames_file import RenamesFile

DIALECT: Final = "https://json-schema.org/draft/2020-12/schema"
FILE_MODELS: Final[dict[str, tuple[str, type[ContentModel]]]] = {
    "pack": ("pack.yaml", PackManifest),
    "roadmap": ("roadmaps/*.yaml", Roadmap),
    "plan": ("plan.yaml", PlanFile),
    "levels": ("levels.yaml", LevelsFile),
    "integrations": ("integrations.yaml", IntegrationsFile),
    "lessons": ("lessons/*.yaml", LessonsFile),
    "questions": ("questions/*.yaml", QuestionsFile),
    "sayings": ("sayings/*.yaml", SayingsFile),
    "renames": ("renames.yaml", RenamesFile),
    "overlay": ("overlay.yaml", Overlay),
    "lock": ("packs.lock", PackLock),
}
"""By kind of file: what such files are called, and what is in them."""


def file_schema(kind: str) -> dict[str, Any]:
    """Return the JSON Schema of a kind of file."""
    name, model_class = FILE_MODELS[kind]
    return {"$schema": DIALECT, **model_class.model_json_schema(), "title": f"Roadmate: {name}"}
