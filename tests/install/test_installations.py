from __future__ import annotations

from datetime import timedelta

import pytest
from cryptography.fernet import Fernet
from sqlalchemy import select, update

from bot.clock import TurnableClock
from bot.db.engine import Sessions
from bot.db.tables import installations as table
from bot.db.tables import workspaces
from bot.install import installations
from bot.install.secret_key import SecretKey, SecretKeyError

OLD, NEW = Fernet.generate_key().decode(), Fernet.generate_key().decode()
KEY = SecretKey(OLD)


@pytest.fixture
def kept(sessions: Sessions, clock: TurnableClock) -> Sessions:
    keep(sessions, clock, "T1", "xoxb-1")
    return sessions


def keep(sessions: Sessions, clock: TurnableClock, workspace: str, token: str, key: SecretKey = KEY) -> None:
    with sessions.begin() as session:
        installations.keep(
            session, workspace=workspace, enterprise="E1", token=token, bot_user="UBOT", key=key, now=clock.now()
        )


def token(sessions: Sessions, workspace: str = "T1", key: SecretKey = KEY) -> str | None:
    with sessions.read() as session:
        return installations.token(session, workspace=workspace, key=key)


def test_a_token_is_kept_for_its_workspace(kept: Sessions) -> None:
    assert token(kept) == "xoxb-1"
    assert token(kept, "T2") is None


def test_the_table_never_holds_it_in_clear(kept: Sessions) -> None:
    with kept.read() as session:
        row = session.execute(select(table)).one()
    assert "xoxb" not in "".join(map(str, row))
    assert "T1" not in row.secret


def test_the_workspace_is_welcomed_with_its_bot(kept: Sessions) -> None:
    with kept.read() as session:
        assert session.execute(select(workspaces.c.id, workspaces.c.bot_user)).all() == [("T1", "UBOT")]


def test_installing_again_replaces_the_token(kept: Sessions, clock: TurnableClock) -> None:
    clock.turn(timedelta(days=1))
    keep(kept, clock, "T1", "xoxb-2")
    assert token(kept) == "xoxb-2"
    with kept.read() as session:
        found = installations.everyone(session)
    assert found == (installations.Installation("T1", "E1", clock.now()),)


def test_everyone_is_listed_without_tokens(kept: Sessions, clock: TurnableClock) -> None:
    keep(kept, clock, "T0", "xoxb-0")
    with kept.read() as session:
        found = installations.everyone(session)
    assert [each.workspace for each in found] == ["T0", "T1"]
    assert "xoxb" not in repr(found)


def test_forgetting_deletes_the_row_and_can_be_repeated(kept: Sessions, clock: TurnableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2")
    for expected in (True, False):
        with kept.begin() as session:
            assert installations.forget(session, workspace="T1") is expected
    assert (token(kept, "T1"), token(kept, "T2")) == (None, "xoxb-2")


@pytest.mark.parametrize(("seconds", "gone"), [(-3600, False), (-6, False), (-5, True), (0, True), (3600, True)])
def test_late_news_of_an_uninstall_spares_a_later_install(
    kept: Sessions, clock: TurnableClock, seconds: int, gone: bool
) -> None:
    with kept.begin() as session:
        moment = clock.now() + timedelta(seconds=seconds)
        assert installations.forget(session, workspace="T1", gone_at=moment) is gone
    assert (token(kept) is None) is gone


def test_another_key_is_a_clear_error_without_the_secret(kept: Sessions) -> None:
    with pytest.raises(SecretKeyError, match="another ROADMATE_SECRET_KEY") as refused:
        token(kept, key=SecretKey(NEW))
    assert "xoxb" not in str(refused.value)


def test_a_row_copied_onto_another_workspace_opens_nothing(kept: Sessions, clock: TurnableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2")
    with kept.begin() as session:
        stolen = session.execute(select(table.c.secret).where(table.c.workspace == "T1")).scalar_one()
        session.execute(update(table).where(table.c.workspace == "T2").values(secret=stolen))
    with pytest.raises(SecretKeyError, match="another workspace"):
        token(kept, "T2")


def test_after_resealing_the_old_key_can_go(kept: Sessions, clock: TurnableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2", SecretKey(NEW))
    with kept.begin() as session:
        assert installations.reseal(session, key=SecretKey(f"{NEW},{OLD}")) == installations.Resealed(1, ())
        assert installations.reseal(session, key=SecretKey(f"{NEW},{OLD}")) == installations.Resealed(0, ())
    assert [token(kept, each, SecretKey(NEW)) for each in ("T1", "T2")] == ["xoxb-1", "xoxb-2"]
    with pytest.raises(SecretKeyError):
        token(kept, "T1", SecretKey(OLD))


def test_resealing_names_what_no_key_opens_and_leaves_it(kept: Sessions, clock: TurnableClock) -> None:
    keep(kept, clock, "T2", "xoxb-2", SecretKey(NEW))
    with kept.begin() as session:
        assert installations.reseal(session, key=SecretKey(NEW)) == installations.Resealed(0, ("T1",))
    assert (token(kept, "T1"), token(kept, "T2", SecretKey(NEW))) == ("xoxb-1", "xoxb-2")
