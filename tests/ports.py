"""Ports for servers that are told theirs."""

from __future__ import annotations

import random
import socket
from typing import Final

# Below what systems hand out by themselves, or another test's connection gets the port before the server has it.
PORTS: Final = range(20_000, 32_000)


def free_port() -> int:
    """Return a port that is free now."""
    while True:
        port = random.SystemRandom().choice(PORTS)
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind(("127.0.0.1", port))
            except OSError:
                continue
            return port
