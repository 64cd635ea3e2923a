"""What a feature declares of itself. `bot.app.FEATURES` lists them all, and nothing else names them one by one.

Whoever uses a part stands above this module (the router, the ticker, the sender, the erasure), so callables are typed
by what they are called with in words.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.db.personal_data import NO_PERSONAL_DATA, PersonalData, merge_personal_data
from bot.slack.command import Command, CommandUsage
from bot.slack.payloads import ButtonPayload

SHARED_COMMAND: Final = "roadmate"  # whose words features answer to

Register = Callable[[Any, Any], None]  # (router, deps): adds buttons, forms, fields and shortcuts
Answer = Callable[[Any, Any], Any]  # (deps, request) -> what is said


@dataclass(frozen=True, slots=True)
class MessageKind:
    """Messages of one kind: `kind` is what the outbox and the claims call them, at most 16 characters.

    `send(deps, slack, queued, message)` sends one that is more than a message and returns its ts. `on_failure(deps,
    conn, queued, cause, now)` tells somebody else than the admins, and returns how many messages that were. A message
    that is `about_many` loses the name of somebody who is forgotten; any other that names them is deleted.
    """

    kind: str
    send: Callable[..., str] | None = None
    on_failure: Callable[..., int] | None = None
    about_many: bool = False


@dataclass(frozen=True, slots=True)
class Schedule:
    """What falls due by the week.

    `find_due(deps, conn, workspace, now, limit)` returns the occurrences that are due and not dealt with;
    `list_slots(deps, conn, workspace)` the weekly times, each in its zone, before which nothing can fall due.
    """

    find_due: Callable[..., list[Any]]
    list_slots: Callable[..., list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """One thing that a user would name. The name is that of its folder."""

    name: str
    register: Register | None = None
    command: Command | None = None
    answer: Answer | None = None  # to its command
    words: Mapping[str, Answer] = field(default_factory=dict)  # behind `/roadmate`
    usages: tuple[CommandUsage, ...] = ()  # of `/roadmate`
    schedule: Schedule | None = None
    check_every_hour: Callable[[Any, Any], int] | None = None  # (deps, now), also by `roadmate deliver`
    clean_up_every_hour: Callable[[Any, Any, Any], int] | None = None  # (deps, now, what it remembers in a dict)
    deliveries: tuple[MessageKind, ...] = ()
    payloads: tuple[type[ButtonPayload], ...] = ()  # what its buttons carry and nobody else's
    personal_data: PersonalData = NO_PERSONAL_DATA


def personal_data(features: tuple[Feature, ...]) -> PersonalData:
    """Return what all of them keep about people, in their order."""
    return merge_personal_data(feature.personal_data for feature in features)


def kinds_about_many(features: tuple[Feature, ...]) -> frozenset[str]:
    """Return the kinds of messages that are about many people."""
    return frozenset(each.kind for feature in features for each in feature.deliveries if each.about_many)


def collect_commands(features: tuple[Feature, ...]) -> tuple[Command, ...]:
    """Return all commands; the one to whose words many features answer has the usages of all of them."""
    usages = tuple(sorted((each for feature in features for each in feature.usages), key=lambda each: each.order))
    commands = (feature.command for feature in features)
    return tuple(
        replace(command, usages=usages) if command.name == SHARED_COMMAND else command
        for command in commands
        if command
    )
