from __future__ import annotations

from datetime import date

from bot.clock import TurnableClock
from bot.core.time_off import absences
from bot.core.time_off.absence import TEAM, Absence
from bot.db.engine import Connection, Sessions

ANA = {"workspace": "T1", "member": "U1"}
TODAY = date(2026, 11, 21)


def nov(day: int) -> date:
    return date(2026, 11, day)


def add(
    session: Connection, clock: TurnableClock, first: int, last: int | None, label: str = "", **whose: str
) -> Absence:
    end = nov(last) if last else None
    return absences.add(session, **{**ANA, **whose}, first=nov(first), last=end, label=label, now=clock.now())


def spans(found: tuple[Absence, ...]) -> list[tuple[int, int | None]]:
    return [(each.first.day, each.last.day if each.last else None) for each in found]


def test_what_touches_grows_into_one(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        add(session, clock, 3, 5)
        add(session, clock, 9, 10, "sick")
        assert spans((add(session, clock, 11, 12, "sick"),)) == [(9, 12)]
        assert spans((add(session, clock, 9, 12, "sick"),)) == [(9, 12)]
        assert spans((add(session, clock, 10, 11),)) == [(9, 12)]
        assert spans((add(session, clock, 6, 8),)) == [(3, 8)]
        assert spans((add(session, clock, 18, None),)) == [(18, None)]
        assert spans((add(session, clock, 20, None),)) == [(18, None)]
    with people.read() as session:
        assert spans(absences.set_for(session, **ANA, since=nov(1))) == [(3, 8), (9, 12), (18, None)]


def test_days_that_begin_later_outlast_the_end_of_an_open_absence(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        add(session, clock, 25, 26)
        add(session, clock, 18, None)
        add(session, clock, 28, 29)
        absences.end(session, **ANA, today=nov(20))
        assert spans(absences.set_for(session, **ANA, since=nov(1))) == [(18, 19), (25, 26), (28, 29)]


def test_a_label_stays_with_its_own_days(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        add(session, clock, 9, 10, "sick")
        assert add(session, clock, 11, 12).label == ""
        add(session, clock, 10, 11, "trip")
        assert add(session, clock, 11, 12, "trip").label == "trip"
        add(session, clock, 16, 17)
        add(session, clock, 16, 17, "feast")
        found = absences.set_for(session, **ANA, since=nov(1))
    assert [(each.label, *spans((each,))[0]) for each in found] == [
        ("sick", 9, 10),
        ("trip", 10, 12),
        ("feast", 16, 17),
    ]


def test_what_ended_is_told_to_its_farthest_end(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        add(session, clock, 16, None, "sick")
        add(session, clock, 17, 20)
        ended = absences.end(session, **ANA, today=nov(18))
        assert ended
        assert spans((ended,)) == [(16, None)]


def test_holidays_grow_only_with_others_of_their_name(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        add(session, clock, 24, 25, "Christmas", member=TEAM)
        add(session, clock, 26, 26, "Boxing Day", member=TEAM)
        add(session, clock, 25, 25, "Christmas", member=TEAM)
    with people.read() as session:
        found = absences.set_for(session, workspace="T1", member=TEAM, since=nov(1))
    assert [(each.label, each.first.day) for each in found] == [("Christmas", 24), ("Boxing Day", 26)]


def test_a_members_days_are_their_own_and_the_teams(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        add(session, clock, 2, 3)
        add(session, clock, 16, 17)
        add(session, clock, 18, 18, "Feast", member=TEAM)
        add(session, clock, 19, 20, member="U2")
        add(session, clock, 16, 20, workspace="T2")
        add(session, clock, 20, None)
    with people.read() as session:
        asked = {"since": nov(3), "until": nov(19)}
        assert spans(absences.of_member(session, **ANA, **asked)) == [(2, 3), (16, 17), (18, 18)]
        assert absences.of_member(session, **ANA, since=nov(18), until=nov(18))[0].label == "Feast"
        assert spans(absences.of_member(session, **ANA, since=date(2027, 1, 1), until=date(2027, 1, 2))) == [(20, None)]
        known = absences.everyones(session, workspace="T1", since=nov(17), until=nov(19))
    assert spans(known.of("U1")) == [(18, 18), (16, 17)]
    assert spans(known.of("U2")) == [(18, 18), (19, 20)]
    assert spans(known.of("U3")) == [(18, 18)]


def test_only_ones_own_is_removed_and_once(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        mine = add(session, clock, 16, 17)
        for other in ({"member": "U2"}, {"workspace": "T2"}, {"member": TEAM}):
            assert absences.remove(session, **{**ANA, **other}, absence=mine.id) is None
        assert absences.remove(session, **ANA, absence=mine.id) == mine
        assert absences.remove(session, **ANA, absence=mine.id) is None


def test_ending_keeps_the_days_before_today_and_what_lies_ahead(people: Sessions, clock: TurnableClock) -> None:
    with people.begin() as session:
        add(session, clock, 16, None)
        ended = absences.end(session, **ANA, today=nov(19))
        assert ended
        assert spans((ended,)) == [(16, None)]
        add(session, clock, 25, 26)
        assert absences.end(session, **ANA, today=nov(19)) is None
        assert spans(absences.set_for(session, **ANA, since=nov(1))) == [(16, 18), (25, 26)]
        absences.end(session, **ANA, today=nov(25))
        assert spans(absences.set_for(session, **ANA, since=nov(1))) == [(16, 18)]
