"""List who may see a member (the inverse of `members.asking` and `may_see`)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bot.core.people import members, pairs, workspaces
from bot.core.people.member import Member
from bot.db.tables import mentor_notes
from bot.setting_values import Part
from bot.settings import Settings

_PARTS_NAMING_PEOPLE = frozenset({Part.DONE, Part.PEOPLE, Part.TALKS, Part.STREAKS, Part.DETAILS})


def list_viewers_by_role(conn: Connection, *, workspace: str, member: str, settings: Settings) -> CardViewers:
    """Mentors of theirs, lead mentors and admins, as the roles are now; somebody may be several of these."""
    everyone = members.list_active_members(conn, workspace=workspace, default_zone=settings.timezone)
    own = pairs.list_mentors(conn, workspace=workspace, mentee=member)
    others = [each for each in everyone if each.id != member and not each.is_guest]
    return CardViewers(
        tuple(each for each in others if each.is_mentor and each.id in own),
        tuple(each for each in others if each.is_lead),
        tuple(each for each in others if each.is_admin or each.id in settings.admins),
    )


def list_viewers(
    conn: Connection, *, workspace: str, member: str, settings: Settings
) -> tuple[list[Member], list[Member], list[Member]]:
    """The same, each person once, where they count most."""
    found = list_viewers_by_role(conn, workspace=workspace, member=member, settings=settings)
    leads = [each for each in found.leads if each not in found.mentors]
    admins = [each for each in found.admins if each not in found.mentors and each not in leads]
    return list(found.mentors), leads, admins


def read_visibility(conn: Connection, *, member: Member, settings: Settings) -> MemberVisibility:
    """Who sees a member now, and what they have chosen."""
    place = workspaces.read_workspace(conn, workspace=member.workspace, settings=settings)
    found = list_viewers(conn, workspace=member.workspace, member=member.id, settings=settings)
    mentors, leads, admins = found
    return MemberVisibility(
        mentors=_names(mentors),
        lead_mentors=_names(leads),
        admins=_names(admins),
        is_board_on=place.leaderboard_on,
        is_hidden=member.hidden,
        is_askable=member.askable,
        digest_names_people=place.digest_on
        and bool(place.learning_channel and place.digest_parts & _PARTS_NAMING_PEOPLE),
        private_note_count=count_private_notes(conn, workspace=member.workspace, member=member.id),
        retention_months=place.retention_months,
        is_admin=member.is_admin,
        has_lead_among_mentors=any(each.is_lead for each in mentors),
        has_admin_above=any(each.is_admin or each.id in settings.admins for each in (*mentors, *leads)),
    )


def _names(people: list[Member]) -> tuple[str, ...]:
    return tuple(each.name for each in people)


def count_private_notes(conn: Connection, *, workspace: str, member: str) -> int:
    """How many notes mentors keep on a member for themselves."""
    theirs = (mentor_notes.c.workspace == workspace, mentor_notes.c.member == member, ~mentor_notes.c.shared)
    return int(conn.execute(select(func.count()).select_from(mentor_notes).where(*theirs)).scalar_one())


@dataclass(frozen=True, slots=True)
class CardViewers:
    """Who may see a member's card: their mentors, and who sees the whole team."""

    mentors: tuple[Member, ...]
    leads: tuple[Member, ...]
    admins: tuple[Member, ...]

    def choose(self, viewer_id: str) -> Member | None:
        """The one of this id, else the first of them; None where there is nobody."""
        every = (*self.mentors, *self.leads, *self.admins)
        return next((each for each in every if each.id == viewer_id), next(iter(every), None))


@dataclass(frozen=True, slots=True)
class MemberVisibility:
    """Who sees a member now: names of people, and what the member has chosen. `names_in_digest` where it names any."""

    mentors: tuple[str, ...]
    lead_mentors: tuple[str, ...]
    admins: tuple[str, ...]
    is_board_on: bool
    is_hidden: bool
    is_askable: bool
    digest_names_people: bool
    private_note_count: int  # that mentors keep on them for themselves
    retention_months: int  # months
    is_admin: bool = False  # the member is one
    has_lead_among_mentors: bool = False  # among their mentors
    has_admin_above: bool = False  # among their mentors and the lead mentors
