"""Figures of the moment: the outbox, the database's connections, the process. Without what shows them to Prometheus."""

from __future__ import annotations

from dataclasses import field

from bot.frozen import frozen


@frozen
class OutboxDepth:
    """What is in the outbox and not sent yet. `oldest_due` is in seconds: how long a message has been due that no
    sender has in hand and no pause holds back; 0 where there is none.
    """

    scheduled: int
    due: int
    sending: int
    oldest_due: float


@frozen
class DatabaseLoad:
    """Use of connections; and on SQLite how many threads wait to write, with the writes and commits since the start."""

    connections_in_use: int = 0
    connections: int = 0
    waiting_writers: int = 0
    writes: int = 0
    commits: int = 0


@frozen
class ProcessState:
    """State of a process. `outbox` is None while the database does not answer."""

    outbox: OutboxDepth | None = None
    is_writable: bool = False
    is_schema_expected: bool = True
    load: DatabaseLoad = field(default_factory=DatabaseLoad)
    content_version: str = ""
    content_problems: int = 0
