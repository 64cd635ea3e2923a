"""How far the setup of a workspace is, who has its checklist, and that it is announced once."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Final

from sqlalchemy import Connection, select, update

from bot.core.people import members, workspaces
from bot.core.people.installation import operator_ids
from bot.core.people.workspaces import SettingOrigin
from bot.db.statements import dialect_insert
from bot.db.tables import installations, setup_checklists
from bot.db.tables import members as people
from bot.db.tables import workspaces as workspace_rows
from bot.features.setup.rules import SetupState, Step, decode_steps
from bot.setting_values import FORGOTTEN_MEMBER_ID
from bot.settings import Settings

NEW_FOR: Final = timedelta(days=14)  # after its installation a workspace is in use, and gets no checklist unasked


def read_setup(conn: Connection, *, workspace: str, settings: Settings) -> SetupState:
    """Return how a workspace stands. Raises LookupError for one that nobody has spoken to us from."""
    found = workspaces.read_workspace(conn, workspace=workspace, settings=settings)
    zone_origin = workspaces.read_setting_origins(conn, workspace=workspace, settings=settings)["timezone"]
    row = conn.execute(
        select(workspace_rows.c.setup_confirmed, workspace_rows.c.announced_at).where(workspace_rows.c.id == workspace)
    ).one()
    mentors = _list_mentor_names(conn, workspace)
    settled = {
        Step.CHANNEL: found.learning_channel,
        Step.ZONE: zone_origin is not SettingOrigin.DEFAULT,
        Step.BOARD: found.leaderboard_on,
        Step.MENTORS: mentors,
        Step.ANNOUNCE: row.announced_at,
    }
    done = decode_steps(row.setup_confirmed) | {step for step, value in settled.items() if value}
    announced_on = found.today(row.announced_at) if row.announced_at else None
    return SetupState(found, done, mentors, announced_on)


def claim_announcement(conn: Connection, *, workspace: str, now: datetime) -> bool:
    """Note that Roadmate is announced; True the first time alone."""
    is_open = (workspace_rows.c.id == workspace, workspace_rows.c.announced_at.is_(None))
    return conn.execute(update(workspace_rows).where(*is_open).values(announced_at=now)).rowcount == 1


def list_new_workspaces(conn: Connection, *, now: datetime) -> tuple[str, ...]:
    """Return the workspaces that were installed lately."""
    rows = conn.execute(
        select(installations.c.workspace).where(installations.c.installed_at >= now - NEW_FOR).order_by("workspace")
    )
    return tuple(rows.scalars())


def list_without_checklist(conn: Connection, *, workspace: str, settings: Settings) -> tuple[str, ...]:
    """Return who installed Roadmate and the operators, as far as they have had no checklist."""
    installer = conn.execute(
        select(installations.c.installed_by).where(installations.c.workspace == workspace)
    ).scalar_one_or_none()
    sent = select(setup_checklists.c.member).where(setup_checklists.c.workspace == workspace)
    had = frozenset(conn.execute(sent).scalars())
    wanted = {*operator_ids(conn, workspace=workspace, settings=settings), *([installer] if installer else ())}
    return tuple(sorted(wanted - had - {FORGOTTEN_MEMBER_ID}))


def claim_checklist(conn: Connection, *, workspace: str, member: str, fingerprint: str, now: datetime) -> bool:
    """Note that somebody gets the checklist; True the first time alone."""
    row = {"workspace": workspace, "member": member, "open_steps": fingerprint, "sent_at": now}
    inserted = dialect_insert(conn, setup_checklists).values(**row).on_conflict_do_nothing()
    return conn.execute(inserted.returning(setup_checklists.c.member)).first() is not None


def list_workspaces_with_checklists(conn: Connection) -> tuple[str, ...]:
    """Return the workspaces with a checklist that shows open steps."""
    shown = select(setup_checklists.c.workspace).where(setup_checklists.c.open_steps != "")
    return tuple(conn.execute(shown.distinct().order_by("workspace")).scalars())


def claim_rewrite(conn: Connection, *, workspace: str, fingerprint: str) -> bool:
    """Note what the checklists of a workspace show from now on; False where they show it already."""
    differs = (setup_checklists.c.workspace == workspace, setup_checklists.c.open_steps != fingerprint)
    return conn.execute(update(setup_checklists).where(*differs).values(open_steps=fingerprint)).rowcount > 0


def count_open_steps(conn: Connection, *, workspace: str, member: str, settings: Settings) -> int:
    """Return how many steps are left for an admin; 0 for anybody else."""
    reader = members.read_requester(conn, workspace=workspace, member=member, settings=settings)
    return len(read_setup(conn, workspace=workspace, settings=settings).open_steps) if reader.is_admin else 0


def _list_mentor_names(conn: Connection, workspace: str) -> tuple[str, ...]:
    mentors = (people.c.workspace == workspace, people.c.is_mentor, people.c.is_active)
    return tuple(conn.execute(select(people.c.name).where(*mentors).order_by(people.c.name)).scalars())
