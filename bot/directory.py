"""Getting to know people: whoever speaks to us has a row, with the name and zone that Slack tells."""

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

log = logging.getLogger(__name__)

CACHE_SECONDS: Final = 300.0  # seconds; how long another process may go on with a zone that was changed
MAX_CACHED: Final = 100_000  # people


class Directory:
    """Remembers in memory whom it has met, so that a known person costs nothing."""

    def __init__(self, *, settings: Settings, clock: Clock, database: Database, slack: SlackClient) -> None:
        self._settings = settings
        self._clock = clock
        self._database = database
        self._slack = slack
        self._known: dict[tuple[str, str], tuple[LocalTime, float]] = {}
        self._own_user_ids: dict[str, str] = {}

    def ensure_member(self, workspace: str, user: str, name: str = "") -> LocalTime:
        """How the person's days run; who is new gets their rows first, and Slack is asked about them.

        Raises:
            Unavailable: the database could not be asked.
        """
        local, until = self._known.get((workspace, user), (None, 0.0))
        now = self._clock.monotonic()
        if local is not None and now < until:
            return local
        local = self._look_up(workspace, user, name)
        if len(self._known) >= MAX_CACHED:
            self._known = {}
        self._known[workspace, user] = (local, now + CACHE_SECONDS)
        return local

    def own_user_id(self, workspace: str) -> str:
        """Our own user id in a workspace, which Slack is asked for once; empty where it does not tell."""
        if workspace not in self._own_user_ids:
            try:
                self._own_user_ids[workspace] = self._slack.fetch_identity(workspace).bot_user_id
            except SlackFailure as failure:
                log.warning("not told who we are workspace=%s reason=%s", workspace, failure.reason)
                return ""
        return self._own_user_ids[workspace]

    def invalidate(self, workspace: str, user: str) -> None:
        """Look the person up anew next time, because something about their days has changed."""
        self._known.pop((workspace, user), None)

    def _look_up(self, workspace: str, user: str, name: str) -> LocalTime:
        default = self._settings.timezone
        with self._database.read() as conn:
            local = members.read_local_time(conn, workspace=workspace, member=user, default_zone=default)
        if local is not None:
            return local
        self.save_profile(workspace, self._fetch_profile(workspace, user) or user, name)
        with self._database.read() as conn:
            found = members.find_member(conn, workspace=workspace, member=user, default_zone=default)
        return found.local_time if found else LocalTime(default)

    def save_profile(self, workspace: str, profile: UserProfile | str, name: str = "") -> None:
        """Write down what Slack tells of a person; of one it tells nothing about, that they are there."""
        now = self._clock.now()
        told = profile if isinstance(profile, UserProfile) else None
        user = told.id if told else str(profile)
        with self._database.begin() as conn:
            workspaces.ensure_workspace(conn, workspace=workspace, now=now)
            members.save_profile(
                conn,
                workspace=workspace,
                member=user,
                name=told.name if told else name or user,
                timezone=told.timezone if told else None,
                is_admin=bool(told and told.is_admin),
                is_active=told.is_active if told else True,
                is_guest=bool(told and told.is_guest),
                profile_at=now if told else None,
                now=now,
            )
        self.invalidate(workspace, user)

    def refresh_profile(self, workspace: str, user: str) -> bool:
        """Ask Slack again about somebody we know; False if it did not tell."""
        profile = self._fetch_profile(workspace, user)
        if profile:
            self.save_profile(workspace, profile)
        return profile is not None

    def _fetch_profile(self, workspace: str, user: str) -> UserProfile | None:
        try:
            return self._slack.fetch_profile(workspace, user)
        except SlackFailure as failure:
            log.warning("no profile workspace=%s member=%s reason=%s", workspace, user, failure.reason)
            return None
