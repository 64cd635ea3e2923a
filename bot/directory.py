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
from bot.db.engine import Database
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
    """Raised for somebody new while Slack does not tell where they are at home."""


class Directory:
    """The people of all workspaces; remembers in memory whom it has met, so that a known person costs nothing."""

    def __init__(
        self,
        *,
        settings: Settings,
        clock: Clock,
        database: Database,
        slack: SlackClient,
        confirm_owner: Callable[[], bool] = lambda: False,
    ) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._slack = slack
        self._confirm_owner = confirm_owner
        self._known: TtlCache[tuple[str, str], LocalTime] = TtlCache(clock.monotonic, CACHE_SECONDS, MAX_CACHED)
        self._outsiders: TtlCache[tuple[str, str], bool] = TtlCache(clock.monotonic, CACHE_SECONDS, MAX_CACHED)
        self._installations: TtlCache[tuple[str, str], Installation] = TtlCache(clock.monotonic, INSTALLATION_SECONDS)

    def find_installation(self, team: str, enterprise: str = "", *, bot_user: str = "") -> Installation:
        """Return the installation whose bot this is, else the one for a team or its whole organisation.

        Raises:
            NotInstalled: there is none; with SLACK_BOT_TOKEN alone also while Slack has not said whose it is.
            DatabaseUnavailable: the database could not be asked.
        """
        own = self._remembered_installation(("", bot_user)) if bot_user else None
        found = own or self._remembered_installation((team, enterprise))
        if found is None and self._confirm_owner():
            found = self._remembered_installation((team, enterprise))
        if found is None:
            raise NotInstalled(team)
        return found

    def confirm_owner(self) -> bool:
        """Find out which workspace SLACK_BOT_TOKEN is for, unless that is known; tells whether it is."""
        return self._confirm_owner()

    def admit(self, installation: Installation, user: str, name: str, home: HomeTeam) -> LocalTime:
        """Return how the days of a person of the installation run; add their row first where they are new.

        `home` is where the signed request says that they are at home.

        Raises:
            Outsider: they are at home elsewhere.
            HomeUnknown: neither the request nor Slack tells.
            DatabaseUnavailable: the database could not be asked.
        """
        is_home = installation.is_home_of(home, is_full=False)
        if is_home is False:
            raise Outsider(user)
        return self._local_time(installation, user, name, is_trusted=bool(is_home))

    def ensure_member(self, workspace: str, user: str, name: str = "") -> LocalTime:
        """Return how the person's days run; add the rows of a new person first, asking Slack about them.

        Raises what `admit` raises, and:
            NotInstalled: Roadmate is not installed in the workspace.
            MemberBeingErased: they are being erased at this moment.
        """
        if local := self._known.get((workspace, user)):
            return local
        return self._local_time(self.find_installation(workspace), user, name, is_trusted=False)

    def own_user_id(self, workspace: str) -> str:
        """Return our own user id in a workspace; empty where Slack has not told."""
        try:
            return self.find_installation(workspace).bot_user
        except NotInstalled:
            return ""

    def invalidate(self, workspace: str, user: str) -> None:
        """Look the person up again next time, because something about their days has changed."""
        self._known.forget((workspace, user))
        self._outsiders.forget((workspace, user))

    def forget_installations(self) -> None:
        """Look installations up again: one has changed or ended."""
        self._installations.clear()

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
        return is_ours

    def refresh_profile(self, workspace: str, user: str) -> bool:
        """Ask Slack again about a person we know; False if it did not tell."""
        profile = self._fetch_profile(workspace, user)
        if profile:
            self.save_profile(workspace, profile)
        return profile is not None

    def _remembered_installation(self, key: tuple[str, str]) -> Installation | None:
        found = self._installations.get(key)
        if found is None:
            team, other = key
            with self._database.read() as conn:
                found = (
                    installations.find_installation(conn, team=team, enterprise=other)
                    if team
                    else installations.find_installation_of_bot(conn, bot_user=other)
                )
            if found:
                self._installations.put(key, found)
        return found

    def _local_time(self, installation: Installation, user: str, name: str, *, is_trusted: bool) -> LocalTime:
        key = (installation.workspace, user)
        if local := self._known.get(key):
            return local
        if self._outsiders.get(key):
            raise Outsider(user)
        try:
            local = self._look_up(installation.workspace, user, name, is_trusted=is_trusted)
        except Outsider:
            self._outsiders.put(key, True)
            raise
        self._known.put(key, local)
        return local

    def _look_up(self, workspace: str, user: str, name: str, *, is_trusted: bool) -> LocalTime:
        default = self._settings.timezone
        with self._database.read() as conn:
            stored = members.find_stored_person(conn, workspace=workspace, member=user, default_zone=default)
        if stored and stored.is_external:
            raise Outsider(user)
        if stored and stored.has_profile:
            return stored.local_time
        profile = self._fetch_profile(workspace, user)
        if profile is None and not (stored or is_trusted):
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
