"""Subjects of rows: exactly what they name, never a guess, and a key that stays the same."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from bot.catalog.catalog import Catalog
from bot.features.import_export.rules.csv_format import CsvRow, RejectedRow, UnreadableFile
from bot.features.import_export.rules.csv_subjects import BookableRow, resolve_subjects

ROW = CsvRow(line=2, minutes=60, day=date(2026, 11, 20))


def resolve(catalog: Catalog, **cells: str) -> BookableRow | RejectedRow:
    found = resolve_subjects(catalog, [replace(ROW, **cells)])
    assert not isinstance(found, UnreadableFile)
    return found[0]


@pytest.mark.parametrize(
    ("cells", "expected"),
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
def test_an_exact_name_is_resolved(catalog: Catalog, cells: dict[str, str], expected: tuple[str | None, ...]) -> None:
    row = resolve(catalog, **cells)
    assert isinstance(row, BookableRow), row
    booking = row.booking
    assert (booking.area, booking.roadmap, booking.topic) == expected


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"what": "netwroking"}, "“netwroking” is no area, roadmap or topic: Networking is near"),
        ({"what": "aws.gone"}, "“aws.gone” is no area, roadmap or topic: AWS is near"),
        ({"what": "monitoring"}, "“monitoring” can be "),
        ({"area": "networking", "what": "blockchain"}, "“blockchain” and “networking” are two areas"),
        ({"roadmap": "docker", "topic": "aws.vpc-architecture"}, "“aws.vpc-architecture” is nothing in “docker”"),
        ({"topic": "aws.vpc-architecture", "what": "blockchain"}, "“aws.vpc-architecture” and “blockchain” are two "),
    ],
)
def test_an_inexact_name_is_rejected(catalog: Catalog, cells: dict[str, str], reason: str) -> None:
    row = resolve(catalog, **cells)
    assert isinstance(row, RejectedRow)
    assert row.reason.startswith(reason)
    assert row.line == 2


def row_keys(catalog: Catalog, *rows: CsvRow) -> list[str]:
    found = resolve_subjects(catalog, rows)
    assert not isinstance(found, UnreadableFile)
    return [row.booking.request for row in found if isinstance(row, BookableRow)]


def test_a_row_keeps_its_key_in_a_longer_file_and_equal_rows_have_different_keys(catalog: Catalog) -> None:
    row, other = replace(ROW, area="networking"), replace(ROW, area="networking", note="x")
    [key] = row_keys(catalog, row)
    assert row_keys(catalog, other, replace(row, line=9), row)[1] == key
    assert len(set(row_keys(catalog, row, row, row, other))) == 4
    assert key.startswith("import:")
    assert len(key) == 39


def test_an_id_counts_only_in_rows_of_an_export(catalog: Catalog) -> None:
    foreign, own = replace(ROW, area="networking", id=7), replace(ROW, area="networking", id=7, workspace="T1")
    found = resolve_subjects(catalog, [foreign, own])
    assert [row.id for row in found if isinstance(row, BookableRow)] == [None, 7]  # type: ignore[union-attr]


def test_a_file_about_something_else_is_refused(catalog: Catalog) -> None:
    rows = [replace(ROW, what=f"junk{number}") for number in range(5)]
    refused = resolve_subjects(catalog, rows, max_unknown=3)
    assert isinstance(refused, UnreadableFile)
    assert "More than 3 different names" in refused.reason
    assert len(resolve_subjects(catalog, rows, max_unknown=5)) == 5  # type: ignore[arg-type]
