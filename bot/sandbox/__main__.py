"""`python -m bot.sandbox`: a small Slack in the browser for anybody's app."""

from __future__ import annotations

import argparse
import signal
import sys
import threading
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

from bot.sandbox.app_manifest import AppManifest, read_manifest
from bot.sandbox.serving import serve_sandbox
from bot.sandbox.slack_api.workspace import SIGNING_SECRET

DEFAULT_PORT = 8377


def port_number(told: str) -> int:
    """Return the number of a port. Raises ValueError for anything else."""
    number = int(told)
    if not 0 <= number <= 65535:
        raise ValueError
    return number


def parse_arguments(arguments: Sequence[str]) -> argparse.Namespace:
    """Read the command line."""
    parser = argparse.ArgumentParser(
        prog="python -m bot.sandbox",
        description="A stand-in for Slack on this machine: the Web API for your app, and a page on which you use it.",
    )
    parser.add_argument("--manifest", type=Path, required=True, help="your app's manifest, in JSON or YAML")
    parser.add_argument("--app", default="", help="where your app listens, such as http://127.0.0.1:3000/slack/events")
    parser.add_argument("--socket", action="store_true", help="your app uses Socket Mode (as its manifest may say)")
    parser.add_argument(
        "--port", type=port_number, default=DEFAULT_PORT, help="of the page (%(default)s; 0 for a free one)"
    )
    parser.add_argument("--api-port", type=port_number, default=0, help="of the Web API (a free one)")
    parser.add_argument("--signing-secret", default=SIGNING_SECRET, help="with which requests to your app are signed")
    return parser.parse_args(arguments)


def main(arguments: Sequence[str], stop: threading.Event) -> int:
    """Serve until stopped; return the exit code."""
    given = parse_arguments(arguments)
    try:
        manifest = read_manifest(given.manifest)
        with serve_sandbox(
            manifest,
            app_url=_app_url(given, manifest),
            signing_secret=given.signing_secret,
            port=given.port,
            api_port=given.api_port,
        ) as served:
            lines = [f"{name}={value}" for name, value in served.settings().items()]
            lines = [f"{manifest.bot.real_name} in a small Slack: {served.page_url} (Ctrl-C ends it)", *lines]
            sys.stdout.write("\n".join([lines[0], "Start your app with", *(f"  {line}" for line in lines[1:]), ""]))
            sys.stdout.flush()
            stop.wait()
    except (ValueError, OSError) as refused:
        sys.stderr.write(f"{refused}\n")
        return 2
    return 0


def _app_url(given: argparse.Namespace, manifest: AppManifest) -> str:
    """Return where the app listens, "" in Socket Mode. Raises ValueError when neither is told."""
    if given.app and not given.socket:
        if not _is_address(given.app):
            raise ValueError(f"--app {given.app} isn't an address such as http://127.0.0.1:3000/slack/events")
        return str(given.app)
    if given.socket or manifest.is_socket_mode:
        return ""
    raise ValueError("say where your app listens (--app URL), or that it uses Socket Mode (--socket)")


def _is_address(told: str) -> bool:
    try:
        parts = urlsplit(told)
        return parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
    except ValueError:
        return False


if __name__ == "__main__":
    stopping = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: stopping.set())
    sys.exit(main(sys.argv[1:], stopping))
