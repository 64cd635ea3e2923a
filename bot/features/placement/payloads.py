"""Payloads of the buttons, checked again when they come back. Each names a question that one member was asked."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import Field

from bot.slack.payloads import ButtonPayload

_RowId = Annotated[int, Field(ge=1, lt=2**31)]


class PlacementAnswerPayload(ButtonPayload):
    """The option at a place, from 0, of a question; without one the member doesn't know."""

    asked: _RowId
    place: Annotated[int | None, Field(ge=0, le=3)] = None


class PlacementLevelPayload(ButtonPayload):
    """A level that may follow from the answers up to the last question; without one the level stays as it is."""

    asked: _RowId
    level: Literal["beginner", "intermediate", "advanced", "expert"] | None = None
