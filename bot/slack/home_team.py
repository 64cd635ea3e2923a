"""Where a person is at home, as Slack tells it."""

from __future__ import annotations

from bot.frozen import frozen


@frozen
class HomeTeam:
    """The home of a person: any part may be missing. `teams` are all workspaces of somebody on a grid."""

    team: str = ""
    enterprise: str = ""
    teams: frozenset[str] = frozenset()

    @property
    def is_told(self) -> bool:
        """Return whether Slack says anything of it."""
        return bool(self.team or self.enterprise or self.teams)
