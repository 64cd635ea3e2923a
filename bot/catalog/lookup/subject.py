"""What hours are booked on, and the words beside its name, which nobody may lose."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator
from dataclasses import replace
from functools import lru_cache
from itertools import pairwise
from typing import Final

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.typos import Correction
from bot.catalog.lookup.word_matching import JOINING_WORDS, SILENT_WORDS, fold_word, folded_words, split_words
from bot.catalog.models import Area, Roadmap, RoadmapPart, TopicReference
from bot.frozen import frozen
from bot.lazy_pattern import lazy_pattern

_LEFT_OUT_BEFORE: Final = frozenset(
    ["a", "an", "about", "and", "in", "of", "on", "or", "plus", "some", "the", *",;:.!?+&/|-–—_*=<>"]
)
_SILENT_CHARACTERS: Final = frozenset(",;:.!?+&/|-–—_*=<>()[]{}\"'")
_TOKEN: Final = lazy_pattern(r"\w+://\S+|[^\s()\[\],;&/|]+|[()\[\],;&/|]")
_BRACKETED: Final = lazy_pattern(r"[(\[]([^()\[\]]*)[)\]]")


@frozen
class Subject:
    """A subject of hours: always an area, and the roadmap with its topic, or its category or facet, where named."""

    area: Area
    roadmap: Roadmap | None = None
    topic_ref: TopicReference | None = None
    corrections: tuple[Correction, ...] = ()
    rest: str = ""
    """The words beside the name, as typed and in their order: for the note."""
    part: RoadmapPart | None = None

    @property
    def name(self) -> str:
        """The narrowest name: the topic's or part's, else the roadmap's, else the area's."""
        return self.topic_ref.topic.name if self.topic_ref else (self.part or self.roadmap or self.area).name

    @property
    def label(self) -> str:
        """The narrowest name, beside a topic's or part's name that of its roadmap."""
        place = self.topic_ref or self.part
        return place.label if place else (self.roadmap or self.area).name

    @property
    def ledger_ids(self) -> tuple[str, str | None, str | None]:
        """Area, roadmap and topic (or part of the roadmap) as the ledger stores them."""
        place = self.topic_ref or self.part
        return self.area.id, self.roadmap.id if self.roadmap else None, place.id if place else None

    @property
    def bare(self) -> Subject:
        """The subject without how it was typed."""
        return replace(self, corrections=(), rest="")

    def __hash__(self) -> int:
        return hash(self.ledger_ids)


@frozen
class SubjectOptions:
    """Subjects that fit equally well, or one that only may be meant, at most eight; the person has to choose."""

    typed: str
    options: tuple[Subject, ...]
    corrections: tuple[Correction, ...] = ()


@frozen
class JoinedSubjects:
    """Two or more subjects that were named beside each other: `aws, terraform`."""

    typed: str
    subjects: tuple[Subject, ...]

    @property
    def as_options(self) -> SubjectOptions:
        """The same, to choose one of them from; each keeps the other names as its rest."""
        corrections = tuple(each for subject in self.subjects for each in subject.corrections)
        options = (with_rest(each.bare, self.typed, corrections=corrections) for each in self.subjects)
        return SubjectOptions(self.typed, tuple(options), corrections)


SubjectMatch = Subject | SubjectOptions | JoinedSubjects


def roadmap_subject(catalog: Catalog, roadmap: Roadmap) -> Subject:
    """Return a roadmap as a subject, in its area."""
    return Subject(catalog.area(roadmap.area), roadmap)


def place_subject(catalog: Catalog, place: TopicReference | RoadmapPart) -> Subject:
    """Return a topic as a subject, in its first area, or a part of a roadmap, in that one's area."""
    if isinstance(place, RoadmapPart):
        return replace(roadmap_subject(catalog, place.roadmap), part=place)
    return Subject(catalog.area(place.topic.areas[0]), place.roadmap, place)


def with_rest(
    subject: Subject, text: str, *, corrections: Iterable[Correction] = (), taken: Iterable[str] = ()
) -> Subject:
    """Return the subject with the words of `text` that its names do not account for.

    Neither are those left over that `corrections` took for its names, and `taken`, which are folded.
    """
    names = _name_words(subject.bare)
    corrected = (each.typed for each in corrections if names.issuperset(folded_words(each.meant)))
    accounted = names.union(taken, *map(folded_words, corrected))
    rest = " ".join(filter(None, (_trim(run, text) for run in _runs_beside(text, accounted))))
    return replace(subject, rest=rest)


@frozen
class _Token:
    """A piece of a text; `words` are those of its words, folded, that say something."""

    start: int
    stop: int
    words: tuple[str, ...]
    is_silent: bool
    """Whether nothing is lost without it: separators, and words that only join others."""


def _runs_beside(text: str, names: Collection[str]) -> Iterator[list[_Token]]:
    """Yield the tokens between those that `names` account for; a number does only with its neighbour: `layer 4`."""
    tokens = _parse_tokens(text)
    words = [word for token in tokens for word in token.words]
    pairs = {word for pair in pairwise(words) if "".join(pair) in names for word in pair}
    run: list[_Token] = []
    for token in tokens:
        is_counted = bool(run) and run[-1].words[-1:] != () and run[-1].words[-1].isdecimal()  # "5 sessions"
        accounted = pairs if is_counted else {*pairs, *names}
        if token.words and all(word in accounted and (word in pairs or not word.isdecimal()) for word in token.words):
            yield run
            run = []
        else:
            run.append(token)
    yield run


@lru_cache(maxsize=8)  # each option of a question reads the same text
def _parse_tokens(text: str) -> tuple[_Token, ...]:
    return tuple(map(_parse_token, _TOKEN.finditer(text)))


def _parse_token(found: re.Match[str]) -> _Token:
    typed = [word.casefold() for word in split_words(found[0])]
    saying = tuple(word for word in map(fold_word, typed) if word not in JOINING_WORDS and word not in SILENT_WORDS)
    is_silent = not saying and found[0][0] != "-" if typed else all(char in _SILENT_CHARACTERS for char in found[0])
    return _Token(found.start(), found.end(), saying, is_silent)


def _trim(run: list[_Token], text: str) -> str:
    """Return the text of a run without the separators and joining words around what it says."""
    kept = [at for at, token in enumerate(run) if not token.is_silent]
    if not kept:
        return ""
    first, last = 0, kept[-1]
    while first < kept[0] and text[run[first].start : run[first].stop].casefold() in _LEFT_OUT_BEFORE:
        first += 1
    if last + 1 < len(run) and text[run[last + 1].start] in ")]":
        last += 1
    words = text[run[first].start : run[last].stop].strip(",;: ")
    bracketed = _BRACKETED.fullmatch(words)
    return bracketed[1].strip() if bracketed else words


@lru_cache(maxsize=2048)
def _name_words(subject: Subject) -> frozenset[str]:
    """Return the words, folded, of all names of a subject, its roadmap and its area, neighbours also as one."""
    texts = [subject.area.id, subject.area.name, *subject.area.aliases]
    if subject.roadmap:
        texts += [subject.roadmap.id, subject.roadmap.name, *subject.roadmap.aliases]
    if subject.topic_ref:
        topic = subject.topic_ref.topic
        texts += [topic.id, topic.name, *topic.aliases, *topic.terms]
    if subject.part:
        texts += [subject.part.part_id, subject.part.name, *subject.part.aliases]
    by_text = [folded_words(text) for text in texts]
    return frozenset(word for words in by_text for word in (*words, *map("".join, pairwise(words))))
