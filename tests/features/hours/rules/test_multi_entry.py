"""Several bookings in one line: where one ends and the next begins."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.features.hours.rules import multi_entry
from tests.examples import examples

TODAY = date(2026, 11, 21)
KNOWN = {"networking", "aws", "k8s", "vpc"}


def names_subject(subject_words: str) -> bool:
    return subject_words.split()[0] in KNOWN


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("2h networking", ["2h networking"]),
        ("", [""]),
        (
            "1h networking, 30m aws yesterday, 2h k8s: operators",
            ["1h networking", "30m aws yesterday", "2h k8s: operators"],
        ),
        ("1h networking and 30m aws", ["1h networking", "30m aws"]),
        ("1h networking, and 30m aws", ["1h networking", "30m aws"]),
        ("1h networking + 30m aws", ["1h networking", "30m aws"]),
        ("1h networking, +30m aws", ["1h networking", "30m aws"]),
        ("1h30 aws; 20m vpc", ["1h30 aws", "20m vpc"]),
        ("1h networking\n30m aws", ["1h networking", "30m aws"]),
        ("networking 2h, aws 1h", ["networking 2h", "aws 1h"]),
        ("1h aws: read, then 30m of videos", ["1h aws: read, then 30m of videos"]),
        ("1h aws: read, 30m videos, 45m k8s", ["1h aws: read, 30m videos", "45m k8s"]),
        ("1h aws: read and 45m k8s", ["1h aws: read and 45m k8s"]),
        ("1h and 30m networking", ["1h and 30m networking"]),
        ("1h, 30m networking", ["1h, 30m networking"]),
        ("1h 30m vpc, subnets", ["1h 30m vpc, subnets"]),
        ("2h networking and security", ["2h networking and security"]),
        ("2h vpc: a: b, 3h x", ["2h vpc: a: b, 3h x"]),
        ("1,5h networking", ["1,5h networking"]),
        ("1h networking, 30h aws", ["1h networking", "30h aws"]),
        ("1h networking, 0h aws", ["1h networking", "0h aws"]),
        ("1h networking, -1h aws", ["1h networking", "-1h aws"]),
        ("30h aws, 1h networking", ["30h aws", "1h networking"]),
        ("1h networking, 90 aws", ["1h networking", "90 aws"]),
        ("1h networking, 3 days k8s", ["1h networking", "3 days k8s"]),
        ("1h networking, 2 factor auth", ["1h networking, 2 factor auth"]),
        ("1h networking, 30h", ["1h networking, 30h"]),
        ("1h vpc: did lab 1, 2 aws", ["1h vpc: did lab 1, 2 aws"]),
        ("yesterday: 1h aws, 2h vpc: nat", ["yesterday 1h aws", "yesterday 2h vpc: nat"]),
        ("Fri 20 Nov:\n1h aws\n2h vpc", ["Fri 20 Nov 1h aws", "Fri 20 Nov 2h vpc"]),
        ("yesterday: 1h aws", ["yesterday: 1h aws"]),
        ("aws: 1h, vpc: 2h", ["aws: 1h", "vpc: 2h"]),
        ("1h aws\nlog 2h vpc", ["1h aws", "2h vpc"]),
        ("1h aws: nat\nlog vpc 2h", ["1h aws: nat", "vpc 2h"]),
        ("vpc 1h and 5m", ["vpc 1h and 5m"]),
        ("1h aws nov 13, 2026", ["1h aws nov 13, 2026"]),
        ("1h vpc (ipsec, aws): every two minutes", ["1h vpc (ipsec, aws): every two minutes"]),
        ("1h vpc (a, b), 2h aws (c; d)", ["1h vpc (a, b)", "2h aws (c; d)"]),
        ("1h vpc (a, 2h aws", ["1h vpc (a", "2h aws"]),
    ],
)
def test_a_line_is_split_where_another_booking_begins(line: str, expected: list[str]) -> None:
    assert list(multi_entry.split_entries(line, TODAY, names_subject)) == expected


def test_a_line_with_more_bookings_than_allowed_is_split_too() -> None:
    count = multi_entry.MAX_ENTRIES + 1
    assert len(multi_entry.split_entries(", ".join(["1h aws"] * count), TODAY, names_subject)) == count


@settings(max_examples=examples(50), deadline=None)
@given(
    st.text(max_size=80)
    | st.lists(st.sampled_from(["1h", "30m", "aws", ",", "and", ":", "\n", " ", "+", ";"])).map("".join)
)
def test_nothing_that_was_typed_is_lost(line: str) -> None:
    pieces = multi_entry.split_entries(line, TODAY, names_subject)
    assert pieces
    position = 0
    for piece in pieces:
        position = line.index(piece, position) + len(piece)
