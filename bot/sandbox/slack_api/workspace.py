"""The state of the stand-in's workspace: people, channels, messages, views, short-lived permissions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.journal import ApiCall, Journal, ShownItem, ShownKind
from bot.sandbox.validation.errors import RefusedError

TRIGGER_LIFE: Final = timedelta(seconds=3)
RESPONSE_LIFE: Final = timedelta(minutes=30)
RESPONSE_USES: Final = 5


@dataclass(slots=True)
class Trigger:
    """The right of the app to open one modal for one person, within three seconds."""

    user: str
    given_at: datetime
    view_id: str = ""
    used: bool = False


@dataclass(slots=True)
class ResponseUrl:
    """The right of the app to answer in a conversation, five times within thirty minutes."""

    user: str
    channel: str
    given_at: datetime
    ts: str = ""
    ephemeral: bool = True
    uses: int = 0


@dataclass(slots=True)
class Permits:
    """All permissions given out; the workspace's lock guards it."""

    triggers: dict[str, Trigger] = field(default_factory=dict)
    responses: dict[str, ResponseUrl] = field(default_factory=dict)

    def use_trigger(self, trigger_id: str, now: datetime) -> Trigger:
        """Take the trigger, which works once; raise `RefusedError` as Slack does when it is spent, old or unknown."""
        trigger = self.triggers.get(trigger_id)
        if trigger is None:
            raise RefusedError("invalid_trigger_id")
        if trigger.used:
            raise RefusedError("exchanged_trigger_id")
        if now - trigger.given_at > TRIGGER_LIFE:
            raise RefusedError("expired_trigger_id")
        trigger.used = True
        return trigger

    def use_response(self, secret: str, now: datetime) -> ResponseUrl:
        """Count one use of a response URL; raise `RefusedError` when it is unknown, old or used up."""
        response = self.responses.get(secret)
        if response is None:
            raise RefusedError("invalid_url")
        if now - response.given_at > RESPONSE_LIFE:
            raise RefusedError("expired_url")
        if response.uses >= RESPONSE_USES:
            raise RefusedError("used_url")
        response.uses += 1
        return response


BOT_TOKEN: Final = "xoxb-sandbox-token"  # noqa: S105 - a stand-in's token opens nothing
SIGNING_SECRET: Final = "sandbox-signing-secret"  # noqa: S105 - likewise


@dataclass(frozen=True, slots=True)
class UploadedFile:
    """A file on its way in: announced, then filled, then shared; one of a person comes all at once."""

    id: str
    filename: str
    length: int
    content: bytes | None = None
    title: str = ""
    shared_in: str = ""
    user: str = fixtures.BOT.id
    deleted: bool = False


@dataclass(slots=True)
class UserViews:
    """The modals each person has open, newest last, and each person's Home tab."""

    stacks: dict[str, list[dict[str, Any]]] = field(default_factory=dict)
    homes: dict[str, dict[str, Any]] = field(default_factory=dict)


class SlackWorkspace:
    """Everything the stand-in knows; each public method holds the lock, so threads may share it.

    Ids count up from `serial`: whoever keeps an app's database over several runs gives each a higher one, since no id
    of Slack's ever comes twice.
    """

    def __init__(
        self, now: Callable[[], datetime], everyone: Iterable[SlackUser] = fixtures.EVERYONE, *, serial: int = 0
    ) -> None:
        self.now = now
        self.lock = threading.RLock()
        self.base_url = ""
        self.token = BOT_TOKEN
        self.token_error = ""
        self.scopes: frozenset[str] | None = None  # what the app was given; None for all that it may ask for
        self.people = {person.id: person for person in everyone}
        self.channels = {channel.id: channel for channel in fixtures.starting_channels(self.people.values())}
        self.messages: dict[str, dict[str, dict[str, Any]]] = {}
        self.ephemerals: dict[tuple[str, str], dict[str, Any]] = {}
        self.uploads: dict[str, UploadedFile] = {}
        self.views = UserViews()
        self.permits = Permits()
        self.journal = Journal()
        self._last_second = 0
        self._first_within = serial % 5000 * 100  # no run gives out the time stamps of another one
        self._within_second = self._first_within
        self._serial = serial

    def serial(self, prefix: str) -> str:
        """Return a new id, unique in this workspace."""
        with self.lock:
            self._serial += 1
            return f"{prefix}{self._serial:08d}"

    def next_ts(self) -> str:
        """Return a message time stamp: unique and increasing, even when the clock stands or is turned back."""
        with self.lock:
            second = int(self.now().timestamp())
            if second > self._last_second:
                self._last_second, self._within_second = second, self._first_within
            self._within_second += 100
            return f"{self._last_second}.{self._within_second:06d}"

    def person(self, user: str) -> SlackUser:
        """Return the person with this id; raise `RefusedError` when there is none."""
        if user not in self.people:
            raise RefusedError("user_not_found")
        return self.people[user]

    def find_person(self, words: str) -> SlackUser | None:
        """Return the person with this id, handle, first name or full name, in any case and with or without an @."""
        wanted = words.removeprefix("@").casefold()
        for person in self.people.values():
            names = (person.id, person.name, person.real_name, person.real_name.split()[0])
            if wanted in (name.casefold() for name in names):
                return person
        return None

    def team(self) -> list[SlackUser]:
        """Return the people one can be."""
        return [person for person in self.people.values() if person.can_have_dm and not person.is_restricted]

    def recipient(self, item: ShownItem) -> str:
        """Return the id of the one person who saw this, "" when it was for everybody in a channel."""
        channel = self.channels.get(item.channel)
        return item.to or (channel.dm_with if channel else "")

    def channel(self, reference: str) -> SlackChannel:
        """Return the channel with this id or #name, or the direct message with this user id; raise `RefusedError`."""
        with self.lock:
            person = self.people.get(reference)
            if person is not None and person.can_have_dm:
                return self.channels.setdefault(person.dm, fixtures.dm_channel(person))
            name = reference.removeprefix("#")
            for channel in self.channels.values():
                if reference == channel.id or (channel.name and name == channel.name):
                    return channel
        raise RefusedError("channel_not_found")

    def writable(self, reference: str) -> SlackChannel:
        """Return a channel that the bot may write in; raise `RefusedError` as Slack does where it may not."""
        channel = self.channel(reference)
        if channel.is_archived:
            raise RefusedError("is_archived")
        if fixtures.BOT.id not in channel.members:
            raise RefusedError("not_in_channel")
        return channel

    def trigger(self, user: str, view_id: str = "") -> str:
        """Return a new trigger id for this person."""
        with self.lock:
            trigger_id = f"{self.serial('')}.{self.serial('')}.{self.serial('trigger')}"
            self.permits.triggers[trigger_id] = Trigger(user, self.now(), view_id)
            return trigger_id

    def response_secret(self, user: str, channel: str, ts: str = "", *, ephemeral: bool = True) -> str:
        """Return the secret part of a new response URL; `ts` names the message it came from."""
        with self.lock:
            secret = self.serial("R")
            self.permits.responses[secret] = ResponseUrl(user, channel, self.now(), ts, ephemeral)
            return secret

    def record_call(self, method: str, payload: Mapping[str, Any], error: str = "") -> None:
        """Write down what the app asked for, and the refusal if it was refused."""
        with self.lock:
            self.journal.calls.append(ApiCall(method, payload, error))
            if error:
                self.journal.refused.append(f"{method}: {error}")

    def show(self, shown: ShownItem) -> None:
        """Write down what appeared on screens."""
        with self.lock:
            self.journal.shown.append(shown)

    def show_error(self, user: str, error: str, text: str) -> None:
        """Show one person an error of Slack's own."""
        self.show(ShownItem(ShownKind.ERROR, to=user, text=text, error=error))

    def seen_by(self, user: str, since: int = 0) -> tuple[ShownItem, ...]:
        """Return what appeared on this person's screen after the first `since` entries of the journal."""
        with self.lock:
            mine = {channel.id for channel in self.channels.values() if user in channel.members}
            entries = self.journal.shown[since:]
            return tuple(shown for shown in entries if shown.to == user or (not shown.to and shown.channel in mine))
