"""Somebody is forgotten: nothing of theirs is left in any table, nothing of others' is lost, and sums stay."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor, wait
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import String, Text, insert, select, text

from bot.app import FEATURES
from bot.core import audit_log, levels
from bot.core.assignments import assignments
from bot.core.assignments.workflow import AssignmentAction
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger import rollups, undo
from bot.core.ledger.rules import Booking
from bot.core.people import members, names, pairs
from bot.core.plan.member_plan import AssignedNextStep
from bot.db import tables
from bot.db.engine import Connection, Database
from bot.db.tables import metadata
from bot.delivery import direct_messages
from bot.delivery.occurrences import DeliveryKind
from bot.delivery.outbox import MessageState
from bot.feature import kinds_about_many, personal_data
from bot.features.help_requests import service as help_requests_service
from bot.features.mentorship.service import pairs as mentorship_pairs
from bot.features.one_on_one.service import next_step as one_on_one_next_step
from bot.features.one_on_one.service import notes as one_on_one_notes
from bot.features.privacy import views
from bot.features.privacy.service import erasure
from bot.features.privacy.service.erasure_steps import ErasureRules
from bot.features.sessions.rules.session import Session
from bot.features.sessions.service import sessions
from bot.setting_values import FORGOTTEN_MEMBER_ID

DATA = personal_data(FEATURES)
NOW = datetime(2026, 11, 21, 12, tzinfo=UTC)
DAY = date(2026, 11, 20)
HER, HIM = "U0PRIYA", "U2"
NAME = 'Priya "P" <Åse> & Co'
PRIYA: dict[str, Any] = {
    "workspace": "T1",
    "member": HER,
    "name": NAME,
    "timezone": "Europe/Oslo",
    "is_admin": False,
    "is_active": True,
    "profile_at": NOW,
    "now": NOW,
}
# Tables that know of no person, and columns that hold what is not one.
NO_PEOPLE = {"workspaces", "anonymous_totals", "installations", "erasures", "digest_ideas", "content_marks"}
RULES = ErasureRules(views.build_erasure_texts(), DATA, kinds_about_many(FEATURES), ZoneInfo("UTC"))


def add(conn: Connection, table: Any, **values: Any) -> int:
    made = conn.execute(insert(table).values(workspace="T1", **values))
    return int((made.inserted_primary_key or [0])[0]) if table.primary_key.columns.keys() == ["id"] else 0


def book(conn: Connection, member: str, key: str, area: str = "networking", **more: Any) -> Any:
    booking = Booking(60, area, None, None, DAY, more.pop("note", ""), "command", key, **more)
    return ledger_booking.book_entry(conn, workspace="T1", member=member, booking=booking, now=NOW)


def add_message(
    conn: Connection, recipient: str, kind: str, period: str, words: str, state: MessageState = MessageState.WAITING
) -> None:
    add(
        conn,
        tables.outbox,
        kind=kind,
        period=period,
        recipient=recipient,
        state=state.value,
        message={"text": words, "blocks": [{"type": "section", "text": {"type": "mrkdwn", "text": words}}]},
        due_at=NOW,
        expires_at=NOW + timedelta(days=2),
        created_at=NOW,
    )


def insert_a_year_of_data(conn: Connection) -> None:
    """A year of somebody's, and all the ways in which others have to do with them."""
    members.save_profile(conn, **PRIYA)
    first = book(conn, HER, "one", note="hers")
    book(conn, HER, "two", area="soft-skills")
    said = Booking(30, "networking", None, None, DAY, "second", "edit", "edit")
    ledger_booking.correct_entry(conn, workspace="T1", member=HER, entry_id=first.entry_id, booking=said, now=NOW)
    undo.undo_act(conn, workspace="T1", member=HER, request="undo", now=NOW)
    book(conn, HIM, "his", people=f"U1 {HER}", activity="mentoring", note=f"with <@{HER}|priya> and <@U1>")
    for member, other in ((HIM, HER), (HER, HIM)):
        add(conn, tables.ticks, member=member, assignment="a", ticked_at=NOW)
        add(conn, tables.target_days, member=member, area="x", day=DAY)
        add(conn, tables.plan_choices, member=member, area="x", choice="hidden", value="yes", at=NOW)
        add(conn, tables.goals, member=member, week="2026-W47", minutes=90)
        add(conn, tables.setup_checklists, member=member, open_steps="board", sent_at=NOW)
        add(conn, tables.nudge_texts, member=member, digest="d", variant="v", week="2026-W47", at=NOW)
        add(conn, tables.offered_steps, member=member, subject="a", recent="2026-W47 a")
        asked = {"run": "quiz:1", "number": 1, "total": 3, "question": "aws.rds-proxy/lambda-burst", "version": "v"}
        add(
            conn, tables.asked_questions, member=member, **asked, asked_at=NOW, answered_at=NOW, place=2, is_right=False
        )
        card = {"stability": 2.3, "difficulty": 2.1, "reviews": 1, "lapses": 1}
        add(conn, tables.question_cards, member=member, topic="t", **card, due_at=NOW, reviewed_at=NOW)
        add(conn, tables.question_days, member=member, days="tue thu")
        add(conn, tables.question_reports, member=member, question="t/q", version="v", at=NOW)
        verdict = {"question": f"t/{'one' if member == HER else 'two'}", "version": "v", "verdict": "kept"}
        add(conn, tables.question_verdicts, **verdict, by_member=member, at=NOW)
        add(conn, tables.milestones, member=member, kind="goal_met", subject="2026-W47", day=DAY)
        add(conn, tables.idea_members, member=member, week="2026-W47", joined_at=NOW)
        kept = {"subject": "t", "link": f"https://x/{member}", "link_hash": f"h{member}", "entry": 1, "kept_at": NOW}
        add(conn, tables.helpful_links, member=member, **kept)
        add(conn, tables.coverage_members, member=member, agreed_at=NOW)
        changed = {"item": "aws.vpc", "field": "text", "value": f'"ask <@{other}>"', "at": NOW}
        add(conn, tables.content_changes, **changed, by_member=member)
        add(conn, tables.content_changes, **changed | {"value": None}, by_member=member)
        add(conn, tables.content_suggestions, **changed, member=member, state="taken", decided_by=other)
        add(conn, tables.content_keepers, pack="roadmate", member=member)
        add(conn, tables.import_names, member=member, name=f"work for <@{other}>", area="networking", at=NOW)
        add(conn, tables.time_off, member=member, first=DAY, label="", created_at=NOW)
        add(conn, tables.assignment_progress, member=member, assignment="a", state="handed in", step=1, changed_at=NOW)
        add(conn, tables.assignment_steps, member=member, assignment="a", at=NOW, actor=other, act="sign", words="w")
        add(
            conn,
            tables.levels,
            member=member,
            roadmap="aws",
            claimed="beginner",
            claimed_at=NOW,
            confirmed="beginner",
            confirmed_by=other,
            confirmed_at=NOW,
        )
        asked = {"roadmap": "aws", "started_at": NOW, "number": 1, "question": "aws.iam/q", "height": 0, "version": "v"}
        add(conn, tables.placement_answers, member=member, asked_at=NOW, outcome="right", answered_at=NOW, **asked)
        add(conn, tables.help_requests, member=member, subject="", words=f"ask <@{other}>", at=NOW, over_by=other)
        add(conn, tables.handovers, item=f"of {member}", member=member, assignee=other, handed_by=other, at=NOW)
        add(
            conn,
            tables.topic_state_acts,
            member=member,
            subject="aws.vpc",
            state="known",
            since=DAY,
            source="mentor",
            actor=other,
            request=f"states of {member}",
            at=NOW,
        )
        add(conn, tables.assigned_next_steps, member=member, mentor=other, subject="a", minutes=0, at=NOW)
        add(conn, tables.mentor_notes, member=member, author=other, words="private", at=NOW)
        past = {"host": member, "title": "Past", "starts_at": NOW - timedelta(days=9), "minutes": 60, "channel": "C1"}
        held = add(conn, tables.sessions, request=f"{member}:past", created_at=NOW, **past)
        soon = {**past, "title": "GitOps intro", "starts_at": NOW + timedelta(days=2)}
        ahead = add(conn, tables.sessions, request=f"{member}:soon", created_at=NOW, **soon)
        for gathering in (held, ahead):
            add(conn, tables.session_attendees, session=gathering, member=other, joined_at=NOW)
        add(conn, tables.occurrences, kind="nudge", period="p", recipient=member, claimed_at=NOW, outcome="queued")
        audit_log.record_act(
            conn, workspace="T1", actor=member, act="pair.ask", now=NOW, subject=other, detail=f"x {member}"
        )
    for mentor, mentee in ((HIM, HER), (HER, "U1"), ("U1", HIM)):
        sides = {"mentor": mentor, "mentee": mentee, "mentor_at": NOW, "mentee_at": NOW}
        add(conn, tables.pairs, asked_by=HER, created_at=NOW, **sides)
    add_message(conn, HER, "nudge", "n", "a nudge")
    add_message(conn, HIM, "work", "w", f"{names.name_spellings(NAME)} hands in", MessageState.SENT)
    for number, spelt in enumerate(sorted(names.name_spellings(NAME))):
        add_message(conn, HIM, "word", f"m{number}", f"Praise from {spelt}: well done")
        add_message(conn, "C0LEARNING", "digest", f"d{number}", f"2 h by Mei, {spelt}, Ana", MessageState.SENT)
    add_message(conn, HIM, "mentor", "2026-W47", f"Who needs a word: {NAME[:9]}…", MessageState.SENT)
    add_message(conn, HIM, "remind", f"s{ahead:x}@1", "GitOps intro begins in ten minutes")
    add_message(conn, HIM, "notice", "o", f"The nudge to <@{HER}> did not arrive")


def dump(conn: Connection) -> dict[str, list[str]]:
    """Every row of every table, as it stands in the database."""
    found: dict[str, list[str]] = {}
    for table in metadata.sorted_tables:
        columns = ", ".join(f"COALESCE(CAST({name} AS TEXT), '')" for name in dict(table.c))
        rows = conn.execute(text(f"SELECT {columns} FROM {table.name}"))
        found[table.name] = sorted("|".join(map(str, row)) for row in rows)
    return found


def erase(database: Database, member: str = HER) -> Any:
    outcome = erasure.erase_member(
        database, workspace="T1", member=member, reason=erasure.ASKED_BY_MEMBER, rules=RULES, now=NOW
    )
    assert outcome is None or outcome.is_finished
    return outcome and outcome.counts


def test_nothing_of_them_is_left_and_all_of_others_stays(people: Database) -> None:
    with people.begin() as conn:
        insert_a_year_of_data(conn)
        before = dump(conn)
        assert {name for name, rows in before.items() if HER in str(rows)} == {
            table.name for table in metadata.sorted_tables if "workspace" in table.c and table.name not in NO_PEOPLE
        } - {"handled_events"}
    found = erase(people)
    assert (found.entries, found.minutes) == (6, 120)
    counted = {each.one: number for number, each in found.rows}
    assert (counted["note about you"], counted["note by you about others"], counted["pairing"]) == (1, 1, 2)
    assert erase(people) is None
    with people.read() as conn:
        after = dump(conn)
        left = str(after)
        assert [each for each in (HER, "Priya", "Åse", "\\u00c5se", "hers", "second") if each in left] == []
        assert rollups.count_drifted_members(conn) == 0
        assert [row for row in after["entries"] if f"|{HIM}|" in row] == [
            row.replace(f"U1 {HER}", "U1").replace(f"<@{HER}|priya>", "somebody")
            for row in before["entries"]
            if f"|{HIM}|" in row
        ]
        for name in ("ticks", "target_days", "goals", "assignment_progress", "occurrences", "totals"):
            assert after[name] == [row for row in before[name] if HER not in row], name
        assert [len(after[name]) for name in ("sessions", "session_attendees", "mentor_notes", "pairs")] == [2, 0, 0, 1]
        assert [row.split("|")[1:] for row in after["anonymous_totals"]] == [
            ["networking", "60"],
            ["soft-skills", "60"],
        ]
        assert assignments.list_started(conn, workspace="T1", member=HIM)
        assert levels.list_member_levels(conn, workspace="T1", member=HIM)
        assert pairs.list_mentors(conn, workspace="T1", mentee=HIM) == ("U1",)
        [step] = conn.execute(select(tables.assignment_steps.c.actor, tables.assignment_steps.c.words))
        assert tuple(step) == (FORGOTTEN_MEMBER_ID, "w")
        acted = {
            (each.actor, each.act, each.subject, each.detail)
            for each in audit_log.list_latest_acts(conn, workspace="T1")
        }
        assert acted == {
            (FORGOTTEN_MEMBER_ID, "pair.ask", HIM, f"x {FORGOTTEN_MEMBER_ID}"),
            (HIM, "pair.ask", FORGOTTEN_MEMBER_ID, f"x {HIM}"),
            (FORGOTTEN_MEMBER_ID, "forget", "", "asked"),
        }


def test_others_are_told_that_it_ended_and_messages_for_many_stay(people: Database) -> None:
    with people.begin() as conn:
        insert_a_year_of_data(conn)
    erase(people)
    with people.read() as conn:
        kept = conn.execute(select(tables.outbox).order_by(tables.outbox.c.id)).all()
    said = {(row.kind, row.recipient): row.message["text"] for row in kept}
    assert set(said) == {
        *(("digest", "C0LEARNING"), ("mentor", HIM), ("notice", HIM)),
        *(("pair", HIM), ("pair", "U1"), ("session", HIM)),
    }
    assert said["digest", "C0LEARNING"] == "2 h by Mei, somebody, Ana"
    assert said["notice", HIM] == "The nudge to somebody did not arrive"
    assert said["pair", HIM].startswith("Mentoring one of your mentees has ended. You have no mentee at the moment.")
    assert said["pair", "U1"].startswith(
        "Mentoring with one of your mentors has ended. You have no mentor at the moment."
    )
    assert said["session", HIM] == "The session “GitOps intro”, Mon 23 Nov 20:00, is cancelled."


def test_who_comes_back_is_somebody_new(people: Database) -> None:
    with people.begin() as conn:
        members.save_profile(conn, **PRIYA)
        members.update_member(conn, workspace="T1", member=HER, is_mentor=True, hidden=True)
        book(conn, HER, "same request")
    erase(people)
    with people.begin() as conn:
        members.save_profile(conn, **PRIYA)
        book(conn, HER, "same request")
    with people.begin() as conn:
        back = members.find_member(conn, workspace="T1", member=HER, default_zone=ZoneInfo("UTC"))
        assert back is not None
        assert (back.is_mentor, back.hidden) == (False, False)
        assert rollups.read_minutes_by_subject(conn, workspace="T1", member=HER)["networking"] == 60


def test_a_name_they_had_before_is_found_by_their_id_and_no_raw_file_keeps_a_word(people: Database) -> None:
    """Letters keep whom they name as they were called then; on SQLite the file holds nothing that was deleted."""
    old = PRIYA | {"name": "Maiden Oldname"}
    with people.begin() as conn:
        members.save_profile(conn, **old)
        her, him = (
            members.find_member(conn, workspace="T1", member=each, default_zone=ZoneInfo("UTC")) for each in (HER, HIM)
        )
        assert her
        assert him
        book(conn, HER, "one", note="Volapük is hers")
        for kind in (DeliveryKind.PAIR, DeliveryKind.MENTOR_MESSAGE, DeliveryKind.SESSION):
            said = {"text": f"{her.name} asks", "blocks": []}
            direct_messages.write_message(
                conn,
                recipient=him,
                kind=kind,
                key="one",
                message=said,
                now=NOW,
                author=her,
                other_names={HIM: him.name},
            )
        about = {"text": f"{her.name} hands in", "blocks": []}
        direct_messages.write_message(
            conn, recipient=him, kind=DeliveryKind.ASSIGNMENT, key="one", message=about, now=NOW, about_member=her
        )
    with people.begin() as conn:
        members.save_profile(conn, **PRIYA | {"name": "New Name"})
    erase(people)
    assert people.purge_deleted_data()
    with people.read() as conn:
        [left] = conn.execute(select(tables.outbox.c.message)).scalars()
        assert "Oldname" not in str(dump(conn))
    assert left == {"text": "somebody asks", "blocks": [], "names": {HIM: "Mei"}}
    if file := people.engine.url.database if people.engine.dialect.name == "sqlite" else None:
        raw = b"".join(Path(file + end).read_bytes() for end in ("", "-wal"))
        assert [each for each in (HER, "Oldname", "Volap") if each.encode() in raw] == []


def test_every_column_that_can_hold_an_id_is_seen_to() -> None:
    ours = {*(each.column for each in DATA.owned), *DATA.pointing}
    ids = {
        column
        for table in metadata.sorted_tables
        for column in table.c
        if "workspace" in table.c
        and isinstance(column.type, String)
        and not isinstance(column.type, Text)
        and column.type.length == 64
    }
    no_person = {"workspace", "timezone", "area", "roadmap", "channel", "enterprise", "token_hash", "first_area"}
    assert {column for column in ids if column.name not in no_person} <= ours


SESSION = Session(0, "T1", HER, "GitOps", NOW + timedelta(days=2), 60, "C1")
ASKED = {"mentor": HIM, "mentee": HER, "area": "", "asked_by": HIM, "agreed": [HIM]}
ACTS: dict[str, Callable[[Connection], object]] = {
    "remark": lambda session: one_on_one_notes.add_note(
        session, workspace="T1", author=HIM, member=HER, words="w", is_shared=True, key="k", now=NOW
    ),
    "pair": lambda session: mentorship_pairs.create_pair(session, workspace="T1", **ASKED, now=NOW),
    "accept": lambda session: mentorship_pairs.find_pair(session, workspace="T1", pair_id=1, changed_by=HER),
    "session": lambda session: sessions.add_session(session, session=SESSION, request_id="r", now=NOW),
    "join": lambda session: sessions.lock_session(session, workspace="T1", session_id=1, by=HIM),
    "level": lambda session: levels.set_levels(
        session, workspace="T1", member=HER, levels_by_roadmap={"aws": "beginner"}, now=NOW
    ),
    "advice": lambda session: one_on_one_next_step.assign_next_step(
        session, workspace="T1", member=HER, next_step=AssignedNextStep(HIM, "a", "", NOW), minutes=0
    ),
    "stuck": lambda session: help_requests_service.save_help_request(
        session, workspace="T1", member=HER, subject="", words="w", now=NOW
    ),
    "sign": lambda session: assignments.apply_action(
        session, workspace="T1", member=HIM, assignment="a", action=AssignmentAction.START, actor=HER, now=NOW
    ),
}


@pytest.mark.parametrize("act", ACTS)
def test_what_others_write_beside_it_waits_and_writes_nothing(people: Database, act: str) -> None:
    """They write once they can no longer be seen by who forgets; on SQLite one simply comes after the other."""
    with people.begin() as conn:
        members.save_profile(conn, **PRIYA)
        mentorship_pairs.create_pair(
            conn, workspace="T1", **ASKED | {"mentor": HER, "mentee": HIM, "asked_by": HIM}, now=NOW
        )
        sessions.add_session(conn, session=SESSION, request_id="before", now=NOW)

    def write() -> None:
        with people.begin() as conn:
            ACTS[act](conn)

    with ThreadPoolExecutor(1) as pool:
        with people.begin() as conn:
            conn.execute(select(tables.members).where(tables.members.c.id == HER).with_for_update())
            written = pool.submit(write)
            wait([written], timeout=0.1)
            assert not written.done()
            erasure.begin_erasure(conn, workspace="T1", member=HER, reason=erasure.ASKED_BY_MEMBER, now=NOW)
        with pytest.raises(members.MemberGone):
            written.result(5)
    erasure.continue_erasure(people, workspace="T1", member=HER, rules=RULES)
    with people.read() as conn:
        assert HER not in str(dump(conn))


def test_who_joins_or_accepts_beside_it_goes_with_it_and_is_told(people: Database) -> None:
    """They come first: what they hold is waited for, each in the same order, so nobody waits for ever."""
    with people.begin() as conn:
        members.save_profile(conn, **PRIYA)
        of = sessions.add_session(conn, session=SESSION, request_id="r", now=NOW)
        pair = mentorship_pairs.create_pair(conn, workspace="T1", **ASKED, now=NOW)
    assert of
    assert pair
    with ThreadPoolExecutor(1) as pool:
        with people.begin() as conn:
            assert sessions.lock_session(conn, workspace="T1", session_id=of.id, by=HIM)
            assert mentorship_pairs.find_pair(conn, workspace="T1", pair_id=pair.id, changed_by=HER)
            forgotten = pool.submit(erase, people)
            wait([forgotten], timeout=0.1)
            assert not forgotten.done()
            sessions.add_attendee(conn, session=of, member=HIM, now=NOW)
            mentorship_pairs.accept_pair(conn, pair=pair, member=HER, now=NOW)
            members.update_member(conn, workspace="T1", member=HER, is_mentor=True)
        assert {each.one: number for number, each in forgotten.result(5).rows}["pairing"] == 1
    with people.read() as conn:
        kinds = conn.execute(select(tables.outbox.c.kind).where(tables.outbox.c.recipient == HIM)).scalars()
        assert sorted(kinds) == ["pair", "session"]
        assert HER not in str(dump(conn))
