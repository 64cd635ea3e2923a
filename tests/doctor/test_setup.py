"""What the doctor finds, each thing by itself, and that looking changes nothing."""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import insert, text

from bot.catalog.packs.lock import LockedPack, PackLock, write_lock
from bot.core.ledger import booking as ledger_booking
from bot.core.ledger.rules import BookedEntry, Booking
from bot.core.people import members
from bot.db import migrate
from bot.db.compatibility import FoundSchema
from bot.db.engine import Database
from bot.db.tables import erasures
from bot.delivery import outbox
from bot.delivery.outbox import MessageState
from bot.doctor.findings import Finding, Severity
from bot.doctor.setup import examine_setup, sqlite_is_safe
from bot.features.privacy.service import erasure
from bot.install import installations
from bot.install.secret_key import SecretKey
from bot.settings import read_settings
from tests.catalog.packs.pack_texts import pack, roadmap
from tests.db.newer_schema import NOTICE, OWN, take_back, upgrade_underneath
from tests.fixtures.installed import install_workspace

NOON = datetime(2026, 11, 21, 12, 0, tzinfo=UTC)
SMALL = Path(__file__).parents[1] / "catalog" / "sample"  # content that is read in no time


@pytest.fixture
def look(database: Database, database_url: str) -> Callable[..., list[Finding]]:
    """What is found on a migrated database."""

    def look(**environment: str) -> list[Finding]:
        everything = {"DATABASE_URL": database_url, "ROADMATE_CONTENT_DIR": str(SMALL), **environment}
        return list(examine_setup(read_settings(everything), everything, NOON))

    return look


@pytest.fixture
def glance(tmp_path: Path) -> Callable[..., list[Finding]]:
    """The same with whatever database, for what has to do with none."""

    def glance(**environment: str) -> list[Finding]:
        everything = {
            "DATABASE_URL": f"sqlite:///{tmp_path / 'new.db'}",
            "ROADMATE_CONTENT_DIR": str(SMALL),
            **environment,
        }
        return list(examine_setup(read_settings(everything), everything, NOON))

    return glance


def texts(found: list[Finding], verdict: Severity) -> list[str]:
    return [finding.text for finding in found if finding.severity is verdict]


def severity_of(found: list[Finding], words: str) -> Severity:
    """The verdict of the only finding with these words in it."""
    [one] = [finding for finding in found if words in finding.text]
    return one.severity


@pytest.mark.parametrize(
    ("version", "safe"),
    [
        ((3, 34, 0), False),
        ((3, 40, 1), False),
        ((3, 44, 5), False),
        ((3, 44, 6), True),
        ((3, 44, 9), True),
        ((3, 45, 0), False),
        ((3, 50, 6), False),
        ((3, 50, 7), True),
        ((3, 51, 0), False),
        ((3, 51, 2), False),
        ((3, 51, 3), True),
        ((3, 52, 0), False),
        ((3, 52, 1), True),
        ((3, 53, 0), True),
        ((4, 0, 0), True),
    ],
)
def test_which_sqlite_is_safe(version: tuple[int, int, int], safe: bool) -> None:
    assert sqlite_is_safe(version) is safe


def test_a_retention_that_keeps_everything_is_a_finding(glance: Callable[..., list[Finding]]) -> None:
    assert severity_of(glance(ROADMATE_RETENTION="off"), "ROADMATE_RETENTION") is Severity.WARNING


def test_all_is_well(look: Callable[..., list[Finding]], database_url: str) -> None:
    found = look(SLACK_BOT_TOKEN="xoxb-1", SLACK_APP_TOKEN="xapp-1", ROADMATE_LEARNING_CHANNEL="C0LEARNING")
    assert texts(found, Severity.BROKEN) == []
    fine = texts(found, Severity.FINE)
    assert "tokens are set" in fine
    assert "content: 2 roadmaps, 11 topics" in fine
    file = migrate.database_file(database_url)
    where = f"the database at {file}" if file else "the database"
    assert fine[-1] == f"{where} has schema {migrate.LATEST_REVISION}, and all totals match the entries"
    affected = database_url.startswith("sqlite") and not sqlite_is_safe(sqlite3.sqlite_version_info[:3])
    warnings = texts(found, Severity.WARNING)
    assert len(warnings) == affected
    assert all("roadmate db backup" in warning for warning in warnings)


KEYS = [Fernet.generate_key().decode() for _ in range(3)]
SEVERAL = {"SLACK_CLIENT_ID": "1.2", "SLACK_CLIENT_SECRET": "s", "SLACK_SIGNING_SECRET": "s"}


@pytest.mark.parametrize(
    ("environment", "severity", "line"),
    [
        ({}, Severity.WARNING, "SLACK_BOT_TOKEN isn't set: only"),
        ({"SLACK_BOT_TOKEN": "xoxb-1", "SLACK_APP_TOKEN": "xapp-1"}, Severity.FINE, "tokens are set"),
        ({**SEVERAL, "ROADMATE_SECRET_KEY": KEYS[0]}, Severity.FINE, "several workspaces: client id, client secret"),
        (
            {**SEVERAL, "ROADMATE_SECRET_KEY": KEYS[0], "SLACK_BOT_TOKEN": "xoxb-1"},
            Severity.FINE,
            "SLACK_BOT_TOKEN serves its own workspace",
        ),
        (
            {**SEVERAL, "ROADMATE_SECRET_KEY": "short"},
            Severity.BROKEN,
            "put back the one you had, or for a first start take",
        ),
        (SEVERAL, Severity.BROKEN, "ROADMATE_SECRET_KEY isn't set; here's a new one"),
        (
            {"SLACK_CLIENT_ID": "1.2", "ROADMATE_SECRET_KEY": KEYS[0], "SLACK_SIGNING_SECRET": "s"},
            Severity.BROKEN,
            "SLACK_CLIENT_SECRET isn't set",
        ),
        (
            {"SLACK_CLIENT_ID": "1.2", "ROADMATE_SECRET_KEY": KEYS[0], "SLACK_CLIENT_SECRET": "s"},
            Severity.BROKEN,
            "set SLACK_SIGNING_SECRET for HTTP",
        ),
    ],
)
def test_each_way_to_connect_is_told_truly(
    environment: dict[str, str], severity: Severity, line: str, glance: Callable[..., list[Finding]]
) -> None:
    found = glance(**environment)
    assert severity_of(found, line) is severity
    assert severity is Severity.BROKEN or texts(found, Severity.BROKEN) == []
    assert ("SLACK_BOT_TOKEN isn't set" in str(found)) is (environment == {})


@pytest.mark.parametrize(
    ("environment", "severity", "line"),
    [
        ({"ROADMATE_SECRET_KEY": KEYS[0]}, Severity.BROKEN, "no ROADMATE_SECRET_KEY opens the token of T2, T3"),
        (
            {"ROADMATE_SECRET_KEY": f"{KEYS[0]},{KEYS[1]}"},
            Severity.BROKEN,
            "no ROADMATE_SECRET_KEY opens the token of T3:",
        ),
        (
            {"ROADMATE_SECRET_KEY": ",".join(KEYS)},
            Severity.WARNING,
            "encrypted with an older key: 2; `roadmate keys rotate`",
        ),
        (
            {"SLACK_CLIENT_ID": "", "SLACK_BOT_TOKEN": "xoxb-1", "ROADMATE_SECRET_KEY": ",".join(KEYS)},
            Severity.WARNING,
            "the tokens of these workspaces aren't used: T1, T2, T3",
        ),
        (
            {"SLACK_CLIENT_ID": "", "SLACK_BOT_TOKEN": "xoxb-1"},
            Severity.WARNING,
            "no ROADMATE_SECRET_KEY opens the token of T1, T2, T3",
        ),
    ],
)
def test_a_key_that_opens_no_token_is_named_with_the_workspaces(
    environment: dict[str, str], severity: Severity, line: str, look: Callable[..., list[Finding]], database: Database
) -> None:
    with database.begin() as conn:
        for number, key in enumerate(KEYS, 1):
            installations.save_installation(
                conn,
                workspace=f"T{number}",
                enterprise=None,
                token="xoxb-1",
                bot_user_id="U",
                key=SecretKey(key),
                now=NOON,
            )
    assert severity_of(look(**{**SEVERAL, **environment}), line) is severity


@pytest.mark.parametrize(
    ("admins", "idle"),
    [("T0ONE:U0ANA,T0TWO:U0BEN", ""), ("U0ANA,T0TWO:U0BEN", "U0ANA"), ("T0NINE:U0ANA", "T0NINE:U0ANA")],
)
def test_an_admin_that_counts_nowhere_is_named(
    admins: str, idle: str, look: Callable[..., list[Finding]], database: Database
) -> None:
    key = SecretKey(KEYS[0])
    with database.begin() as conn:
        for name in ("T0ONE", "T0TWO"):
            whose = {"workspace": name, "enterprise": None, "token": "xoxb-1", "bot_user_id": f"U{name}"}
            installations.save_installation(conn, **whose, key=key, now=NOON)
    found = look(**SEVERAL, ROADMATE_SECRET_KEY=KEYS[0], ROADMATE_ADMINS=admins)
    named = [each for each in texts(found, Severity.WARNING) if "ROADMATE_ADMINS" in each]
    assert [each.startswith(f"ROADMATE_ADMINS: {idle} isn't an admin of any workspace") for each in named] == [
        True
    ] * bool(idle)


def test_no_token_is_enough_to_try_it(glance: Callable[..., list[Finding]]) -> None:
    assert severity_of(glance(), "SLACK_BOT_TOKEN isn't set") is Severity.WARNING


def test_a_token_alone_has_no_way_in(glance: Callable[..., list[Finding]]) -> None:
    assert severity_of(glance(SLACK_BOT_TOKEN="xoxb-1"), "SLACK_SIGNING_SECRET") is Severity.BROKEN


@pytest.mark.parametrize("way", ["SLACK_SIGNING_SECRET", "SLACK_APP_TOKEN"])
def test_either_way_in_will_do(way: str, glance: Callable[..., list[Finding]]) -> None:
    assert severity_of(glance(**{"SLACK_BOT_TOKEN": "xoxb-1", way: "xapp-1"}), "tokens are set") is Severity.FINE


def test_no_channel_for_the_digest(glance: Callable[..., list[Finding]]) -> None:
    assert severity_of(glance(), "ROADMATE_LEARNING_CHANNEL isn't set") is Severity.WARNING
    assert not [one for one in glance(ROADMATE_LEARNING_CHANNEL="C0LEARNING") if "LEARNING_CHANNEL" in one.text]


def test_a_misspelt_variable(glance: Callable[..., list[Finding]]) -> None:
    assert severity_of(glance(ROADMATE_TIMEZOME="UTC"), "ROADMATE_TIMEZOME isn't a setting") is Severity.WARNING


def test_a_secret_key_is_proposed(glance: Callable[..., list[Finding]]) -> None:
    found = glance(SLACK_CLIENT_ID="1.2", SLACK_CLIENT_SECRET="x")
    assert severity_of(found, "ROADMATE_SECRET_KEY isn't set") is Severity.BROKEN
    [proposal] = [one.text.rsplit(" ", 1)[1] for one in found if "ROADMATE_SECRET_KEY" in one.text]
    assert Fernet(proposal)
    assert not [one for one in glance(SLACK_CLIENT_ID="1.2", ROADMATE_SECRET_KEY=proposal) if "SECRET_KEY" in one.text]


def test_every_problem_of_the_content_is_a_finding(glance: Callable[..., list[Finding]], tmp_path: Path) -> None:
    content = tmp_path / "content"
    shutil.copytree(SMALL, content)
    (content / "plan.yaml").write_text("areas: [\n")
    (content / "roadmaps" / "new.yaml").write_text("id: new\n")
    broken = texts(glance(ROADMATE_CONTENT_DIR=str(content)), Severity.BROKEN)
    assert len(broken) >= 2
    assert {each.split(":")[1].strip() for each in broken} >= {"plan.yaml", "roadmaps/new.yaml"}


def test_packs_in_force_are_named_and_what_breaks_one_too(glance: Callable[..., list[Finding]], tmp_path: Path) -> None:
    for name, area in (("rust", "weather"), ("chess", "nowhere")):
        for file, data in pack(name, **{f"roadmaps_{name}": roadmap(name, area=area)}).files.items():
            (tmp_path / name / file).parent.mkdir(parents=True, exist_ok=True)
            (tmp_path / name / file).write_bytes(data)
    locked = tuple(LockedPack(id=name, source="folder", where=name, version="1.0") for name in ("rust", "chess"))
    (tmp_path / "packs.lock").write_bytes(write_lock(PackLock(packs=locked)))
    found = glance(ROADMATE_PACKS_DIR=str(tmp_path))
    assert next(each for each in texts(found, Severity.FINE) if each.startswith("content: ")).endswith(
        ", with the pack rust"
    )
    assert "content: chess/roadmaps/chess.yaml:5: unknown area 'nowhere'" in texts(found, Severity.BROKEN)
    assert "content: pack chess is left out until that is put right" in texts(found, Severity.BROKEN)


def test_no_content_at_all(glance: Callable[..., list[Finding]], tmp_path: Path) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    assert texts(glance(ROADMATE_CONTENT_DIR=str(empty)), Severity.BROKEN)


def test_no_database_yet_and_looking_makes_none(glance: Callable[..., list[Finding]], tmp_path: Path) -> None:
    assert severity_of(glance(), f"no database yet at {tmp_path / 'new.db'};") is Severity.WARNING
    assert list(tmp_path.iterdir()) == []


def test_a_database_without_a_schema(glance: Callable[..., list[Finding]], empty_database_url: str) -> None:
    file = migrate.database_file(empty_database_url)
    if file:
        file.touch()
    found = glance(DATABASE_URL=empty_database_url)
    assert severity_of(found, "has no schema yet") is Severity.WARNING
    assert "None" not in "".join(finding.text for finding in found)


def test_a_newer_schema(look: Callable[..., list[Finding]], database: Database) -> None:
    with database.begin() as conn:
        conn.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(migrate.SchemaError) as refused:
        migrate.upgrade_schema(database)
    assert severity_of(look(), "9999") is Severity.BROKEN
    assert str(refused.value) in texts(look(), Severity.BROKEN)


def test_a_newer_schema_that_this_release_works_with(look: Callable[..., list[Finding]], database: Database) -> None:
    upgrade_underneath(database, compatible_since=OWN)
    mark = {"workspace": "T1", "member": "U1", "name": "Lena", "reason": "asked", "started_at": NOON}
    with database.begin() as conn:
        conn.execute(insert(erasures).values(**mark, step=erasure.LEFT_TO_NEWER))
    found = look()
    assert NOTICE in texts(found, Severity.WARNING)
    assert severity_of(found, "1 person who was deleted may still have rows") is Severity.WARNING
    assert not texts(found, Severity.BROKEN)
    take_back(database)


def test_an_older_schema_says_what_the_upgrade_means_for_the_release_that_runs(
    look: Callable[..., list[Finding]], database: Database
) -> None:
    for revision in migrate.compatible_since_by_revision():
        with database.begin() as conn:
            conn.execute(text(f"UPDATE alembic_version SET version_num = '{revision}'"))
        goes_on = migrate.is_compatible_upgrade(FoundSchema(revision, revision))
        found = look()
        if revision == migrate.LATEST_REVISION:
            assert not [each for each in found if "updates it to" in each.text]
        else:
            advice = "restart its processes one by one" if goes_on else "can't work with that: make a backup first"
            assert severity_of(found, f"has schema {revision}; `roadmate db upgrade`") is Severity.WARNING
            assert severity_of(found, advice) is Severity.WARNING


def test_messages_that_did_not_arrive(look: Callable[..., list[Finding]], database: Database) -> None:
    ended: list[tuple[str, MessageState, str | None]] = [
        ("U1", MessageState.FAILED, "user_not_found"),
        ("U2", MessageState.FAILED, "user_not_found"),
        ("U3", MessageState.UNKNOWN, "interrupted"),
        ("U4", MessageState.SENT, None),
        ("U5", MessageState.EXPIRED, outbox.WITHDRAWN),
        ("U6", MessageState.WAITING, None),
    ]
    for recipient, state, error in ended:
        write(database, recipient, state, error)
    write(database, "C1", MessageState.WAITING, "not_in_channel", kind="digest")
    write(database, "C2", MessageState.FAILED, "is_archived", kind="digest", at=NOON - timedelta(days=8))
    assert [text for text in texts(look(), Severity.WARNING) if text.startswith("messages of")] == [
        "messages of the last 7 days: 1 digest waiting (not_in_channel)",
        "messages of the last 7 days: 2 nudge failed (user_not_found)",
        "messages of the last 7 days: 1 nudge unknown (interrupted)",
    ]


def write(
    database: Database,
    recipient: str,
    state: MessageState,
    error: str | None,
    *,
    kind: str = "nudge",
    at: datetime = NOON,
) -> None:
    """A message that ended like this."""
    with database.begin() as conn:
        outbox.put_message(
            conn,
            workspace="T1",
            kind=kind,
            period="2026-W47",
            recipient=recipient,
            message={"text": "Hello", "blocks": []},
            due_at=at,
            expires_at=at + timedelta(hours=6),
            now=at,
        )
        [letter] = [one for one in outbox.list_waiting(conn, at=at) if one.recipient == recipient]
        outbox.record_result(conn, queued=letter, state=state, error=error)


def test_messages_that_nobody_sends(look: Callable[..., list[Finding]], database: Database) -> None:
    write(database, "U1", MessageState.WAITING, None, at=NOON - timedelta(minutes=29))
    assert not [one for one in look() if "nobody has tried" in one.text]
    write(database, "U2", MessageState.WAITING, None, at=NOON - timedelta(minutes=31))
    assert severity_of(look(), "messages that are due but weren't sent: 1;") is Severity.WARNING


@pytest.mark.parametrize("url", ["sqlite:////nowhere/at/all/roadmate.db", "postgresql://u:geheim@127.0.0.1:1/x"])
def test_a_database_that_does_not_answer(url: str, glance: Callable[..., list[Finding]]) -> None:
    found = glance(DATABASE_URL=url)
    assert severity_of(found, "the database doesn't answer") is Severity.BROKEN
    assert "geheim" not in "".join(finding.text for finding in found)


@pytest.mark.parametrize(
    "tampering",
    [
        "UPDATE totals SET minutes = minutes + 1 WHERE period = 'all' AND subject = ''",
        "DELETE FROM totals",
        "UPDATE totals SET minutes = minutes + 1 WHERE subject = 'networking'",
        "UPDATE totals SET minutes = minutes - 1 WHERE period = '2026-W47'",
        "UPDATE totals SET member = 'U2'",
        "INSERT INTO totals VALUES ('T1', 'U9', 'all', '', 60)",
    ],
)
def test_totals_that_differ_from_the_ledger(
    tampering: str, look: Callable[..., list[Finding]], database: Database
) -> None:
    book(database)
    assert severity_of(look(), "all totals match the entries") is Severity.FINE
    with database.begin() as conn:
        conn.execute(text(tampering))
    assert severity_of(look(), "totals don't match the entries of ") is Severity.BROKEN


def test_looking_changes_nothing(look: Callable[..., list[Finding]], database: Database) -> None:
    book(database)
    with database.read() as conn:
        before = conn.execute(text("SELECT * FROM totals ORDER BY period, subject")).all()
    look()
    with database.read() as conn:
        assert conn.execute(text("SELECT * FROM totals ORDER BY period, subject")).all() == before


def book(database: Database) -> None:
    booking = Booking(90, "networking", "aws", None, date(2026, 11, 21), "", "command", "r1")
    with database.begin() as conn:
        install_workspace(conn, workspace="T1", now=NOON)
        members.save_profile(
            conn,
            workspace="T1",
            member="U1",
            name="Ana",
            timezone=None,
            is_admin=False,
            is_active=True,
            profile_at=None,
            now=NOON,
        )
        assert isinstance(
            ledger_booking.book_entry(conn, workspace="T1", member="U1", booking=booking, now=NOON), BookedEntry
        )
