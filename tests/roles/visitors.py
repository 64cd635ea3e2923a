"""Everybody who comes to Roadmate's doors: people of the team, of another workspace, and of other companies."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

from bot.slack.client import UserProfile, parse_profile
from tests.roles.stage import OTHER_WORKSPACE, OWN_WORKSPACE, PEOPLE

BOTS: Final = {OWN_WORKSPACE: "U0SANDBOT", OTHER_WORKSPACE: "U0OTHERBOT"}
FOREIGN_TEAM, GRID_TEAM, GRID = "T0FOREIGN", "T0GRID", "E0GRID"  # Roadmate is installed in neither


@dataclass(frozen=True)
class Visitor:
    """Somebody at home in `home`, who acts in `place`; with `tells_home` their payloads say where they are at home.

    `like` is the one of the stage who may do the same.
    """

    name: str
    id: str
    home: str
    place: str = OWN_WORKSPACE
    tells_home: bool = True
    enterprise: str = ""
    is_stranger: bool = False
    is_admin: bool = False
    like: str = ""

    @property
    def is_outsider(self) -> bool:
        return self.home != self.place

    @property
    def is_second(self) -> bool:
        """Tell whether another who comes may do the same."""
        return self.like not in ("", self.name)

    @property
    def told_team(self) -> str:
        """The team that payloads give as theirs; where they do not tell, it is that of the place."""
        return self.home if self.tells_home else self.place

    @property
    def raw(self) -> dict[str, Any]:
        """The user object that Slack has of them."""
        grid = {"enterprise_user": {"enterprise_id": self.enterprise, "teams": [self.home]}} if self.enterprise else {}
        return {
            "id": self.id,
            "name": self.name,
            "team_id": self.home,
            "tz": "Europe/Lisbon",
            "profile": {"display_name": self.name.capitalize()},
            "is_admin": self.is_admin,
            "deleted": self.name == "lena",
            "is_restricted": self.name in ("gus", "sol"),
            "is_ultra_restricted": self.name == "sol",
            "is_stranger": self.is_stranger,
            **grid,
        }

    @property
    def profile(self) -> UserProfile:
        return parse_profile(self.raw, self.id)


VISITORS: Final = (
    *(
        Visitor(name, user, home, place=home, is_admin=name in ("ana", "zoe", "lena"), like=name)
        for name, (home, user) in PEOPLE.items()
    ),
    # of the team as well
    Visitor("sol", "U0SOL", OWN_WORKSPACE, like="gus"),  # a guest of a single channel
    Visitor("opa", "U0OPA", OWN_WORKSPACE, like="rui"),  # an operator here
    Visitor("elsa", "U0ELSA", OWN_WORKSPACE, like="mei"),  # an operator of the other workspace alone
    # of other companies, in a channel that they share with the team
    Visitor("otto", "U0OTTO", FOREIGN_TEAM),
    Visitor("adele", "U0ADELE", FOREIGN_TEAM, tells_home=False, is_admin=True),
    Visitor("grit", "U0GRIT", GRID_TEAM, enterprise=GRID),
    Visitor("strix", "U0STRIX", FOREIGN_TEAM, tells_home=False, is_stranger=True),
    # of the other workspace, in such a channel, with the ids of people here
    Visitor("bens-twin", PEOPLE["ben"][1], OTHER_WORKSPACE),
    Visitor("anas-twin", PEOPLE["ana"][1], OTHER_WORKSPACE, is_admin=True),
    Visitor("ruis-twin", PEOPLE["rui"][1], OTHER_WORKSPACE),
)
OPERATORS: Final = f"{PEOPLE['rui'][1]},{OWN_WORKSPACE}:U0OPA,{OTHER_WORKSPACE}:U0ELSA"
PROFILES: Final = {
    **{(each.place, each.id): each.profile for each in VISITORS if each.home != OTHER_WORKSPACE},
    **{(OTHER_WORKSPACE, each.id): each.profile for each in VISITORS if each.home == OTHER_WORKSPACE},
}  # by the workspace that asks for them
