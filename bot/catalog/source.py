"""Load the catalog from files that may change at any time and must never take the bot down."""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterable
from pathlib import Path
from threading import Lock

from bot.catalog.catalog import Catalog
from bot.catalog.content_cache import CACHE_SCHEMA, LastGoodPacks, read_content, write_content
from bot.catalog.content_inputs import ContentFolders, ContentInputs
from bot.catalog.loading.content_files import ContentError, ContentProblem
from bot.catalog.models import Content

log = logging.getLogger(__name__)


def _no_objections(_current: Catalog, _new: Catalog) -> tuple[ContentProblem, ...]:
    return ()


class CatalogSource:
    """The catalog in force; a broken change keeps the last good one. The first load raises ContentError.

    Of a broken pack the last good data stays in force, or it is left out; `problems` say what is wrong with it.
    """

    def __init__(self, directory: Path, cache_dir: Path | None = None, packs_dir: Path | None = None) -> None:
        self.problems: tuple[ContentProblem, ...] = ()
        self._pack_problems: tuple[ContentProblem, ...] = ()
        self.outdated: tuple[str, ...] = ()  # packs whose last good data is in force
        self.left_out: tuple[str, ...] = ()  # packs of which nothing is in force
        self.folders = ContentFolders(directory, packs_dir)
        self._cache_dir = cache_dir
        self._kept = LastGoodPacks(packs_dir, cache_dir)
        self._refreshing = Lock()
        self._stamps = self.folders.stamps()
        self._catalog = Catalog.from_content(self._load())
        self._candidate: Catalog | None = None  # loaded, and not in force as long as somebody objects

    def current(self) -> Catalog:
        """Return the last good catalog; costs one attribute read."""
        return self._catalog

    def refresh(self, find_objections: Callable[[Catalog, Catalog], Iterable[ContentProblem]] = _no_objections) -> bool:
        """Take over changed files; True if the catalog has changed. Never raises for what files hold.

        `find_objections` is asked about the catalog in force and the new one. As long as it objects, the one in force
        stays, and it is asked again by every refresh. What it raises is raised.
        """
        with self._refreshing:
            stamps = self.folders.stamps()
            is_changed = stamps != self._stamps
            if is_changed:
                self._stamps = stamps  # taken before reading: a change in between shows next time
                self._candidate = self._load_changed()
            if self._candidate is None:
                return False
            objections = tuple(find_objections(self._catalog, self._candidate))
            if objections:
                self._note_problems(objections, is_news=is_changed or not self.problems)
                return False
            self._take_over(self._candidate)
            return True

    def _load_changed(self) -> Catalog | None:
        """Load the files; None where they are broken or say what is in force anyway."""
        try:
            catalog = Catalog.from_content(self._load())
        except ContentError as error:
            self._note_problems(error.problems, is_news=True)
            return None
        return None if catalog.version == self._catalog.version else catalog

    def _take_over(self, catalog: Catalog) -> None:
        self.problems = self._pack_problems
        log.info("content is now version %s, %d words", catalog.version, len(catalog.search_index.hits_by_word))
        self._catalog = catalog  # its index is built by now, so that no search waits for it
        self._candidate = None

    def _note_problems(self, problems: tuple[ContentProblem, ...], *, is_news: bool) -> None:
        self.problems = problems
        for problem in problems if is_news else ():
            log.warning("kept the old content: %s", problem)

    def _load(self) -> Content:
        """Return the content of all layers, and note what of them isn't in force."""
        inputs = self.folders.read()
        cache = self._cache_dir and self._cache_dir / f"content-{inputs.fingerprint(CACHE_SCHEMA)}.json"
        is_whole = not (inputs.problems or any(each.problems for each in inputs.packs))
        content = read_content(cache) if cache and is_whole else None
        if content is not None:
            self._note_packs((), (), ())
            self._kept.keep(inputs.packs, inputs.order)
            return content
        return self._load_inputs(inputs, cache)

    def _load_inputs(self, inputs: ContentInputs, cache: Path | None) -> Content:
        from bot.catalog.layered_content import load_layers  # noqa: PLC0415  (YAML: a warm start does without)

        loaded = load_layers(inputs, self._kept.read)
        self._note_packs(loaded.problems, loaded.outdated, loaded.left_out)
        broken = {*loaded.outdated, *loaded.left_out}
        self._kept.keep([each for each in inputs.packs if each.id not in broken], inputs.order)
        if cache and not loaded.problems:
            write_content(cache, loaded.content)
        return loaded.content

    def _note_packs(
        self, problems: tuple[ContentProblem, ...], outdated: tuple[str, ...], left_out: tuple[str, ...]
    ) -> None:
        """Note what is wrong with packs, and say so once."""
        for problem in problems if problems != self.problems else ():
            log.warning("%s", problem)
        for each in outdated if outdated != self.outdated else ():
            log.warning("pack %s stays as it was last in order", each)
        for each in left_out if left_out != self.left_out else ():
            log.warning("pack %s is left out", each)
        self._pack_problems = self.problems = problems
        self.outdated, self.left_out = outdated, left_out
