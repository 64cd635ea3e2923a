"""What the buttons of `/roadmate content` carry: a page, a pack or roadmap to turn off or on, or a change."""

from __future__ import annotations

from typing import Annotated

from pydantic import Field

from bot.slack.payloads import ButtonPayload

PackId = Annotated[str, Field(max_length=40)]
Offset = Annotated[int, Field(ge=0, lt=10**6)]


class ContentPagePayload(ButtonPayload):
    """A page of the packs, or of the roadmaps of one."""

    pack: PackId = ""
    offset: Offset = 0


class TurnPayload(ButtonPayload):
    """A pack, or a roadmap of it, that is to be on or off; `offset` is the page that it stands on."""

    pack: Annotated[str, Field(min_length=1, max_length=40)]
    roadmap: Annotated[str, Field(max_length=40)] = ""
    is_on: bool = False
    offset: Offset = 0


class ChangesPagePayload(ButtonPayload):
    """A page of what the team changed; of one pack, and only what has an update, where asked."""

    pack: PackId = ""
    has_update: bool = False
    offset: Offset = 0


class ChangePayload(ButtonPayload):
    """A change, by the row that was in force when its button was drawn."""

    change: Annotated[int, Field(ge=1, lt=10**9)]


class DecidePayload(ChangePayload):
    """What becomes of a change under which the pack has changed: ours stays, or theirs takes its place."""

    keeps: bool
