"""Read and write what members and the team have chosen in the plan."""

from __future__ import annotations

from datetime import date, datetime

from sqlalchemy import Connection, delete, select

from bot.core.people import members
from bot.core.plan.offered_steps import forget_offers
from bot.core.plan.plan_choices import NO_CHOICES, PlanChoices, parse_choices, store_choices
from bot.core.time_off import WHOLE_TEAM
from bot.db.renamed_ids import names
from bot.db.statements import dialect_insert
from bot.db.tables import plan_choices, workspaces

_KEY = ("workspace", "member", "area", "choice")


def read_own_choices(conn: Connection, *, workspace: str, member: str, today: date) -> PlanChoices:
    """Return what a member chose themselves or, for `WHOLE_TEAM`, the team's default, as it is on their day."""
    return parse_choices(_read_rows(conn, workspace, member)).on(today)


def read_choices_by_member(
    conn: Connection, *, workspace: str, today: date
) -> tuple[dict[str, PlanChoices], PlanChoices]:
    """Return the choices of all who have chosen something, each over the team's, and the team's own."""
    rows = conn.execute(
        select(plan_choices.c.member, plan_choices.c.area, plan_choices.c.choice, plan_choices.c.value).where(
            plan_choices.c.workspace == workspace
        )
    )
    stored: dict[str, list[tuple[str, str, str]]] = {}
    for member, area, choice, value in rows:
        stored.setdefault(member, []).append((area, choice, value))
    team = parse_choices(stored.pop(WHOLE_TEAM, ())).on(today)
    own_choices = {member: parse_choices(own).on(today) for member, own in stored.items()}
    return {member: own.over(team) for member, own in own_choices.items()}, NO_CHOICES.over(team)


def lock_choices(conn: Connection, *, workspace: str, member: str) -> None:
    """Let nobody else change the choices of a member, or of `WHOLE_TEAM`, before the transaction ends.

    Raises:
        MemberGone: the member is not there.
    """
    if member == WHOLE_TEAM:
        conn.execute(select(workspaces.c.id).where(workspaces.c.id == workspace).with_for_update(key_share=True))
    else:
        members.lock_members(conn, workspace=workspace, member_ids=[member])


def save_choices(conn: Connection, *, workspace: str, member: str, choices: PlanChoices, now: datetime) -> bool:
    """Store what a member, or `WHOLE_TEAM`, chose, in place of what they had; return whether that changed anything."""
    before = {(area, choice): value for area, choice, value in _read_rows(conn, workspace, member)}
    after = {(area, kind.value): value for (area, kind), value in store_choices(choices).items()}
    is_owners = (plan_choices.c.workspace == workspace, plan_choices.c.member == member)
    for area, choice in sorted(before.keys() - after.keys()):
        is_choice = (names(conn, plan_choices.c.area, area), plan_choices.c.choice == choice)
        conn.execute(delete(plan_choices).where(*is_owners, *is_choice))
    for (area, choice), value in sorted(after.items()):
        if before.get((area, choice)) != value:
            row = {"workspace": workspace, "member": member, "area": area, "choice": choice, "value": value, "at": now}
            insert = dialect_insert(conn, plan_choices).values(**row)
            conn.execute(insert.on_conflict_do_update(index_elements=_KEY, set_={"value": value, "at": now}))
    if before != after:
        forget_offers(conn, workspace=workspace, member=member)
    return before != after


def _read_rows(conn: Connection, workspace: str, member: str) -> list[tuple[str, str, str]]:
    rows = conn.execute(
        select(plan_choices.c.area, plan_choices.c.choice, plan_choices.c.value).where(
            plan_choices.c.workspace == workspace, plan_choices.c.member == member
        )
    )
    return [(area, choice, value) for area, choice, value in rows]
