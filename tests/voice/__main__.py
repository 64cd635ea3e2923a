"""`python -m tests.voice bot/features/hours ...` prints what in the texts of these modules is banned.

`python -m tests.voice --count REVISION` says how many texts were rewritten since then.
"""

from __future__ import annotations

import subprocess
import sys
from collections import Counter
from pathlib import Path

import click

from tests.voice.banned import source_breaches
from tests.voice.source_texts import BOT, source_texts, texts_of_code


def main(places: list[str]) -> int:
    """Print each breach with its place; return 1 if there is any."""
    if places[:1] == ["--count"]:
        count_rewritten(places[1])
        return 0
    count = 0
    for place in map(Path, places or [str(BOT)]):
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            for each in source_texts(path):
                for around, better in source_breaches(each.text):
                    count += 1
                    click.echo(f"{path}:{each.line}: “{around}” -> {better}")
    click.echo(f"{count} breaches")
    return min(count, 1)


def count_rewritten(revision: str) -> None:
    """Print how many texts of the code are gone since a revision, and how many are new."""
    before = Counter(
        text
        for path in _git("ls-tree", "-r", "--name-only", revision, "bot").splitlines()
        if path.endswith(".py")
        for _, text in texts_of_code(_git("show", f"{revision}:{path}"))
    )
    now = Counter(each.text for path in sorted(BOT.rglob("*.py")) for each in source_texts(path))
    gone, new = before - now, now - before
    click.echo(
        f"{before.total()} texts then, {now.total()} now: {gone.total()} rewritten or dropped, {new.total()} new"
    )


def _git(*words: str) -> str:
    return subprocess.run(["git", *words], cwd=BOT.parent, check=True, capture_output=True, text=True).stdout


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
