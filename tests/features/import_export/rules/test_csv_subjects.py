"""Subjects of rows: exactly what they name, never a guess, and a key that stays the same."""

from __future__ import annotations

import time
from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.catalog.catalog import Catalog
from bot.features.import_export.rules.csv_format import (
    CsvRow,
    ForeignNames,
    RejectedRow,
    UnknownNameRow,
    UnreadableFile,
)
from bot.features.import_export.rules.csv_subjects import (
    MAX_NAME_LENGTH,
    BookableRow,
    known_answers,
    name_key,
    resolve_subjects,
)

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
        ({"what": "netwroking"}, "“netwroking” isn't an area, roadmap or topic: Networking is near"),
        ({"what": "aws.gone"}, "“aws.gone” isn't an area, roadmap or topic: AWS is near"),
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


def test_an_answer_whose_subject_left_the_content_is_asked_for_anew(catalog: Catalog) -> None:
    answers = {
        "a": ("networking", "aws", None),
        "b": ("gone", None, None),
        "c": ("networking", "gone", None),
        "d": None,
    }
    known = known_answers(catalog, answers)
    assert {name: subject and subject.ledger_ids for name, subject in known.items()} == {
        "a": ("networking", "aws", None),
        "d": None,
    }
    names = [ForeignNames("", each) for each in answers]
    found = resolve_subjects(catalog, [replace(ROW, names=each) for each in names], remembered=known)
    assert [type(row) for row in found] == [BookableRow, UnknownNameRow, UnknownNameRow, RejectedRow]  # type: ignore[union-attr]


def test_a_row_without_any_name_says_so(catalog: Catalog) -> None:
    found = resolve_subjects(catalog, [replace(ROW, names=ForeignNames("Acme"), note="standup")])
    assert found == [RejectedRow(2, "it names no project, task or tag")]


def test_a_note_with_its_tags_has_the_length_of_a_note(catalog: Catalog) -> None:
    names = ForeignNames("", "networking", "", ("x" * 600,))
    [found] = resolve_subjects(catalog, [replace(ROW, names=names, note="y" * 600)])  # type: ignore[misc]
    assert found == RejectedRow(2, "the note has 1,203 characters, and 1,000 are the most")


def test_thousands_of_unknown_names_are_looked_at_within_a_second_or_two(catalog: Catalog) -> None:
    names = [ForeignNames("Acme", f"project {number} of the aws kind", f"task {number}") for number in range(5000)]
    started_at = time.perf_counter()
    found = resolve_subjects(catalog, [replace(ROW, names=each) for each in names])
    assert time.perf_counter() - started_at < 5
    assert {type(row) for row in found} == {UnknownNameRow}  # type: ignore[union-attr]


@given(st.text(max_size=400))
def test_the_key_of_a_name_fits_and_stays_the_same(name: str) -> None:
    assert len(name_key(name)) <= MAX_NAME_LENGTH
    assert name_key(f"  {name.upper()}\n") == name_key(name.upper())
