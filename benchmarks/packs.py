"""`packs`: what content costs with more and more packs on it, and what a thousand workspaces add."""

from __future__ import annotations

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from benchmarks import serving
from benchmarks.report import ReportTable, format_milliseconds, format_ratio, median
from bot.catalog.packs.lock import LockedPack, PackLock, write_lock
from bot.catalog.source import CatalogSource
from bot.core.content.workspace_catalogs import WorkspaceCatalogs
from bot.db.engine import connect_database
from bot.db.migrate import upgrade_schema
from bot.settings import read_settings

TOPICS_EACH = 20
WORKSPACES = 1000


@dataclass(frozen=True, slots=True)
class _Measured:
    """What two processes measured, one that starts cold and one that starts warm: seconds, and bytes in memory."""

    topics: int
    cold: float
    warm: float
    memory: int
    with_workspaces: int
    of_microseconds: float


def measure_packs(*, quick: bool, counts: Sequence[int] = (0, 1, 10, 100), rounds: int = 0) -> ReportTable:
    """Measure starts with each number of packs in turn, each in a process of its own."""
    rounds = rounds or (1 if quick else 3)
    with tempfile.TemporaryDirectory() as name:
        folders = {count: _write_packs(Path(name) / str(count), count) for count in counts}
        found: dict[int, list[_Measured]] = {count: [] for count in counts}
        for _ in range(rounds):
            for count in counts:
                found[count].append(_run_child(folders[count]))
    rows = tuple(_row(count, found[count], found[counts[0]]) for count in counts)
    notes = (
        f"Each pack has a roadmap of {TOPICS_EACH} topics with lessons, and an area; below them is what we ship.",
        "Cold: read, parsed, checked and built. Warm: from the cache of checked content.",
        f"Workspaces: {WORKSPACES:,} with nothing changed, each asked for its catalog: they share one.",
    )
    columns = (
        "packs",
        "topics",
        "cold",
        "to none",
        "warm",
        "to none",
        "memory",
        "to none",
        f"{WORKSPACES:,} workspaces add",
    )
    return ReportTable("Packs", columns, rows, notes)


def _row(count: int, ours: Sequence[_Measured], none: Sequence[_Measured]) -> tuple[str, ...]:
    def ratio(field: str) -> str:
        pairs = zip(ours, none, strict=True)
        return format_ratio(median([getattr(one, field) / getattr(other, field) for one, other in pairs]))

    added = median([each.with_workspaces - each.memory for each in ours])
    return (
        f"{count:,}",
        f"{ours[0].topics:,}",
        format_milliseconds(median([each.cold for each in ours])),
        ratio("cold"),
        format_milliseconds(median([each.warm for each in ours])),
        ratio("warm"),
        f"{median([each.memory for each in ours]) / 1e6:,.0f} MB",
        ratio("memory"),
        f"{added / 1e6:,.1f} MB, {median([each.of_microseconds for each in ours]):,.1f} us each time",
    )


def _run_child(folder: Path) -> _Measured:
    found: dict[str, float] = {}
    with tempfile.TemporaryDirectory() as cache:
        for way in ("cold", "warm"):
            code = f"from benchmarks.packs import run_{way}; run_{way}()"
            command = [sys.executable, "-c", code, str(folder), cache]
            printed = subprocess.run(command, check=True, cwd=serving.ROOT, capture_output=True, text=True)
            found |= json.loads(printed.stdout)
    return _Measured(**found)  # type: ignore[arg-type]


def run_cold() -> None:
    """Start in this process with the packs of the folder that it was given, and print how long it took."""
    _, seconds = _time_start()
    print(json.dumps({"cold": seconds}))


def run_warm() -> None:
    """Start likewise from the cache; print what is in memory then, and what workspaces add."""
    source, warm = _time_start()
    database = connect_database(f"sqlite:///{Path(sys.argv[2]) / 'roadmate.db'}")
    upgrade_schema(database)
    catalogs = WorkspaceCatalogs(source, database)
    source.current().search_index  # noqa: B018  (built when first asked for)
    memory = _memory()
    start = time.perf_counter()
    held = {id(catalogs.of(f"T{number}")) for number in range(WORKSPACES)}
    taken = (time.perf_counter() - start) / WORKSPACES
    assert len(held) == 1
    database.close()
    figures = {"warm": warm, "memory": memory, "with_workspaces": _memory(), "of_microseconds": taken * 1e6}
    print(json.dumps(figures | {"topics": len(source.current().topics)}))


def _time_start() -> tuple[CatalogSource, float]:
    folder, cache = (Path(each) for each in sys.argv[1:])
    directory = read_settings({}).content_path()
    start = time.perf_counter()
    source = CatalogSource(directory, cache, folder)
    seconds = time.perf_counter() - start
    assert not source.problems, source.problems[0]
    return source, seconds


def _memory() -> int:
    """Return the bytes that the process has in memory; Linux alone tells them."""
    for line in Path("/proc/self/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) * 1024
    return 0


def _write_packs(folder: Path, count: int) -> Path:
    names = [f"extra{number}" for number in range(count)]
    for name in names:
        for file, text in _pack_texts(name).items():
            path = folder / name / file
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(text, "utf-8")
    folder.mkdir(exist_ok=True)
    locked = tuple(LockedPack(id=name, source="folder", where=name, version="1.0") for name in names)
    (folder / "packs.lock").write_bytes(write_lock(PackLock(packs=locked)))
    return folder


def _pack_texts(name: str) -> dict[str, str]:
    topics = [f"{name}.topic-{at}" for at in range(TOPICS_EACH)]
    text = "What it is, when it helps, and what it costs: a few words about each, as long as those of others are. " * 2
    return {
        "pack.yaml": (
            f'id: {name}\nname: Pack {name}\nversion: "1.0"\nlicence: MIT\nmaintainers: [Ana]\nlanguage: en\n'
            f'requires: ">=0.1"\nsummary: A pack for measuring.\n'
        ),
        "plan.yaml": (
            f"areas:\n  - id: area-{name}\n    priority: 1\n    name: Area {name}\n    description: An area.\n"
            f"    hours: 50-80\n    assignments:\n"
            f"      - {{id: area-{name}.task, name: Task of {name}, text: Do it.}}\n"
        ),
        f"roadmaps/{name}.yaml": (
            f"id: {name}\nname: Roadmap {name}\nsummary: A roadmap.\nabout: More of it.\narea: area-{name}\n"
            "categories:\n  core_competencies:\n"
        )
        + "".join(
            f"    - id: {topic}\n      name: Topic {at} of {name}\n      terms: [Term {at}, Other {at}]\n"
            f"      text: >-\n        {text}\n      level: beginner\n      areas: [area-{name}]\n"
            for at, topic in enumerate(topics)
        ),
        f"lessons/{name}.yaml": "topics:\n"
        + "".join(
            f"  {topic}:\n    minutes: 60\n    after: []\n    resources:\n"
            f"      guide: {{title: Guide, url: 'https://example.org/{topic}', kind: docs, minutes: 30}}\n"
            f"    exercise: {{task: Try it out., done: it works.}}\n"
            for topic in topics
        ),
    }
