"""Read a layer from YAML, and write one as YAML that reads as the same layer."""

from __future__ import annotations

from typing import Final

from bot.catalog.layers.applying import apply_overlay
from bot.catalog.layers.overlay import NO_CHANGES, Overlay
from bot.catalog.layers.overlay_checks import check_overlay
from bot.catalog.layers.overlay_parts import keep_fitting_parts
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


def lay_over_what_fits(content: Content, name: str, data: bytes) -> tuple[Content, tuple[ContentProblem, ...]]:
    """Return content with those changes of a file's layer on top that fit it, and what is wrong with the others.

    What a layer changes may be missing with a broken pack; what else it says stays in force.

    Raises:
        ContentError: the file can't be read as a layer; names everything wrong with it.
    """
    problems: list[ContentProblem] = []
    parsed = parse_overlay(name, data, problems)
    if problems or parsed.model is None:
        raise ContentError(tuple(sorted(set(problems))))
    problems += check_overlay(content, parsed)
    overlay = keep_fitting_parts(content, parsed.model) if problems else parsed.model
    return apply_overlay(content, overlay), tuple(sorted(set(problems)))


def dump_overlay(overlay: Overlay) -> str:
    """Return a layer as YAML, with only what it changes."""
    data = overlay.model_dump(mode="json", exclude_unset=True)
    return write_yaml(data) if data else "# Nothing is changed.\n"
