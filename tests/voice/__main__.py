"""`python -m tests.voice bot/features/hours ...` prints what in the texts of these modules is banned."""

from __future__ import annotations

import sys
from pathlib import Path

import click

from tests.voice.banned import breaches
from tests.voice.source_texts import BOT, source_texts


def main(places: list[str]) -> int:
    """Print each breach with its place; return how many there are."""
    count = 0
    for place in map(Path, places or [str(BOT)]):
        for path in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            for each in source_texts(path):
                for around, better in breaches(each.text):
                    count += 1
                    click.echo(f"{path}:{each.line}: “{around}” -> {better}")
    click.echo(f"{count} breaches")
    return min(count, 1)


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
