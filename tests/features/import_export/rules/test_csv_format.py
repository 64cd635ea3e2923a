"""CSV files of hours: the forms that people have are parsed, mistakes are named, and exports parse back the same."""

from __future__ import annotations

import csv
import io
import re
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.ledger.note import MAX_NOTE_LENGTH
from bot.core.ledger.rules import Entry
from bot.features.import_export.rules.csv_format import (
    COLUMNS,
    OWN_COLUMNS,
    CsvRow,
    RejectedRow,
    UnreadableFile,
    guard_formulas,
    strip_guards,
    write_entries,
)
from bot.features.import_export.rules.csv_reader import parse_csv
from bot.features.import_export.rules.file_text import IN_SLACK
from tests.examples import examples

TODAY = date(2026, 11, 21)
FRIDAY = date(2026, 11, 20)
PLAIN = "day,minutes,area\n2026-11-20,90,Networking\n"


def rows(text: str | bytes) -> tuple[CsvRow | RejectedRow, ...]:
    found = parse_csv(text if isinstance(text, bytes) else text.encode(), TODAY)
    assert not isinstance(found, UnreadableFile), found.reason
    return found


def row(text: str) -> CsvRow:
    [found] = rows(text)
    assert isinstance(found, CsvRow), found
    return found


def rejection(text: str) -> str:
    [found] = rows(text)
    assert isinstance(found, RejectedRow), found
    return found.reason


def file_error(content: bytes) -> str:
    found = parse_csv(content, TODAY)
    assert isinstance(found, UnreadableFile)
    return found.reason


@pytest.mark.parametrize(
    "text",
    [
        PLAIN,
        "\ufeff" + PLAIN,
        PLAIN.replace("\n", "\r\n"),
        PLAIN.replace("\n", "\r"),
        PLAIN.replace(",", ";"),
        PLAIN.replace(",", "\t"),
        "sep=;\n" + PLAIN.replace(",", ";"),
        PLAIN.rstrip("\n"),
        'DATE ,"Hours",AREA\n"20.11.2026","1.5",  Networking \n',
        "Date;Hours;Area;Project\n20 Nov 2026;1,5;Networking;X\n",
        "\n,,\nTime,Date,area\n,,\n01:30:00,2026-11-20 09:15:00,Networking\n\n",
        "duration,day,area\n90m,Fri 20 Nov 2026,Networking\n",
        "minutes,day,area\n1h30,11/20/2026,Networking\n",
    ],
)
def test_a_row_is_parsed_as_different_programs_write_it(text: str) -> None:
    found = row(text)
    assert (found.minutes, found.day, found.area, found.what) == (90, FRIDAY, "Networking", "")


def test_all_columns_are_parsed() -> None:
    text = (
        "id,workspace,member,hours,area,roadmap,topic,subject,created_at,comment,url\n"
        '7,T1,U1,2,cloud-computing,aws,aws.vpc,vpc,2026-11-20T10:00:00+00:00,"a, ""b""\nc",https://example.com/x\n'
    )
    assert row(text.replace("hours", "day,hours").replace("U1,", "U1,2026-11-20,")) == CsvRow(
        *(2, 120, FRIDAY, "cloud-computing", "aws", "aws.vpc", "vpc", 'a, "b"\nc', "https://example.com/x"),
        *("U1", "T1", 7, "2026-11-20T10:00:00+00:00"),
    )


def test_rows_have_the_line_they_start_on() -> None:
    found = rows('day,minutes,area,note\n\n2026-11-20,1,x,"a\nb\nc"\n2026-11-20,0,x,\n\n2026-11-20,1,x\n')
    assert [each.line for each in found] == [3, 6, 8]
    assert [type(each) for each in found] == [CsvRow, RejectedRow, CsvRow]


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        (",90,Networking", "the day is missing"),
        ("2026-11-20,,Networking", "the minutes is missing"),
        ("2026-11-20,90,", "it names no area, roadmap or topic"),
        ("2026-02-30,90,x", "“2026-02-30” isn't a day"),
        ("Mon 20 Nov 2026,90,x", "“Mon 20 Nov 2026” isn't a day"),
        ("2026-11-22,90,x", "Sun 22 Nov is in the future"),
        ("2016-11-10,90,x", "Thu 10 Nov 2016 is more than ten years ago"),
        ("yesterday,90,x", "“yesterday” isn't a day with its year: write it like 2026-11-21"),
        ("1000 days ago,90,x", "“1000 days ago” isn't a day with its year: write it like 2026-11-21"),
        ("20 Nov,90,x", "“20 Nov” isn't a day with its year: write it like 2026-11-21"),
        ("soon,90,x", "“soon” isn't a day with its year: write it like 2026-11-21"),
        ("03/04/2026,90,x", "“03/04/2026” can be 3 Apr or 4 Mar: write 2026-04-03 or the other"),
        ("2026-11-20,-5,x", "“-5” is negative"),
        ("2026-11-20,0,x", "“0” is zero"),
        ("2026-11-20,1441,x", "“1441” is more than a day has"),
        ("2026-11-20,3 days,x", "“3 days” is in days or longer: write hours or minutes"),
        ("2026-11-20,long,x", "“long” isn't a length of time: write 90 minutes as 90m, 1:30 or 1.5h"),
        ("2026-11-20,2h aws,x", "“2h aws” isn't a length of time: write 90 minutes as 90m, 1:30 or 1.5h"),
        ("2026-11-20,90,x,a,b", "it has more cells than there are columns: put a text that holds commas in quotes"),
        (f"2026-11-20,90,x,{'n' * 1001}", "the note has 1,001 characters, and 1,000 are the most"),
    ],
)
def test_a_bad_row_says_what_is_wrong(cells: str, words: str) -> None:
    assert rejection(f"day,minutes,area,note\n{cells}\n") == words


def test_a_bare_number_needs_a_unit_where_the_column_has_none() -> None:
    assert rejection("day,duration,area\n2026-11-20,90,x\n") == "“90” can be minutes or hours: write 90m or 90h"
    assert row("day,hours,area\n2026-11-20,13,x\n").minutes == 780
    assert row("day,duration,area\n2026-11-20,2,x\n").minutes == 120


def test_evidence_is_a_link() -> None:
    head = "day,minutes,area,link\n2026-11-20,90,x,"
    assert (
        rejection(f"{head}javascript:alert(1)\n") == "“javascript:alert(1)” isn't a link: evidence starts with https://"
    )
    assert rejection(f"{head}https://x/{'y' * 500}\n") == "the link has 510 characters, and 500 are the most"


@pytest.mark.parametrize(
    ("days", "expected"),
    [
        (["03/04/2026", "13/04/2026"], [date(2026, 4, 3), date(2026, 4, 13)]),
        (["03/04/2026", "04/13/2026"], [date(2026, 3, 4), date(2026, 4, 13)]),
        (["03/04/2026", "13/04/2026", "04/13/2026"], [None, date(2026, 4, 13), date(2026, 4, 13)]),
        (["03/03/2026"], [date(2026, 3, 3)]),
    ],
)
def test_the_column_tells_whether_days_or_months_come_first(days: list[str], expected: list[date | None]) -> None:
    found = rows("day,minutes,area\n" + "".join(f"{day},5,x\n" for day in days))
    assert [each.day if isinstance(each, CsvRow) else None for each in found] == expected


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "The file has no rows."),
        (b"day,minutes,area\n", "The file has no rows. Its first line names the columns: day, minutes"),
        (
            b"2026-11-20,90,Networking\n2026-11-20,90,Networking\n",
            "I found no column that says on which day (a column “day”), and none that says how long (“minutes”, ",
        ),
        (
            b"day,minutes\n2026-11-20,90\n",
            "I found no column that says on what (“area” or “what”). The first line has ",
        ),
        (b"day,area\n2026-11-20,x\n", "I found no column that says how long (“minutes”, “hours” or “duration”). The "),
        (b"day,minutes,hours,area\n2026-11-20,1,1,x\n", "The columns “minutes” and “hours” both say how long."),
        (b"day,minutes,area,note,Comment\n2026-11-20,1,x,,\n", "The columns “note” and “Comment” say the same."),
        ("day,minutes,area\n2026-11-20,5,Über".encode("cp1252"), "The file isn't in UTF-8 (line 2). Save it as "),
        (PLAIN.encode("utf-16-le"), "The file isn't text."),
        (PLAIN.encode() + b"\0", "The file isn't text."),
        (PLAIN.encode() + b'2026-11-20,5,"x\n2026-11-20,5,x\n', "The row that starts on line 3 has a quotation mark"),
        (PLAIN.encode() + b'2026-11-20,5,"x"y\n', "The row that starts on line 3 has a quotation mark"),
        (b"x" * (IN_SLACK.max_bytes + 1), "The file is larger than 4 MiB."),
        (
            b"day,minutes,area\n" + b"2026-11-20,1,x\n" * (IN_SLACK.rows + 1),
            "The file has 5,001 rows, and 5,000 are the most. Send it in 2 parts",
        ),
    ],
)
def test_an_unreadable_file_is_refused_as_a_whole(content: bytes, words: str) -> None:
    assert file_error(content).startswith(words)


def test_the_most_rows_that_are_allowed_are_parsed() -> None:
    assert len(rows(b"day,minutes,area\n" + b"2026-11-20,1,x\n" * IN_SLACK.rows)) == IN_SLACK.rows


def entry(**values: object) -> Entry:
    moment = datetime(2026, 11, 20, 10, tzinfo=UTC)
    plain = {
        "id": 7,
        "root": 7,
        "workspace": "T1",
        "member": "U1",
        "minutes": 90,
        "area": "networking",
        "roadmap": None,
    }
    return Entry(
        **{**plain, "topic": None, "day": FRIDAY, "note": "", "source": "form", "created_at": moment, **values}
    )


def test_an_export_keeps_its_columns() -> None:
    out = io.StringIO()
    write_entries(out, [entry(note="x, y")])
    assert out.getvalue() == (
        "id,workspace,member,minutes,area,roadmap,topic,day,note,source,created_at\n"
        '7,T1,U1,90,networking,,,2026-11-20,"x, y",form,2026-11-20T10:00:00+00:00\n'
    )
    assert OWN_COLUMNS[: len(COLUMNS)] == COLUMNS


NOTES = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]) | st.sampled_from("'=+-@,;\"\n"))


@settings(max_examples=examples(75), deadline=None)
@given(st.lists(NOTES.map(str.strip), min_size=1, max_size=3))
def test_an_export_parses_back_and_no_cell_is_a_formula(notes: list[str]) -> None:
    out = io.StringIO()
    write_entries(out, [entry(note=note, evidence="https://example.com/=1") for note in notes], OWN_COLUMNS)
    for cells in csv.reader(io.StringIO(out.getvalue())):
        assert not any(cell.startswith(("=", "+", "-", "@", "\t", "\r")) for cell in cells)
    found = rows(out.getvalue())
    assert [each.note for each in found if isinstance(each, CsvRow)] == notes
    assert {(each.id, each.area, each.evidence) for each in found if isinstance(each, CsvRow)} == {
        (7, "networking", "https://example.com/=1")
    }


@settings(max_examples=examples(100), deadline=None)
@given(st.lists(st.text(st.sampled_from("'=+-@,;\"\n\r\ta")), min_size=1, max_size=3))
def test_no_line_and_no_part_of_one_begins_like_a_formula(notes: list[str]) -> None:
    out = io.StringIO()
    write_entries(out, [entry(note=note, evidence=note) for note in notes], OWN_COLUMNS)
    for part in re.split("[\n\r;]", out.getvalue()):
        assert not part.lstrip('"').startswith(("=", "+", "-", "@", "\t", "\r")), part


@pytest.mark.parametrize("note", ["a\n=1+1", "a;=1+1", "a;'=1", "-\n- b\n\n@c", 'a;"=1"', "'a\n'b;c"])
def test_each_line_of_a_note_comes_back_as_it_was(note: str) -> None:
    out = io.StringIO()
    write_entries(out, [entry(note=note)])
    assert row(out.getvalue()).note == note


@given(st.text(st.sampled_from("'\"=\t\r\n;a")))
def test_guards_can_be_stripped_again(text: str) -> None:
    assert strip_guards(guard_formulas(text)) == text


@settings(max_examples=examples(75), deadline=None)
@given(st.binary() | st.text(st.sampled_from('day,minutes\n;"2026-1h=\r\t')).map(str.encode))
def test_any_content_is_parsed_or_refused(content: bytes) -> None:
    for start in (b"", b"day,minutes,area\n"):
        parse_csv(start + content, TODAY)


def test_a_note_of_the_greatest_length_fits() -> None:
    assert len(row(f"day,minutes,area,note\n2026-11-20,5,x,{'n' * MAX_NOTE_LENGTH}\n").note) == MAX_NOTE_LENGTH
