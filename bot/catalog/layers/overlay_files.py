"""Read a layer from YAML, and write one as YAML that reads as the same layer."""

from __future__ import annotations

from typing import Final

from bot.catalog.layers.applying import apply_overlay
from bot.catalog.layers.overlay import NO_CHANGES, Overlay
from bot.catalog.layers.overlay_checks import check_overlay
from bot.catalog.loading.content_files import ContentError, ContentProblem
from bot.catalog.loading.file_parser import parse_file
from bot.catalog.loading.parsed_files import ParsedFile
from bot.catalog.loading.yaml_text import write_yaml
from bot.catalog.models import Content

OVERLAY_FILE: Final = "overlay.yaml"


def parse_overlay(name: str, data: bytes, problems: list[ContentProblem]) -> ParsedFile[Overlay]:
    """Parse a layer; its model is None where it can't be used, and what is wrong with it goes to `problems`.

    A file with nothing but comments changes nothing.
    """
    if all(line.lstrip()[:1] in (b"", b"#") for line in data.splitlines()):
        return ParsedFile(name, NO_CHANGES, {})
    return parse_file(name, data, Overlay, problems)


def lay_over(content: Content, name: str, data: bytes) -> Content:
    """Return content with the layer of a file on top.

    Raises:
        ContentError: names everything wrong with the file.
    """
    problems: list[ContentProblem] = []
    parsed = parse_overlay(name, data, problems)
    if parsed.model:
        problems += check_overlay(content, parsed)
    if problems or parsed.model is None:
        raise ContentError(tuple(sorted(set(problems))))
    return apply_overlay(content, parsed.model)


def dump_overlay(overlay: Overlay) -> str:
    """Return a layer as YAML, with only what it changes."""
    data = overlay.model_dump(mode="json", exclude_unset=True)
    return write_yaml(data) if data else "# Nothing is changed.\n"
