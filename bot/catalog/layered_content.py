"""Lay everything over each other: content, packs or the last good data of broken ones, the operator's layer."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping

from bot.catalog.content_inputs import OVERLAY_FILE, ContentInputs
from bot.catalog.loading.content_files import ContentProblem
from bot.catalog.loading.loader import load_packs
from bot.catalog.models import Content
from bot.frozen import frozen

KeptPacks = Mapping[str, Mapping[str, bytes]]


@frozen
class LayeredContent:
    """Content with all layers, and what of them is not in force as it is now."""

    content: Content
    below: Content
    """The content without the operator's layer."""
    problems: tuple[ContentProblem, ...] = ()
    outdated: tuple[str, ...] = ()
    """Broken packs whose last good data is in force."""
    left_out: tuple[str, ...] = ()
    """Broken packs of which nothing is in force."""


def load_layers(inputs: ContentInputs, read_kept: Callable[[Iterable[str]], KeptPacks]) -> LayeredContent:
    """Return content with all its layers. `read_kept` returns the last good data of packs, as far as there is any.

    Raises:
        ContentError: the pack below all others is broken, or the operator's layer. Of this, what a missing pack may
            have had is left out instead.
    """
    loaded = load_packs(inputs.base, inputs.packs)
    read = {each.id for each in inputs.packs}
    broken = [each for each in inputs.order if each not in read or each in loaded.left_out]
    problems = tuple(sorted({*inputs.problems, *loaded.problems}))
    outdated: tuple[str, ...] = ()
    kept = read_kept(broken) if broken else {}
    if kept:
        again = load_packs(inputs.base, inputs.with_packs(kept).packs)
        outdated = tuple(each for each in kept if each not in again.left_out)
        loaded = again
    left_out = tuple(each for each in broken if each not in outdated)
    if kept:
        left_out = (*left_out, *(each for each in loaded.left_out if each not in left_out))
    content = loaded.content
    if inputs.overlay is not None:
        content, found = _lay_over(content, inputs.overlay, is_whole=not left_out)
        problems = (*problems, *found)
    return LayeredContent(content, loaded.content, problems, outdated, left_out)


def _lay_over(content: Content, overlay: bytes, *, is_whole: bool) -> tuple[Content, tuple[ContentProblem, ...]]:
    """Return content with the operator's layer, and what is wrong with it if a pack is missing that it may name."""
    from bot.catalog.layers import overlay_files  # noqa: PLC0415  (most have none)

    if is_whole:
        return overlay_files.lay_over(content, OVERLAY_FILE, overlay), ()
    return overlay_files.lay_over_what_fits(content, OVERLAY_FILE, overlay)
