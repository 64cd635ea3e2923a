"""`pack.yaml`: what a pack is called, who keeps it, and which Roadmate it is written for."""

from __future__ import annotations

from typing import Annotated, Final

from packaging.specifiers import InvalidSpecifier, SpecifierSet
from packaging.version import InvalidVersion, Version
from pydantic import AfterValidator, Field, StringConstraints

from bot.catalog.content_model import ContentModel, PackId, ShortText

MANIFEST_FILE: Final = "pack.yaml"
RESERVED_IDS: Final = frozenset(("roadmaps", "sayings", "lessons", "questions"))  # folders of content


def _check_id(text: str) -> str:
    if text in RESERVED_IDS:
        raise ValueError("a folder of content has this name: take another id")
    return text


def _check_version(text: str) -> str:
    try:
        Version(text)
    except InvalidVersion:
        raise ValueError('write a version such as "1.2.0"') from None
    return text


def _check_requirement(text: str) -> str:
    try:
        SpecifierSet(text)
    except InvalidSpecifier:
        raise ValueError('write a range of Roadmate versions such as ">=0.9,<2"') from None
    return text


PackVersion = Annotated[str, StringConstraints(max_length=40), AfterValidator(_check_version)]
VersionRange = Annotated[str, StringConstraints(min_length=1, max_length=100), AfterValidator(_check_requirement)]
Language = Annotated[str, StringConstraints(max_length=12, pattern=r"^[a-z]{2,3}(-[A-Za-z0-9]{2,8})?$")]


class PackManifest(ContentModel):
    """`pack.yaml`."""

    id: Annotated[PackId, AfterValidator(_check_id)]
    name: ShortText
    version: PackVersion
    licence: ShortText
    maintainers: Annotated[tuple[ShortText, ...], Field(min_length=1, max_length=20)]
    language: Language
    requires: VersionRange
    """The versions of Roadmate that can read it."""
    summary: ShortText

    def fits(self, version: str) -> bool:
        """Return whether a version of Roadmate is one that the pack is written for."""
        return version == "0" or SpecifierSet(self.requires).contains(version, prereleases=True)
