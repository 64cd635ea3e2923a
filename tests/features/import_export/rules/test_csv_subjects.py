"""What rows are booked on: exactly what they name, with a key that stays theirs, and nothing on a guess."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.features.import_export.rules.csv_format import CsvRow, RejectedRow, UnreadableFile
from bot.features.import_export.rules.csv_subjects import BookableRow, resolve_subjects

ROW = CsvRow(line=2, minutes=60, day=date(2026, 11, 20))


def one(catalog: Catalog, **said: str) -> BookableRow | RejectedRow:
    found = resolve_subjects(catalog, [replace(ROW, **said)])
    assert not isinstance(found, UnreadableFile)
    return found[0]


@pytest.mark.parametrize(
    ("said", "expected"),
    [
        ({"area": "networking"}, ("networking", None, None)),
        ({"area": "REST APIs"}, ("rest-api", None, None)),
        ({"what": "Kubernetes"}, ("system-architecture", "kubernetes", None)),
        ({"what": "vpc architecture"}, ("networking", "aws", "aws.vpc-architecture")),
        ({"area": "VPC Architecture"}, ("networking", "aws", "aws.vpc-architecture")),
        ({"roadmap": "aws", "topic": "aws.vpc-architecture"}, ("networking", "aws", "aws.vpc-architecture")),
        ({"roadmap": "aws", "topic": "monitoring logging"}, ("cloud-computing", "aws", "aws.monitoring-logging")),
        (
            {"area": "rest-api", "roadmap": "aws", "topic": "aws.vpc-architecture"},
            ("rest-api", "aws", "aws.vpc-architecture"),
        ),
        ({"area": "networking", "roadmap": "kubernetes"}, ("networking", "kubernetes", None)),
    ],
)
def test_what_is_called_exactly_so(catalog: Catalog, said: dict[str, str], expected: tuple[str | None, ...]) -> None:
    found = one(catalog, **said)
    assert isinstance(found, BookableRow), found
    booking = found.booking
    assert (booking.area, booking.roadmap, booking.topic) == expected


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ({"what": "netwroking"}, "“netwroking” is no area, roadmap or topic: Networking is near"),
        ({"what": "aws.gone"}, "“aws.gone” is no area, roadmap or topic: AWS is near"),
        ({"what": "monitoring"}, "“monitoring” can be "),
        ({"area": "networking", "what": "blockchain"}, "“blockchain” and “networking” are two areas"),
        ({"roadmap": "docker", "topic": "aws.vpc-architecture"}, "“aws.vpc-architecture” is nothing in “docker”"),
        ({"topic": "aws.vpc-architecture", "what": "blockchain"}, "“aws.vpc-architecture” and “blockchain” are two "),
    ],
)
def test_what_is_not_exact_is_named_and_left(catalog: Catalog, said: dict[str, str], words: str) -> None:
    found = one(catalog, **said)
    assert isinstance(found, RejectedRow)
    assert found.reason.startswith(words)
    assert found.line == 2


def keys(catalog: Catalog, *rows: CsvRow) -> list[str]:
    found = resolve_subjects(catalog, rows)
    assert not isinstance(found, UnreadableFile)
    return [row.booking.request for row in found if isinstance(row, BookableRow)]


def test_a_row_keeps_its_key_in_a_longer_file_and_rows_that_say_the_same_have_their_own(catalog: Catalog) -> None:
    row, other = replace(ROW, area="networking"), replace(ROW, area="networking", note="x")
    [key] = keys(catalog, row)
    assert keys(catalog, other, replace(row, line=9), row)[1] == key
    assert len(set(keys(catalog, row, row, row, other))) == 4
    assert key.startswith("import:")
    assert len(key) == 39


def test_a_number_counts_only_where_it_is_ours(catalog: Catalog) -> None:
    foreign, ours = replace(ROW, area="networking", id=7), replace(ROW, area="networking", id=7, workspace="T1")
    found = resolve_subjects(catalog, [foreign, ours])
    assert [row.id for row in found if isinstance(row, BookableRow)] == [None, 7]  # type: ignore[union-attr]


def test_a_file_about_something_else_is_refused(catalog: Catalog) -> None:
    rows = [replace(ROW, what=f"junk{number}") for number in range(5)]
    refused = resolve_subjects(catalog, rows, max_unknown=3)
    assert isinstance(refused, UnreadableFile)
    assert "More than 3 different names" in refused.reason
    assert len(resolve_subjects(catalog, rows, max_unknown=5)) == 5  # type: ignore[arg-type]
