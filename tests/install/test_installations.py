from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from bot.clock import AdjustableClock
from bot.db.engine import Database
from bot.db.tables import installations as table
from bot.db.tables import workspaces
from bot.install import installations
from bot.install.secret_key import SecretKey, SecretKeyError
from tests.fixtures.installed import read_token

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
KEY = SecretKey(OLD)


@pytest.fixture
def kept(database: Database, clock: AdjustableClock) -> Database:
    keep(database, clock, "T1", "xoxb-1")
    return database


def keep(database: Database, clock: AdjustableClock, workspace: str, token: str, key: SecretKey = KEY) -> None:
    with database.begin() as conn:
        installations.save_installation(
            conn, workspace=workspace, enterprise="E1", token=token, bot_user_id="UBOT", key=key, now=clock.now()
        )


def token(database: Database, workspace: str = "T1", key: SecretKey = KEY) -> str | None:
    with database.read() as conn:
        return read_token(conn, workspace=workspace, key=key)


def test_a_token_is_kept_for_its_workspace(kept: Database) -> None:
    assert token(kept) == "xoxb-1"
    assert token(kept, "T2") is None


def test_the_table_never_holds_it_in_clear(database: Database, clock: AdjustableClock) -> None:
    keep(database, clock, "T0WORKSPACE", "xoxb-very-secret")
    with database.read() as conn:
        row = conn.execute(select(table)).one()
    assert "xoxb-very-secret" not in "".join(map(str, row))
    assert "T0WORKSPACE" not in row.secret


def test_the_workspace_is_welcomed_with_its_bot(kept: Database) -> None:
    with kept.read() as conn:
        assert conn.execute(select(workspaces.c.id, workspaces.c.bot_user)).all() == [("T1", "UBOT")]


def test_installing_again_replaces_the_token(kept: Database, clock: AdjustableClock) -> None:
    clock.advance(timedelta(days=1))
    keep(kept, clock, "T1", "xoxb-2")
    assert token(kept) == "xoxb-2"
    with kept.read() as conn:
        rows = conn.execute(select(table.c.workspace, table.c.enterprise, table.c.installed_at)).all()
    assert rows == [("T1", "E1", clock.now())]


def test_forgetting_deletes_the_row_and_can_be_repeated(kept: Database, clock: AdjustableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2")
    for expected in (True, False):
        with kept.begin() as conn:
            assert installations.delete_installation(conn, workspace="T1") is expected
    assert (token(kept, "T1"), token(kept, "T2")) == (None, "xoxb-2")


@pytest.mark.parametrize(("seconds", "gone"), [(-3600, False), (-6, False), (-5, True), (0, True), (3600, True)])
def test_late_news_of_an_uninstall_spares_a_later_install(
    kept: Database, clock: AdjustableClock, seconds: int, gone: bool
) -> None:
    with kept.begin() as conn:
        moment = clock.now() + timedelta(seconds=seconds)
        assert installations.delete_installation(conn, workspace="T1", uninstalled_at=moment) is gone
    assert (token(kept) is None) is gone


def test_another_key_is_a_clear_error_without_the_secret(kept: Database) -> None:
    with pytest.raises(SecretKeyError, match="another ROADMATE_SECRET_KEY") as refused:
        token(kept, key=SecretKey(NEW))
    assert "xoxb" not in str(refused.value)


def test_a_row_copied_onto_another_workspace_opens_nothing(kept: Database, clock: AdjustableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2")
    with kept.begin() as conn:
        stolen = conn.execute(select(table.c.secret).where(table.c.workspace == "T1")).scalar_one()
        conn.execute(update(table).where(table.c.workspace == "T2").values(secret=stolen))
    with pytest.raises(SecretKeyError, match="another workspace"):
        token(kept, "T2")


def test_after_resealing_the_old_key_can_go(kept: Database, clock: AdjustableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2", SecretKey(NEW))
    with kept.begin() as conn:
        assert installations.reseal_all(conn, key=SecretKey(f"{NEW},{OLD}")) == installations.ResealResult(1, ())
        assert installations.reseal_all(conn, key=SecretKey(f"{NEW},{OLD}")) == installations.ResealResult(0, ())
    assert [token(kept, each, SecretKey(NEW)) for each in ("T1", "T2")] == ["xoxb-1", "xoxb-2"]
    with pytest.raises(SecretKeyError):
        token(kept, "T1", SecretKey(OLD))


def test_resealing_names_what_no_key_opens_and_leaves_it(kept: Database, clock: AdjustableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2", SecretKey(NEW))
    with kept.begin() as conn:
        assert installations.reseal_all(conn, key=SecretKey(NEW)) == installations.ResealResult(0, ("T1",))
    assert (token(kept, "T1"), token(kept, "T2", SecretKey(NEW))) == ("xoxb-1", "xoxb-2")


def test_which_key_opens_which_token(kept: Database, clock: AdjustableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2", SecretKey(NEW))
    keep(kept, clock, "T3", "xoxb-3", SecretKey(Fernet.generate_key().decode()))
    expected = {
        f"{NEW},{OLD}": installations.SealStates(("T2",), ("T1",), ("T3",)),
        f"{OLD},{NEW}": installations.SealStates(("T1",), ("T2",), ("T3",)),
        NEW: installations.SealStates(("T2",), (), ("T1", "T3")),
    }
    with kept.read() as conn:
        for setting, states in expected.items():
            assert installations.read_seal_states(conn, key=SecretKey(setting)) == states
        assert installations.read_seal_states(conn, key=None) == installations.SealStates((), (), ("T1", "T2", "T3"))
