"""Getting to know people: whoever speaks to us has a row, with the name and zone that Slack tells."""

from __future__ import annotations

import logging
from typing import Final

from bot.clock import Clock
from bot.core.people import members, workspaces
from bot.core.people.member import LocalTime
from bot.db.engine import Sessions
from bot.settings import Settings
from bot.slack.client import Profile, Slack, SlackFailure

log = logging.getLogger(__name__)

REMEMBERED: Final = 300.0  # seconds; how long another process may go on with a zone that was changed
MOST: Final = 100_000  # people


class People:
    """Remembers in memory whom it has met, so that a known person costs nothing."""

    def __init__(self, *, settings: Settings, clock: Clock, sessions: Sessions, slack: Slack) -> None:
        self._settings = settings
        self._clock = clock
        self._sessions = sessions
        self._slack = slack
        self._met: dict[tuple[str, str], tuple[LocalTime, float]] = {}
        self._us: dict[str, str] = {}

    def meet(self, workspace: str, user: str, name: str = "") -> LocalTime:
        """How the person's days run; who is new gets their rows first, and Slack is asked about them.

        Raises:
            Unavailable: the database could not be asked.
        """
        local, until = self._met.get((workspace, user), (None, 0.0))
        now = self._clock.monotonic()
        if local is not None and now < until:
            return local
        local = self._look_up(workspace, user, name)
        if len(self._met) >= MOST:
            self._met = {}
        self._met[workspace, user] = (local, now + REMEMBERED)
        return local

    def us(self, workspace: str) -> str:
        """Our own user id in a workspace, which Slack is asked for once; empty where it does not tell."""
        if workspace not in self._us:
            try:
                self._us[workspace] = self._slack.identity(workspace).bot_user
            except SlackFailure as failure:
                log.warning("not told who we are workspace=%s reason=%s", workspace, failure.reason)
                return ""
        return self._us[workspace]

    def forget(self, workspace: str, user: str) -> None:
        """Look the person up anew next time, because something about their days has changed."""
        self._met.pop((workspace, user), None)

    def _look_up(self, workspace: str, user: str, name: str) -> LocalTime:
        default = self._settings.timezone
        with self._sessions.read() as session:
            local = members.local_time(session, workspace=workspace, member=user, default=default)
        if local is not None:
            return local
        self.learn(workspace, self._ask(workspace, user) or user, name)
        with self._sessions.read() as session:
            found = members.find(session, workspace=workspace, member=user, default=default)
        return found.local if found else LocalTime(default)

    def learn(self, workspace: str, profile: Profile | str, name: str = "") -> None:
        """Write down what Slack tells of a person; of one it tells nothing about, that they are there."""
        now = self._clock.now()
        told = profile if isinstance(profile, Profile) else None
        user = told.id if told else str(profile)
        with self._sessions.begin() as session:
            workspaces.welcome(session, workspace=workspace, now=now)
            members.meet(
                session,
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
        self.forget(workspace, user)

    def refresh(self, workspace: str, user: str) -> bool:
        """Ask Slack again about somebody we know; False if it did not tell."""
        profile = self._ask(workspace, user)
        if profile:
            self.learn(workspace, profile)
        return profile is not None

    def _ask(self, workspace: str, user: str) -> Profile | None:
        try:
            return self._slack.profile(workspace, user)
        except SlackFailure as failure:
            log.warning("no profile workspace=%s member=%s reason=%s", workspace, user, failure.reason)
            return None
