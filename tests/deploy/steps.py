"""The PostgreSQL form of compose, its commands run in containers in the order that the file demands: `make try-deploy`.

Run apart from the gate, as four processes take their time to start. The database is the tests' own server.
"""

from __future__ import annotations

import socket
import subprocess
import threading
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

from sqlalchemy import make_url

from bot.clock import SystemClock
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from tests.deploy.image import Image
from tests.deploy.test_image import data, ended, image, wait_until_ready
from tests.deploy.what_is_run import DEPLOY, read_compose
from tests.ports import free_port

__all__ = ["data", "image"]

SERVICES = read_compose(DEPLOY / "compose.postgresql.yaml")


def starting_order() -> list[str]:
    """The services, each after those it waits for."""
    order: list[str] = []
    while len(order) < len(SERVICES):
        order += [
            name
            for name, service in SERVICES.items()
            if name not in order and set(service.get("depends_on", ())) <= set(order)
        ]
    return order


@contextmanager
def over_tcp(url: str) -> Iterator[str]:
    """Pass connections on to the tests' server, which listens on a file that no container sees; yield the address."""
    parsed = make_url(url)
    file = Path(str(parsed.query["host"])) / ".s.PGSQL.5432"
    with socket.create_server(("127.0.0.1", 0)) as server:
        threading.Thread(target=accept_all, args=(server, str(file)), daemon=True).start()
        place = parsed.set(drivername="postgresql", host="127.0.0.1", port=server.getsockname()[1], query={})
        yield place.render_as_string(hide_password=False)


def accept_all(server: socket.socket, file: str) -> None:
    while True:
        try:
            near, _ = server.accept()
        except OSError:  # the test is over
            return
        threading.Thread(target=connect_both, args=(near, file), daemon=True).start()


def connect_both(near: socket.socket, file: str) -> None:
    with near, socket.socket(socket.AF_UNIX) as far:
        far.connect(file)
        back = threading.Thread(target=pass_on, args=(far, near), daemon=True)
        back.start()
        pass_on(near, far)
        back.join()


def pass_on(source: socket.socket, target: socket.socket) -> None:
    try:
        while received := source.recv(65536):
            target.sendall(received)
        target.shutdown(socket.SHUT_WR)
    except OSError:  # the other end has gone
        return


def test_compose_with_postgresql(image: Image, data: Path, postgresql_database: Any) -> None:
    assert starting_order() == ["database", "migrate", "serve", "worker"]
    running: list[tuple[subprocess.Popen[str], int, int]] = []
    with ExitStack() as stack:
        slack = stack.enter_context(SandboxServer(SlackWorkspace(SystemClock().now)))
        database = stack.enter_context(over_tcp(postgresql_database.url))
        secrets = {"SLACK_BOT_TOKEN": BOT_TOKEN, "SLACK_SIGNING_SECRET": SIGNING_SECRET}
        given = {**secrets, "SLACK_API_URL": slack.base_url, "DATABASE_URL": database}
        for name in starting_order()[1:]:
            service = SERVICES[name]
            for _ in range(service.get("deploy", {}).get("replicas", 1)):
                public, status = free_port(), free_port()
                ports = {"PORT": str(public), "ROADMATE_STATUS_PORT": str(status)}
                settings = {**service["environment"], **given, **ports}
                process = image.start(data, *service["command"], **settings)
                if service["restart"] == "no":
                    assert "schema" in ended(process)
                else:
                    stack.callback(process.kill)
                    wait_until_ready(process, status)
                    assert image.is_healthy(data, **settings)
                    running.append((process, public, status))
        for number, (_, public, _) in enumerate(running[:2], start=1):
            answer = Delivery(slack, f"http://127.0.0.1:{public}").command("ana", "/log", f"{number}h networking")
            assert f"{number} h on Networking" in answer.text
        for process, _, _ in running:
            assert image.stop(process)[0] == 0
