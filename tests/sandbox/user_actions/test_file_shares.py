"""Files that people send: what the app hears, and who gets the bytes."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.error import HTTPError
from urllib.request import Request, urlopen

import pytest
from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from bot.sandbox.slack_api import server
from bot.sandbox.slack_api.fixtures import BEN
from bot.sandbox.slack_api.workspace import BOT_TOKEN
from bot.sandbox.user_actions.delivery import Delivery
from tests import faults

Json = dict[str, Any]
ROWS = b"day,hours\n2026-11-20,2\n"


@pytest.fixture
def heard() -> list[Json]:
    return []


@pytest.fixture
def sharing(deliver: Callable[..., Delivery], heard: list[Json]) -> Delivery:
    import json

    def ear(environ: Any, start: Any) -> list[bytes]:
        heard.append(json.loads(environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"])))["event"])
        start("200 OK", [])
        return [b""]

    return deliver(ear)


def fetch(url: str, token: str = BOT_TOKEN) -> bytes:
    with urlopen(Request(url, headers={"Authorization": f"Bearer {token}"}), timeout=5) as answer:
        return bytes(answer.read())


def test_a_file_is_heard_of_and_can_be_fetched_with_the_token_alone(sharing: Delivery, heard: list[Json]) -> None:
    said = sharing.share_file("ben", "My hours.csv", ROWS, "these & those")
    (event,) = heard
    assert (event["type"], event["subtype"], event["channel_type"]) == ("message", "file_share", "im")
    assert (event["user"], event["text"], event["ts"]) == (BEN.id, "these &amp; those", said.ts)
    (file,) = event["files"]
    assert (file["name"], file["mimetype"], file["filetype"], file["size"]) == (
        "My hours.csv",
        "text/csv",
        "csv",
        len(ROWS),
    )
    assert fetch(file["url_private_download"]) == ROWS
    assert b"Sign in" in fetch(file["url_private_download"], "xoxb-other")


def test_a_deleted_file_is_gone(sharing: Delivery, heard: list[Json], client: WebClient) -> None:
    said = sharing.share_file("ben", "a.csv", ROWS)
    file = client.files_info(file=heard[0]["files"][0]["id"])["file"]
    sharing.delete_message("ben", BEN.dm, said.ts)
    assert (heard[-1]["subtype"], heard[-1]["deleted_ts"]) == ("message_deleted", said.ts)
    with pytest.raises(HTTPError, match="404"):
        fetch(file["url_private_download"])
    with pytest.raises(SlackApiError, match="file_deleted"):
        client.files_info(file=file["id"])
    with pytest.raises(SlackApiError, match="file_not_found"):
        client.files_info(file="F404")


def test_a_download_can_fail(sharing: Delivery, heard: list[Json]) -> None:
    sharing.share_file("ben", "a.csv", ROWS)
    sharing.server.faults.add(server.DOWNLOAD, faults.unavailable())
    with pytest.raises(HTTPError, match="503"):
        fetch(heard[0]["files"][0]["url_private_download"])
    assert fetch(heard[0]["files"][0]["url_private_download"]) == ROWS
