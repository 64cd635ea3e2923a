"""Keep a row for everybody who speaks to us, with the name and time zone that Slack tells."""

from __future__ import annotations

import logging
from typing import Final

from bot.clock import Clock
from bot.core.people import members, workspaces
from bot.core.people.member import LocalTime
from bot.db.engine import Database
from bot.settings import Settings
from bot.slack.client import SlackClient, UserProfile
from bot.slack.failures import SlackFailure
from bot.ttl_cache import TtlCache

log = logging.getLogger(__name__)

CACHE_SECONDS: Final = 300.0  # seconds; how long another process may go on with a zone that was changed
MAX_CACHED: Final = 100_000  # people


class Directory:
    """The people of all workspaces; remembers in memory whom it has met, so that a known person costs nothing."""

    def __init__(self, *, settings: Settings, clock: Clock, database: Database, slack: SlackClient) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._slack = slack
        self._known: TtlCache[tuple[str, str], LocalTime] = TtlCache(clock.monotonic, CACHE_SECONDS, MAX_CACHED)
        self._own_user_ids: dict[str, str] = {}

    def ensure_member(self, workspace: str, user: str, name: str = "") -> LocalTime:
        """Return how the person's days run; add the rows of a new person first, asking Slack about them.

        Raises:
            Unavailable: the database could not be asked.
        """
        local = self._known.get((workspace, user))
        if local is None:
            local = self._look_up(workspace, user, name)
            self._known.put((workspace, user), local)
        return local

    def own_user_id(self, workspace: str) -> str:
        """Return our own user id in a workspace, asking Slack once; empty where it does not tell."""
        if workspace not in self._own_user_ids:
            try:
                self._own_user_ids[workspace] = self._slack.fetch_identity(workspace).bot_user_id
            except SlackFailure as failure:
                log.warning("not told who we are workspace=%s reason=%s", workspace, failure.label)
                return ""
        return self._own_user_ids[workspace]

    def invalidate(self, workspace: str, user: str) -> None:
        """Look the person up again next time, because something about their days has changed."""
        self._known.forget((workspace, user))

    def _look_up(self, workspace: str, user: str, name: str) -> LocalTime:
        default = self._settings.timezone
        with self._database.read() as conn:
            local = members.read_local_time(conn, workspace=workspace, member=user, default_zone=default)
        if local is not None:
            return local
        self.save_profile(workspace, self._fetch_profile(workspace, user) or user, name)
        with self._database.read() as conn:
            member = members.find_member(conn, workspace=workspace, member=user, default_zone=default)
        return member.local_time if member else LocalTime(default)

    def save_profile(self, workspace: str, profile: UserProfile | str, name: str = "") -> None:
        """Store a profile that Slack has told; a bare user id stores only that the person is there."""
        now = self._clock.now()
        known = profile if isinstance(profile, UserProfile) else None
        user = known.id if known else str(profile)
        with self._database.begin() as conn:
            workspaces.ensure_workspace(conn, workspace=workspace, now=now)
            members.save_profile(
                conn,
                workspace=workspace,
                member=user,
                name=known.name if known else name or user,
                timezone=known.timezone if known else None,
                is_admin=bool(known and known.is_admin),
                is_active=known.is_active if known else True,
                is_guest=bool(known and known.is_guest),
                profile_at=now if known else None,
                now=now,
            )
        self.invalidate(workspace, user)

    def refresh_profile(self, workspace: str, user: str) -> bool:
        """Ask Slack again about a person we know; False if it did not tell."""
        profile = self._fetch_profile(workspace, user)
        if profile:
            self.save_profile(workspace, profile)
        return profile is not None

    def _fetch_profile(self, workspace: str, user: str) -> UserProfile | None:
        try:
            return self._slack.fetch_profile(workspace, user)
        except SlackFailure as failure:
            log.warning("no profile workspace=%s member=%s reason=%s", workspace, user, failure.label)
            return None
