"""Ask every address of the content once: several hosts at a time, each host one address after another."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Iterator, Mapping
from queue import Empty, SimpleQueue
from typing import Final
from urllib.parse import urlsplit

from bot.catalog.content_inputs import ContentInputs
from bot.catalog.lessons import LessonsFile
from bot.catalog.loading.content_files import LESSONS_DIR, ContentProblem
from bot.catalog.loading.file_parser import parse_file
from bot.catalog.loading.parsed_files import line_of
from bot.catalog.online.address_probe import AddressAnswer, AnswerKind
from bot.daemon_threads import DaemonThreads
from bot.frozen import frozen

HOSTS_AT_A_TIME: Final = 8
PAUSE_SECONDS: Final = 0.2  # between two addresses of one host
LIMIT_SECONDS: Final = 60  # for one address with all its redirects

Probe = Callable[[str], AddressAnswer]


@frozen
class AddressPlace:
    """An address and where it is written."""

    address: str
    file: str
    line: int


@frozen
class AddressReport:
    """What the addresses of the content answer: what to put right, and what to look at."""

    asked: int
    problems: tuple[ContentProblem, ...]
    warnings: tuple[ContentProblem, ...]


def list_addresses(inputs: ContentInputs) -> tuple[AddressPlace, ...]:
    """Return every address of checked content and its packs with where it is written."""
    packs = (each for pack in inputs.packs for each in _addresses_in(pack.files, f"{pack.id}/"))
    return (*_addresses_in(inputs.base), *packs)


def _addresses_in(files: Mapping[str, bytes], prefix: str = "") -> Iterator[AddressPlace]:
    for relative, data in files.items():
        name = prefix + relative
        file = parse_file(name, data, LessonsFile, []) if relative.startswith(f"{LESSONS_DIR}/") else None
        for topic, lesson in file.model.topics.items() if file and file.model else ():
            for slug, resource in lesson.resources.items():
                line = line_of(file.lines, ("topics", topic, "resources", slug, "url")) if file else 0
                yield AddressPlace(resource.url, name, line)


def survey_addresses(
    places: Iterable[AddressPlace], probe: Probe, *, pause: float = PAUSE_SECONDS, limit: float = LIMIT_SECONDS
) -> AddressReport:
    """Ask each address once and report what is wrong at every place where it is written."""
    places = tuple(places)
    addresses = tuple(dict.fromkeys(place.address for place in places))
    answers = _ask_by_host(addresses, probe, pause, limit)
    found = [
        (answers[place.address].kind, ContentProblem(place.file, place.line, f"{place.address} {text}"))
        for place in places
        if (text := answers[place.address].text)
    ]
    return AddressReport(
        len(addresses),
        tuple(sorted(problem for kind, problem in found if kind is AnswerKind.BROKEN)),
        tuple(sorted(problem for kind, problem in found if kind is AnswerKind.DOUBTFUL)),
    )


def _ask_by_host(addresses: tuple[str, ...], probe: Probe, pause: float, limit: float) -> dict[str, AddressAnswer]:
    by_host: dict[str, list[str]] = {}
    for address in addresses:
        by_host.setdefault(urlsplit(address).netloc.casefold(), []).append(address)
    waiting: SimpleQueue[list[str]] = SimpleQueue()
    for group in sorted(by_host.values(), key=len, reverse=True):  # the longest first, so that none is last alone
        waiting.put(group)
    answers: dict[str, AddressAnswer] = {}
    threads = DaemonThreads("address")
    idle = threading.Event()

    def work() -> None:
        while True:
            try:
                group = waiting.get_nowait()
            except Empty:
                return
            for number, address in enumerate(group):
                if number:
                    idle.wait(pause)
                answers[address] = _ask_within(threads, probe, address, limit)

    for worker in [threads.submit(work) for _ in range(min(HOSTS_AT_A_TIME, len(by_host)))]:
        worker.result()
    return answers


def _ask_within(threads: DaemonThreads, probe: Probe, address: str, limit: float) -> AddressAnswer:
    """Return the answer; one that takes too long is left to its thread, which ends with the process."""
    try:
        return threads.submit(probe, address).result(limit)
    except TimeoutError:
        return AddressAnswer(AnswerKind.DOUBTFUL, "doesn't answer in time")
