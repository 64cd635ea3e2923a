"""Requests as Slack sends them, signed and ready before the clock starts, no two alike."""

from __future__ import annotations

import hashlib
import hmac
import itertools
import time
from urllib.parse import urlencode

SECRET = "benchmark-signing-secret-00000000"
WORKSPACE = "T0BENCH"
MOST = 40  # bookings of one member: 1 to 40 minutes, 820 in all, stay under the hours at which a day is doubted
_serial = itertools.count(1)


def command(name: str, text: str, member: str) -> bytes:
    """A slash command with a trigger id of its own, signed now."""
    serial = next(_serial)
    form = {
        "token": "deprecated-token",
        "team_id": WORKSPACE,
        "team_domain": "bench",
        "channel_id": "C0LEARNING",
        "channel_name": "learning",
        "user_id": member,
        "user_name": member.lower(),
        "command": name,
        "text": text,
        "api_app_id": "A0BENCH",
        "is_enterprise_install": "false",
        "response_url": f"https://hooks.slack.com/commands/{WORKSPACE}/{serial}/abcdefghijklmnopqrstuvwx",
        "trigger_id": f"{serial}.{time.time_ns()}.0123456789abcdef0123456789abcdef",
    }
    body = urlencode(form).encode()
    stamp = str(int(time.time()))
    signature = hmac.new(SECRET.encode(), b"v0:%b:%b" % (stamp.encode(), body), hashlib.sha256).hexdigest()
    head = (
        "POST /slack/events HTTP/1.1\r\nHost: localhost\r\nUser-Agent: Slackbot 1.0\r\nAccept: application/json,*/*\r\n"
        f"Content-Type: application/x-www-form-urlencoded\r\nContent-Length: {len(body)}\r\n"
        f"X-Slack-Request-Timestamp: {stamp}\r\nX-Slack-Signature: v0={signature}\r\n\r\n"
    )
    return head.encode() + body


def health() -> bytes:
    """What a supervisor asks."""
    return b"GET /healthz HTTP/1.1\r\nHost: localhost\r\n\r\n"


def members(count: int) -> list[str]:
    """The ids of so many members."""
    return [f"U{number:06d}" for number in range(count)]


def empties(count: int) -> list[bytes]:
    """Requests for the empty handler."""
    return [command("/empty", "", "U000000") for _ in range(count)]


def lookups(count: int) -> list[bytes]:
    """`/roadmap aws scaling`."""
    return [command("/roadmap", "aws scaling", "U000000") for _ in range(count)]


class Bookings:
    """`/log 2h networking` by many members, each time with other minutes.

    So no member books twice the same within two minutes, which is asked back, nor more on a day than a day should hold.
    """

    def __init__(self, people: list[str]) -> None:
        self._people = people
        self.made = 0

    def make(self, count: int) -> list[bytes]:
        """The next requests. Raises IndexError when nobody may book more today."""
        return [self._next() for _ in range(count)]

    def _next(self) -> bytes:
        before, place = divmod(self.made, len(self._people))
        if before >= MOST:
            raise IndexError("all members have booked all they can")
        self.made += 1
        return command("/log", f"{before + 1}m networking", self._people[place])
