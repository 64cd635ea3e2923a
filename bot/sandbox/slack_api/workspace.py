"""The state of the stand-in's workspace: people, channels, messages, views, short-lived permissions."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from bot.sandbox.slack_api import fixtures
from bot.sandbox.slack_api.change_signal import ChangeSignal
from bot.sandbox.slack_api.channel_history import ChannelHistory
from bot.sandbox.slack_api.faults import Faults
from bot.sandbox.slack_api.fixtures import SlackChannel, SlackUser
from bot.sandbox.slack_api.journal import ApiCall, Journal, ShownItem, ShownKind
from bot.sandbox.slack_api.permits import Permits, ResponseUrl, Trigger
from bot.sandbox.slack_api.socket_connections import SocketConnections
from bot.sandbox.slack_api.traffic import Traffic
from bot.sandbox.validation.errors import RefusedError

BOT_TOKEN: Final = "xoxb-sandbox-token"  # noqa: S105 - a stand-in's token opens nothing
APP_TOKEN: Final = "xapp-sandbox-token"  # noqa: S105 - likewise
CONFIG_TOKEN: Final = "xoxe.xoxp-sandbox-token"  # noqa: S105 - likewise
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


@dataclass(slots=True)
class Counters:
    """The newest id and time stamp that were given out; the workspace's lock guards it."""

    serial: int
    first_within: int  # of a second; no run gives out the time stamps of another one
    within_second: int
    last_second: int = 0

    @classmethod
    def starting_at(cls, serial: int) -> Counters:
        """Return the counters of a run whose ids go on from this one."""
        first = serial % 5000 * 100
        return cls(serial, first, first)

    def next_serial(self) -> int:
        """Return the next number for an id."""
        self.serial += 1
        return self.serial

    def next_ts(self, second: int) -> str:
        """Return the next time stamp, at this second or, where one was given out later, after that."""
        if second > self.last_second:
            self.last_second, self.within_second = second, self.first_within
        self.within_second += 100
        return f"{self.last_second}.{self.within_second:06d}"


class SlackWorkspace:
    """Everything the stand-in knows; each public method holds the lock, so threads may share it.

    `bot` is the app's own user, with the id of `fixtures.BOT` and any name. Ids count up from `serial`: whoever keeps
    an app's database over several runs gives each a higher one, since no id of Slack's ever comes twice.
    """

    def __init__(
        self,
        now: Callable[[], datetime],
        everyone: Iterable[SlackUser] = fixtures.EVERYONE,
        *,
        channels: Iterable[SlackChannel] = (fixtures.LEARNING, fixtures.GENERAL),
        bot: SlackUser = fixtures.BOT,
        team_name: str = fixtures.TEAM_NAME,
        serial: int = 0,
    ) -> None:
        self.now = now
        self.lock = threading.RLock()
        self.base_url = ""
        self.token = BOT_TOKEN
        self.app_token = APP_TOKEN
        self.config_token = CONFIG_TOKEN
        self.app_manifest: Mapping[str, Any] | None = None  # how the app is set up, where somebody has said so
        self.token_error = ""
        self.scopes: frozenset[str] | None = None  # what the app was given; None for all that it may ask for
        self.team_name = team_name
        self.people = {person.id: person for person in everyone}
        self.people |= {bot.id: bot, fixtures.SLACKBOT.id: fixtures.SLACKBOT}
        direct = [fixtures.dm_channel(person) for person in self.people.values() if person.can_have_dm]
        self.channels = {channel.id: channel for channel in (*channels, *direct)}
        self.messages: dict[str, dict[str, dict[str, Any]]] = {}
        self.ephemerals: dict[tuple[str, str], dict[str, Any]] = {}
        self.uploads: dict[str, UploadedFile] = {}
        self.views = UserViews()
        self.permits = Permits()
        self.journal = Journal()
        self.histories: dict[str, ChannelHistory] = {}
        self.read_marks: dict[tuple[str, str], int] = {}
        self.changed = ChangeSignal()
        self.traffic = Traffic(self.changed)
        self.faults = Faults(self.changed)
        self.sockets = SocketConnections()
        self.counters = Counters.starting_at(serial)

    def serial(self, prefix: str) -> str:
        """Return a new id, unique in this workspace."""
        with self.lock:
            return f"{prefix}{self.counters.next_serial():08d}"

    def next_ts(self) -> str:
        """Return a message time stamp: unique and increasing, even when the clock stands or is turned back."""
        with self.lock:
            return self.counters.next_ts(int(self.now().timestamp()))

    def person(self, user: str) -> SlackUser:
        """Return the person with this id; raise `RefusedError` when there is none."""
        if user not in self.people:
            raise RefusedError("user_not_found")
        return self.people[user]

    @property
    def bot(self) -> SlackUser:
        """The app's own user, with the name that people know it by."""
        return self.people[fixtures.BOT.id]

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
            self.journal.add_call(ApiCall(method, payload, error))
        self.changed.touch()

    def record_answer(self, payload: Mapping[str, Any], refused: RefusedError | None = None) -> None:
        """Write down the body in which the app answered a request, and the refusal if Slack would not take it."""
        self.record_call("response", payload, str(refused or ""))
        if refused:
            self.traffic.refuse_answer(refused.error, refused.messages)

    def show(self, shown: ShownItem) -> None:
        """Write down what appeared on screens."""
        with self.lock:
            place = self.journal.add_shown(shown)
            if shown.channel:
                self.histories.setdefault(shown.channel, ChannelHistory()).add(shown, place)
        self.changed.touch()

    def show_error(self, user: str, error: str, text: str) -> None:
        """Show one person an error of Slack's own."""
        self.show(ShownItem(ShownKind.ERROR, to=user, text=text, error=error))

    def seen_by(self, user: str, since: int = 0) -> tuple[ShownItem, ...]:
        """Return what appeared on this person's screen after the first `since` entries of the journal."""
        with self.lock:
            mine = {channel.id for channel in self.channels.values() if user in channel.members}
            entries = self.journal.shown[since:]
            return tuple(shown for shown in entries if shown.to == user or (not shown.to and shown.channel in mine))

    def mark_read(self, user: str, channel: str) -> None:
        """Mark all that is in this conversation as read by this person."""
        with self.lock:
            news = self.unread(user, channel)
            self.read_marks[user, channel] = len(self.journal.shown)
        if news:
            self.changed.touch()

    def read_until(self, user: str, channel: str) -> int:
        """Return how much of the journal this person has seen of this conversation."""
        return self.read_marks.get((user, channel), 0)

    def unread(self, user: str, channel: str) -> int:
        """Count the messages of others in this conversation that this person has not seen."""
        with self.lock:
            history = self.histories.get(channel)
            if history is None:
                return 0
            is_member = user in self.channels[channel].members
            news = history.came_since(self.read_until(user, channel))
            return sum(
                one.shown.user != user and (one.is_for(user) if is_member else one.shown.to == user) for one in news
            )
