"""Getting to know people: whoever speaks to us has a row, with the name and zone that Slack tells."""

from __future__ import annotations

import logging
import threading

from bot.clock import Clock
from bot.db.sessions import Sessions
from bot.services import members, workspaces
from bot.settings import Settings
from bot.slack import Profile, Slack, SlackFailure

log = logging.getLogger(__name__)


class People:
    """Remembers in memory whom it has met, so that a known person costs nothing."""

    def __init__(self, *, settings: Settings, clock: Clock, sessions: Sessions, slack: Slack) -> None:
        self._settings = settings
        self._clock = clock
        self._sessions = sessions
        self._slack = slack
        self._met: set[tuple[str, str]] = set()
        self._lock = threading.Lock()

    def meet(self, workspace: str, user: str, name: str = "") -> None:
        """Make sure that the person and the workspace have their rows; Slack is asked about a newcomer."""
        if (workspace, user) in self._met:
            return
        with self._sessions.read() as session:
            known, asked = members.profile_age(session, workspace=workspace, member=user)
        if not known or asked is None:
            self.learn(workspace, self._ask(workspace, user) or user, name)
        with self._lock:
            self._met = {*self._met, (workspace, user)} if len(self._met) < 100_000 else {(workspace, user)}

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
                is_admin=bool(told and told.is_admin) or user in self._settings.admins,
                is_active=told.is_active if told else True,
                profile_at=now if told else None,
                now=now,
            )

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
