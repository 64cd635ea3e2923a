"""The exports of other programs, in the forms that they really have, and other people's tables."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.features.import_export.rules.csv_format import CsvRow, ForeignNames, RejectedRow, UnreadableFile
from bot.features.import_export.rules.csv_reader import parse_csv

TODAY = date(2026, 11, 21)
TOGGL = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,Tags,"
    "Amount ()\n"
    'Ben,ben@x,Acme,Learning,,"Subnets, part 1",No,2026-11-18,09:00:00,2026-11-18,10:30:00,01:30:00,'
    '"networking, aws",\n'
)
TOGGL_NEW = (
    '"Description","Duration","Member","Email","Project","Tags","Start date","Start time","Stop date","Stop time"\n'
    '"Subnets","1:30:00","Ben","ben@x","-","-","11/18/2026","9:00:00 AM","11/18/2026","10:30:00 AM"\n'
)
TOGGL_SHORT = (
    '"Description","Tags","Start date","Start time","Stop date","Stop time"\n'
    '"Subnets","networking","2026-11-18","23:15:00","2026-11-19","00:45:00"\n'
)
CLOCKIFY_COLUMNS = (
    '"Project","Client","Description","Task","User","Group","Email","Tags","Type","Billable","Start Date","Start Time",'
    '"End Date","End Time","Duration (h)","Duration (decimal)","Billable Rate (EUR)","Date of creation"\n'
)
CLOCKIFY = (
    f'{CLOCKIFY_COLUMNS}"Learning","Acme","Subnets","VPC","Ben","","ben@x","networking","Regular","No","11/18/2026",'
    '"02:44:33 PM","11/18/2026","04:14:30 PM","01:29:57","1.50","0.00","11/18/2026"\n'
)
CLOCKIFY_EUROPE = (
    f'{CLOCKIFY_COLUMNS}"Learning","","Subnets","","Ben","","","","Regular","No","18/11/2026","14:44","18/11/2026","16:14",'
    '"1:30","1.50","0.00","18/11/2026"\n'
)
HARVEST = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Hours Rounded,Billable?,Invoiced?,First Name,Last Name,Roles\n"
    '2026-11-18,Acme,Learning,L,Kubernetes,Subnets,"1,5",2,No,No,Ben,B,\n'
)
KIMAI = (
    "id,Date,From,To,Duration,Currency,Internal price,User,Name,Customer,Project,Activity,Description,Billable,Tags\n"
    '7,2026-11-18,09:00,10:30,1:30,EUR,0,Ben B,ben,Acme,Learning,Kubernetes,Subnets,0,"net, aws"\n'
)
KIMAI_GERMAN = (
    "Datum;Von;Bis;Dauer;Lohn;Benutzer;Name;Kunde;Projekt;Tätigkeit;Beschreibung;Schlagworte\n"
    "18.11.2026;09:00;10:30;1,5;0;Ben B;ben;Acme;Learning;Kubernetes;Subnets;\n"
)
SIMPLE_TIME_TRACKER = (
    "activity name,time started,time ended,comment,categories,record tags,duration,duration minutes\n"
    '"Learning",2026-11-18 12:07:24,2026-11-18 13:37:20,"Subnets","Productive ","aws",1:29:56,89\n'
)
SIMPLE_TIME_TRACKER_OLD = "activity name,time started,time ended\nLearning,2026-11-18 12:07:24,2026-11-18 13:37:20\n"
TIMEWARRIOR_CSV = '"Start","End","Annotation","Tags"\n"20261118T090000Z","20261118T103000Z","Subnets","aws net"\n'
TIMEWARRIOR = (
    '[\n{"id":2,"start":"20261118T090000Z","end":"20261118T103000Z","tags":["aws","on call"],"annotation":"Subnets"},\n'
    '{"id":1,"start":"20261121T090000Z","tags":["aws"]}\n]\n'
)


def rows(text: str | bytes) -> tuple[CsvRow | RejectedRow, ...]:
    found = parse_csv(text if isinstance(text, bytes) else text.encode(), TODAY)
    assert not isinstance(found, UnreadableFile), found.reason
    return found


def file_error(text: str) -> str:
    found = parse_csv(text.encode(), TODAY)
    assert isinstance(found, UnreadableFile)
    return found.reason


@pytest.mark.parametrize(
    ("text", "note", "names"),
    [
        (TOGGL, "Subnets, part 1", ForeignNames("Acme", "Learning", "", ("networking", "aws"))),
        (TOGGL_NEW, "Subnets", ForeignNames()),
        (TOGGL_SHORT, "Subnets", ForeignNames(tags=("networking",))),
        (CLOCKIFY, "Subnets", ForeignNames("Acme", "Learning", "VPC", ("networking",))),
        (CLOCKIFY_EUROPE, "Subnets", ForeignNames("", "Learning")),
        (HARVEST, "Subnets", ForeignNames("Acme", "Learning", "Kubernetes")),
        (KIMAI, "Subnets", ForeignNames("Acme", "Learning", "Kubernetes", ("net", "aws"))),
        (KIMAI_GERMAN, "Subnets", ForeignNames("Acme", "Learning", "Kubernetes")),
        (SIMPLE_TIME_TRACKER, "Subnets", ForeignNames("", "Learning", "", ("aws",))),
        (SIMPLE_TIME_TRACKER_OLD, "", ForeignNames("", "Learning")),
        (TIMEWARRIOR_CSV, "Subnets", ForeignNames(tags=("aws", "net"))),
        (TIMEWARRIOR, "Subnets", ForeignNames(tags=("aws", "on call"))),
    ],
)
def test_an_export_is_known_by_its_columns(text: str, note: str, names: ForeignNames) -> None:
    found = rows(text)[0]
    assert isinstance(found, CsvRow), found
    assert (found.minutes, found.day, found.note, found.names) == (90, date(2026, 11, 18), note, names)
    assert (found.member, found.id) == ("", None)


@pytest.mark.parametrize("text", [TOGGL, TOGGL_NEW, CLOCKIFY_EUROPE, HARVEST, KIMAI, SIMPLE_TIME_TRACKER])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_encoding_and_delimiter_do_not_matter(text: str, encoding: str, delimiter: str) -> None:
    out = io.StringIO()
    csv.writer(out, delimiter=delimiter).writerows(csv.reader(io.StringIO(text)))
    assert rows(out.getvalue().encode(encoding)) == rows(text)


@given(st.permutations(range(14)))
def test_the_order_of_columns_does_not_matter(order: list[int]) -> None:
    cells = [
        line.split(",")
        for line in TOGGL.replace('"Subnets, part 1"', "Subnets").replace('"networking, aws"', "aws").splitlines()
    ]
    shuffled = "\n".join(",".join(line[at] for at in order) for line in cells)
    [found] = rows(shuffled)
    assert isinstance(found, CsvRow)
    assert found.names == ForeignNames("Acme", "Learning", "", ("aws",))


def test_a_moment_in_utc_is_on_the_day_of_its_person() -> None:
    late = TIMEWARRIOR.replace("T090000Z", "T233000Z").replace("20261118T103000Z", "20261119T010000Z")
    found = rows(late)[0]
    assert isinstance(found, CsvRow)
    assert (found.minutes, found.moment) == (90, datetime(2026, 11, 18, 23, 30, tzinfo=UTC))
    assert found.in_zone(ZoneInfo("Europe/Berlin")).day == date(2026, 11, 19)
    assert found.in_zone(ZoneInfo("America/New_York")).day == date(2026, 11, 18)


def test_the_line_of_an_interval_is_told() -> None:
    assert rows(TIMEWARRIOR)[1] == RejectedRow(3, "it has no end yet", is_harmless=True)


@pytest.mark.parametrize(
    "text",
    ["[1]", "[{}]", '{"a": 1}', '[{"start": 1}]', "[" * 100_000, '[{"start": "x", "tags": {"a": 1}}]', '[{"start"'],
)
def test_other_json_is_refused_with_its_line(text: str) -> None:
    assert file_error("\n" + text).endswith("isn't an interval of a Timewarrior export, the only JSON I can read.")


def test_what_nobody_means_to_log_is_named_and_harmless() -> None:
    text = (
        f"{CLOCKIFY}{CLOCKIFY_COLUMNS}"
        f"{CLOCKIFY.splitlines()[1].replace('Regular', 'Break')}\n"
        f"{CLOCKIFY.splitlines()[1].replace('01:29:57', '00:00:12')}\n"
        '"Total","","","","","","","","","","","","","","01:29:57","1.50","0.00",""\n'
    )
    assert [row for row in rows(text) if isinstance(row, RejectedRow)] == [
        RejectedRow(3, "it repeats the column names", is_harmless=True),
        RejectedRow(4, "it is a break", is_harmless=True),
        RejectedRow(5, "“00:00:12” is less than half a minute", is_harmless=True),
        RejectedRow(6, "it is a total", is_harmless=True),
    ]


@pytest.mark.parametrize("total", ["Total,90,", ",90,", "Summe:,90,", ",90,Total", "Grand Total,90,"])
def test_a_sum_below_an_own_table_is_harmless(total: str) -> None:
    found = rows(f"My hours,,\n\nday,minutes,area\n2026-11-20,90,x\n{total}\n")
    assert [type(row) for row in found] == [RejectedRow, CsvRow, RejectedRow]
    assert all(row.is_harmless for row in found if isinstance(row, RejectedRow))


def test_a_topic_that_is_called_total_is_no_sum() -> None:
    [found] = rows("day,minutes,area,note\n2026-11-20,90,x,total\n")
    assert isinstance(found, CsvRow)


@pytest.mark.parametrize(
    ("text", "people"),
    [
        (TOGGL + TOGGL.splitlines()[1].replace("ben@x", "mei@x") + "\n", "“ben@x”, “mei@x”"),
        (HARVEST + HARVEST.splitlines()[1].replace("Ben", "Bo") + "\n", "“Ben”, “Bo”"),
        (KIMAI + KIMAI.splitlines()[1].replace("ben,", "mei,") + "\n", "“ben”, “mei”"),
    ],
)
def test_the_hours_of_several_people_are_not_one_members(text: str, people: str) -> None:
    assert file_error(text) == f"The file has the hours of several people: {people}. Export those of one person."


def test_an_own_table_is_no_export_of_another_program() -> None:
    [found] = rows("date,hours,area,project,task\n2026-11-20,1,networking,p,t\n")
    assert isinstance(found, CsvRow)
    assert (found.area, found.names) == ("networking", None)


@pytest.mark.parametrize(
    "end", ["area\n2026-11-20,23:30,1:00 am,networking", "tags\n2026-11-20,11:30 PM,01:00,networking"]
)
def test_start_and_end_say_how_long(end: str) -> None:
    [found] = rows(f"date,start,end,{end}\n")
    assert isinstance(found, CsvRow)
    assert (found.minutes, found.day) == (90, date(2026, 11, 20))


def test_a_project_is_enough_of_a_subject() -> None:
    [found] = rows("date,hours,project\n2026-11-20,1,infra\n")
    assert isinstance(found, CsvRow)
    assert found.names == ForeignNames(project="infra")


@pytest.mark.parametrize(
    ("names", "label"),
    [
        (ForeignNames("Client X", "infra"), "Client X / infra"),
        (ForeignNames("Client X", "infra", "docs", ("a",)), "Client X / infra / docs"),
        (ForeignNames("Client X", tags=("a", "b")), "a, b"),
        (ForeignNames(), ""),
    ],
)
def test_a_name_is_asked_about_as_a_whole(names: ForeignNames, label: str) -> None:
    assert names.label == label


FIELD = st.text(st.sampled_from("0123456789-/:. ,PTHMZ+amLearningTotal\"'"), max_size=20) | st.sampled_from(
    ["2026-11-18", "11/18/2026", "09:00:00", "9:00 PM", "1:30:00", "0.0625", "networking", "-", "", "Total"]
)
HEADERS = [each.splitlines()[0] for each in (TOGGL, TOGGL_NEW, CLOCKIFY, HARVEST, KIMAI, SIMPLE_TIME_TRACKER)]


@given(st.sampled_from([*HEADERS, "day,duration,project", TIMEWARRIOR_CSV.splitlines()[0]]), st.data())
def test_any_cells_are_a_row_or_a_reason(header: str, data: st.DataObject) -> None:
    width = header.count(",") + 1
    lines = data.draw(st.lists(st.lists(FIELD, min_size=1, max_size=width), max_size=4))
    out = io.StringIO()
    csv.writer(out).writerows(lines)
    found = parse_csv(f"{header}\n{out.getvalue()}".encode(), TODAY)
    if not isinstance(found, UnreadableFile):
        assert all(1 <= each.minutes <= 1440 if isinstance(each, CsvRow) else each.reason for each in found)
        assert len(found) == sum(any(cell.strip() for cell in line) for line in lines)


def test_half_a_character_in_json_can_be_stored() -> None:
    found = rows(TIMEWARRIOR.replace("Subnets", "a\\ud83d").replace("on call", "\\udc00"))[0]
    assert isinstance(found, CsvRow)
    assert (found.note, found.names) == ("a?", ForeignNames(tags=("aws", "?")))


def test_more_intervals_than_a_file_may_have_are_counted() -> None:
    text = "[" + ",".join(['{"start":"20261118T090000Z","end":"20261118T103000Z","tags":["aws"]}'] * 5001) + "]"
    assert file_error(text).startswith("The file has 5,001 rows, and 5,000 are the most. Send it in 2 parts")


def test_a_note_that_is_pasted_from_slack_is_read_as_its_author_sees_it() -> None:
    note = "*see* <https://example.org/a|example.org/a> in <#C1|learning> &amp; more"
    (row,) = rows(f"day,minutes,area,note\n2026-11-18,90,networking,{note}\n")
    assert isinstance(row, CsvRow)
    assert row.note == "see https://example.org/a in #learning & more"
    (own,) = rows(f"day,minutes,area,note,workspace\n2026-11-18,90,networking,{note},T1\n")
    assert isinstance(own, CsvRow)
    assert own.note == note
