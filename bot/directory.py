"""Know the installations, and keep a row for everybody of theirs who speaks to us, as Slack describes them."""

from __future__ import annotations

import logging
from collections.abc import Callable
from typing import Final

from bot.clock import Clock
from bot.core.people import erasures, members
from bot.core.people import installation as installations
from bot.core.people.installation import Installation
from bot.core.people.member import LocalTime
from bot.db.engine import Database, DatabaseUnavailable
from bot.settings import Settings
from bot.slack.client import SlackClient, UserProfile
from bot.slack.failures import SlackFailure
from bot.slack.home_team import HomeTeam
from bot.ttl_cache import TtlCache

log = logging.getLogger(__name__)

CACHE_SECONDS: Final = 300.0  # seconds; how long another process may go on with a zone that was changed
INSTALLATION_SECONDS: Final = 60.0  # seconds; how long it may go on after an uninstall
MAX_CACHED: Final = 100_000  # people


class NotInstalled(Exception):
    """Raised for a workspace that Roadmate is not installed in, or whose token nobody has told us of."""


class Outsider(Exception):
    """Raised for somebody who is at home in another workspace; nothing of theirs is read or kept."""


class HomeUnknown(Exception):
    """Raised while Slack does not tell where somebody new is at home, or which workspace SLACK_BOT_TOKEN is for."""


class Directory:
    """The people of all workspaces; remembers in memory whom it has met, so that a known person costs nothing."""

    def __init__(
        self,
        *,
        settings: Settings,
        clock: Clock,
        database: Database,
        slack: SlackClient,
        confirm_owner: Callable[[], bool] = lambda: True,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._slack = slack
        self._confirm_owner = confirm_owner
        self._known: TtlCache[tuple[str, str], LocalTime] = TtlCache(clock.monotonic, CACHE_SECONDS, MAX_CACHED)
        self._outsiders: TtlCache[tuple[str, str], bool] = TtlCache(clock.monotonic, CACHE_SECONDS, MAX_CACHED)
        self._vouched_for: TtlCache[tuple[str, str], bool] = TtlCache(clock.monotonic, CACHE_SECONDS, MAX_CACHED)
        self._installations: TtlCache[tuple[str, str], Installation] = TtlCache(clock.monotonic, INSTALLATION_SECONDS)
        self._last_installations: dict[tuple[str, str], Installation] = {}  # for while the database is away

    def find_installation(self, team: str, enterprise: str = "", *, bot_user: str = "") -> Installation:
        """Return the installation whose bot this is, else the one for a team or its whole organisation.

        Raises:
            NotInstalled: there is none.
            HomeUnknown: none is stored, and Slack has not said yet which workspace SLACK_BOT_TOKEN is for.
            DatabaseUnavailable: the database could not be asked.
        """
        own = self._remembered_installation(("", bot_user)) if bot_user else None
        found = own or self._remembered_installation((team, enterprise))
        if found is None and not self._confirm_owner():
            raise HomeUnknown(team)
        found = found or self._remembered_installation((team, enterprise))
        if found is None:
            raise NotInstalled(team)
        return found

    def confirm_owner(self) -> bool:
        """Find out which workspace SLACK_BOT_TOKEN is for, unless that is known; False while Slack does not say."""
        return self._confirm_owner()

    def admit(self, installation: Installation, user: str, home: HomeTeam) -> None:
        """Let in a person of the installation; `home` is where the signed request says that they are at home.

        Costs nothing where the request says so; else the person's row or Slack has to.

        Raises:
            Outsider: they are at home elsewhere.
            HomeUnknown: neither the request nor Slack tells.
            DatabaseUnavailable: the database could not be asked.
        """
        is_home = installation.is_home_of(home, is_full=False)
        if is_home is False:
            raise Outsider(user)
        if is_home:
            self._vouched_for.put((installation.workspace, user), True)
        else:
            self.ensure_member(installation.workspace, user)

    def ensure_member(self, workspace: str, user: str, name: str = "") -> LocalTime:
        """Return how the person's days run; add the rows of a new person first, asking Slack about them.

        Called for who acts: that answers the nudges that they got.

        Raises:
            NotInstalled: Roadmate is not installed in the workspace.
            Outsider: they are at home elsewhere.
            HomeUnknown: they are new, and neither a request of theirs nor Slack says where they are at home.
            MemberBeingErased: they are being erased at this moment.
            DatabaseUnavailable: the database could not be asked.
        """
        key = (workspace, user)
        if local := self._known.get(key):
            return local
        if self._outsiders.get(key):
            raise Outsider(user)
        try:
            local = self._look_up(self.find_installation(workspace).workspace, user, name)
        except Outsider:
            self._outsiders.put(key, True)
            raise
        self._known.put(key, local)
        return local

    def is_outsider(self, workspace: str, user: str) -> bool:
        """Tell whether Slack has lately said that somebody is at home elsewhere."""
        return bool(self._outsiders.get((workspace, user)))

    def own_user_id(self, workspace: str) -> str:
        """Return our own user id in a workspace; empty where Slack has not told."""
        try:
            return self.find_installation(workspace).bot_user
        except (NotInstalled, HomeUnknown):
            return ""

    def invalidate(self, workspace: str, user: str) -> None:
        """Look the person up again next time, because something about their days has changed."""
        self._known.forget((workspace, user))
        self._outsiders.forget((workspace, user))

    def forget_installations(self) -> None:
        """Look installations up again: one has changed or ended."""
        self._installations.clear()
        self._last_installations.clear()

    def save_profile(self, workspace: str, profile: UserProfile | str, name: str = "") -> bool:
        """Store a profile that Slack has told; a bare user id stores only that the person is there.

        Of somebody who is at home elsewhere nothing is stored, but in the row that they have: returns False for them.
        Raises NotInstalled.
        """
        installation, now = self.find_installation(workspace), self._clock.now()
        known = profile if isinstance(profile, UserProfile) else None
        user = known.id if known else str(profile)
        is_ours = known is None or _is_at_home(installation, known)
        with self._database.begin() as conn:
            if is_ours or members.find_stored_person(
                conn, workspace=workspace, member=user, default_zone=self._settings.timezone
            ):
                members.save_profile(
                    conn,
                    workspace=workspace,
                    member=user,
                    name=known.name if known else name or user,
                    timezone=known.timezone if known else None,
                    is_admin=bool(known and known.is_admin and is_ours),
                    is_active=is_ours and (known.is_active if known else True),
                    is_guest=bool(known and known.is_guest),
                    is_external=not is_ours,
                    profile_at=now if known else None,
                    now=now,
                )
        self.invalidate(workspace, user)
        if not is_ours:
            self._outsiders.put((workspace, user), True)
        return is_ours

    def update_profile(self, workspace: str, profile: UserProfile) -> bool:
        """Store a profile that came without being asked for; False if the person is, or may be, at home elsewhere.

        A profile of somebody at home elsewhere may be another person's with the same id: then Slack is asked whom the
        workspace knows by it. Raises NotInstalled.
        """
        if _is_at_home(self.find_installation(workspace), profile):
            return self.save_profile(workspace, profile)
        self.refresh_profile(workspace, profile.id)
        return False

    def refresh_profile(self, workspace: str, user: str) -> bool:
        """Ask Slack again about a person we know; False if it did not tell."""
        profile = self._fetch_profile(workspace, user)
        if profile:
            self.save_profile(workspace, profile)
        return profile is not None

    def _remembered_installation(self, key: tuple[str, str]) -> Installation | None:
        if found := self._installations.get(key):
            return found
        try:
            found = self._read_installation(*key)
        except DatabaseUnavailable:
            if key not in self._last_installations:
                raise
            return self._last_installations[key]  # what needs the database says so itself
        if found:
            self._installations.put(key, found)
            self._last_installations[key] = found
        else:
            self._last_installations.pop(key, None)
        return found

    def _read_installation(self, team: str, other: str) -> Installation | None:
        """Read the installation for a team and its organisation; without a team, the one with this bot."""
        with self._database.read() as conn:
            if team:
                return installations.find_installation(conn, team=team, enterprise=other)
            return installations.find_installation_of_bot(conn, bot_user=other)

    def _look_up(self, workspace: str, user: str, name: str) -> LocalTime:
        default = self._settings.timezone
        with self._database.read() as conn:
            stored = members.find_stored_person(conn, workspace=workspace, member=user, default_zone=default)
        if stored and stored.is_external:
            raise Outsider(user)
        if stored and stored.unanswered_nudges:
            with self._database.begin() as conn:
                members.note_act(conn, workspace=workspace, member=user)
        if stored and stored.has_profile:
            return stored.local_time
        profile = self._fetch_profile(workspace, user)
        is_told = profile is not None and (profile.home.is_told or profile.is_stranger)
        if not (is_told or stored or self._vouched_for.get((workspace, user))):
            raise HomeUnknown(user)
        if not self.save_profile(workspace, profile or user, name):
            raise Outsider(user)
        with self._database.read() as conn:
            stored = members.find_stored_person(conn, workspace=workspace, member=user, default_zone=default)
            if stored is None:
                erasures.refuse_during_erasure(conn, workspace=workspace, member=user)
        return stored.local_time if stored else LocalTime(default)

    def _fetch_profile(self, workspace: str, user: str) -> UserProfile | None:
        try:
            return self._slack.fetch_profile(workspace, user)
        except SlackFailure as failure:
            log.warning("no profile workspace=%s member=%s reason=%s", workspace, user, failure.label)
            return None


def _is_at_home(installation: Installation, profile: UserProfile) -> bool:
    """Tell whether somebody is a person of the installation; Slack's user object names their home in full."""
    return not profile.is_stranger and installation.is_home_of(profile.home, is_full=True) is not False
