"""List who may see a member (the inverse of `members.asking` and `may_see`)."""

from __future__ import annotations

from dataclasses import dataclass

from sqlalchemy import Connection, func, select

from bot.core.people import members, workspaces
from bot.core.people import pairs as people_pairs
from bot.core.people.member import Member
from bot.db.tables import remarks
from bot.setting_values import Part
from bot.settings import Settings

_NAMING = frozenset({Part.DONE, Part.PEOPLE, Part.TALKS, Part.STREAKS, Part.DETAILS})


def seen_by(session: Connection, *, workspace: str, member: str, settings: Settings) -> Readers:
    """Mentors of theirs, lead mentors and admins, as the roles are now; somebody may be several of these."""
    everyone = members.everyone(session, workspace=workspace, default=settings.timezone)
    own = people_pairs.mentors_of(session, workspace=workspace, mentee=member)
    others = [each for each in everyone if each.id != member and not each.is_guest]
    return Readers(
        tuple(each for each in others if each.is_mentor and each.id in own),
        tuple(each for each in others if each.is_lead),
        tuple(each for each in others if each.is_admin or each.id in settings.admins),
    )


def readers(
    session: Connection, *, workspace: str, member: str, settings: Settings
) -> tuple[list[Member], list[Member], list[Member]]:
    """The same, each person once, where they count most."""
    found = seen_by(session, workspace=workspace, member=member, settings=settings)
    leads = [each for each in found.leads if each not in found.mentors]
    admins = [each for each in found.admins if each not in found.mentors and each not in leads]
    return list(found.mentors), leads, admins


def of(session: Connection, *, member: Member, settings: Settings) -> Sight:
    """Who sees a member now, and what they have chosen."""
    place = workspaces.get(session, workspace=member.workspace, settings=settings)
    found = readers(session, workspace=member.workspace, member=member.id, settings=settings)
    mentors, leads, admins = found
    return Sight(
        mentors=_names(mentors),
        leads=_names(leads),
        admins=_names(admins),
        board_on=place.board_on,
        hidden=member.hidden,
        askable=member.askable,
        names_in_digest=place.digest_on and bool(place.learning_channel and place.digest_parts & _NAMING),
        private_notes=private_notes(session, workspace=member.workspace, member=member.id),
        retention=place.retention,
        is_admin=member.is_admin,
        leads_above=any(each.is_lead for each in mentors),
        admins_above=any(each.is_admin or each.id in settings.admins for each in (*mentors, *leads)),
    )


def _names(people: list[Member]) -> tuple[str, ...]:
    return tuple(each.name for each in people)


def private_notes(session: Connection, *, workspace: str, member: str) -> int:
    """How many notes mentors keep on a member for themselves."""
    theirs = (remarks.c.workspace == workspace, remarks.c.member == member, ~remarks.c.shared)
    return int(session.execute(select(func.count()).select_from(remarks).where(*theirs)).scalar_one())


@dataclass(frozen=True, slots=True)
class Readers:
    """Who may see a member's card: their mentors, and who sees the whole team."""

    mentors: tuple[Member, ...]
    leads: tuple[Member, ...]
    admins: tuple[Member, ...]

    def chosen(self, wanted: str) -> Member | None:
        """The one of this id, else the first of them; None where there is nobody."""
        every = (*self.mentors, *self.leads, *self.admins)
        return next((each for each in every if each.id == wanted), next(iter(every), None))


@dataclass(frozen=True, slots=True)
class Sight:
    """Who sees a member now: names of people, and what the member has chosen. `names_in_digest` where it names any."""

    mentors: tuple[str, ...]
    leads: tuple[str, ...]
    admins: tuple[str, ...]
    board_on: bool
    hidden: bool
    askable: bool
    names_in_digest: bool
    private_notes: int  # that mentors keep on them for themselves
    retention: int  # months
    is_admin: bool = False  # the member is one
    leads_above: bool = False  # among their mentors
    admins_above: bool = False  # among their mentors and the lead mentors
