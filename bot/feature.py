"""The declaration of a feature. `bot.app.FEATURES` lists them all, and nothing else names them one by one.

The users of a declaration (router, worker, sender, erasure) are above this module and cannot be imported here, so
comments say what the callables are called with.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from typing import Any, Final

from bot.db.personal_data import NO_PERSONAL_DATA, PersonalData, merge_personal_data
from bot.frozen import frozen
from bot.slack.command import Command, CommandUsage, Synonyms
from bot.slack.payloads import ButtonPayload

SHARED_COMMAND: Final = "roadmate"  # the command whose words the features answer

Register = Callable[[Any, Any], None]  # (router, deps): adds buttons, forms, fields and shortcuts
Answer = Callable[[Any, Any], Any]  # (deps, request) -> the answer


@frozen
class MessageKind:
    """Messages of one kind: `kind` is their name in the outbox and the claims, at most 16 characters.

    `send(deps, slack, queued, message)` sends one that is more than a message and returns its ts. `on_failure(deps,
    conn, queued, cause, now)` tells somebody else than the admins, and returns how many messages that were. One whose
    `is_moot(deps, conn, queued)` is true when it would leave is not sent: its reason is gone. A message that is
    `about_many` loses the name of a member who is erased; any other that names them is deleted.
    """

    kind: str
    send: Callable[..., str] | None = None
    on_failure: Callable[..., int] | None = None
    about_many: bool = False
    is_moot: Callable[..., bool] | None = None


@frozen
class Schedule:
    """What falls due in a feature by itself, at weekly times in somebody's zone: the one way for all features.

    A tick asks three things, in this order:
    `find_ready(deps, conn, workspaces, now)` returns the ids of those of the workspaces in which something is due and
    not dealt with, by few statements for all of them: perhaps one too many, never one too few.
    `find_due(deps, conn, workspace, now, limit)` returns what that is, for a ready workspace: decided, not yet claimed.
    `list_slots(deps, conn, workspaces)` returns workspace, weekly time and zone of all times before which nothing more
    can fall due there, unless settings or people change: until then a tick asks nothing about the workspace.
    """

    find_ready: Callable[..., frozenset[str]]
    find_due: Callable[..., list[Any]]
    list_slots: Callable[..., list[Any]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Feature:
    """A feature that a user would name. `name` is that of its folder."""

    name: str
    register: Register | None = None
    command: Command | None = None
    answer: Answer | None = None  # to its command
    words: Mapping[str, Answer] = field(default_factory=dict)  # behind `/roadmate`
    usages: tuple[CommandUsage, ...] = ()  # of `/roadmate`
    synonyms: Synonyms = field(default_factory=dict)  # behind any command, and said alone
    schedule: Schedule | None = None
    welcome: Callable[[Any, str, str], object] | None = None  # (deps, workspace, member): who has just spoken to us
    check_every_hour: Callable[[Any, Any], int] | None = None  # (deps, now), also by `roadmate deliver`
    finish_on_tick: Callable[[Any, Any], int] | None = None  # (deps, now): what a crash or a time limit has left
    clean_up_every_hour: Callable[[Any, Any, Any], int] | None = None  # (deps, now, what it remembers in a dict)
    deliveries: tuple[MessageKind, ...] = ()
    payloads: tuple[type[ButtonPayload], ...] = ()  # what its buttons carry and nobody else's
    personal_data: PersonalData = NO_PERSONAL_DATA
    samples: tuple[str, ...] = ()  # lines of a member that bring up what it can show; the doctor has Slack check that
    admin_samples: tuple[str, ...] = ()  # the same for an admin
    rare_samples: Callable[[], tuple[Any, ...]] = tuple  # messages and windows that no line brings up


def personal_data(features: tuple[Feature, ...]) -> PersonalData:
    """Return what all features keep about people, in their order."""
    return merge_personal_data(feature.personal_data for feature in features)


def kinds_about_many(features: tuple[Feature, ...]) -> frozenset[str]:
    """Return the kinds of messages that are about many people."""
    return frozenset(each.kind for feature in features for each in feature.deliveries if each.about_many)


@frozen
class WordIndex:
    """What features declare for words that are typed: commands by name, synonyms, and the words behind `/roadmate`."""

    commands: Mapping[str, Command]
    synonyms: Synonyms
    shared_words: frozenset[str]

    @classmethod
    def build(cls, features: tuple[Feature, ...]) -> WordIndex:
        """Index features; where several declare a word, the first one's counts."""
        first_last = features[::-1]
        return cls(
            {each.command.name: each.command for each in first_last if each.command},
            {word: meaning for each in first_last for word, meaning in each.synonyms.items()},
            frozenset(word for each in features for word in each.words),
        )


def collect_commands(features: tuple[Feature, ...]) -> tuple[Command, ...]:
    """Return all commands; the shared command gets the usages that all features declare."""
    usages = tuple(sorted((each for feature in features for each in feature.usages), key=lambda each: each.order))
    commands = (feature.command for feature in features)
    return tuple(
        replace(command, usages=usages) if command.name == SHARED_COMMAND else command
        for command in commands
        if command
    )
