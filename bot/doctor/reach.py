"""Whether this machine reaches Slack at all: name, network, proxy, certificate, and whether the two clocks agree."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator
from datetime import datetime
from email.message import Message
from email.utils import parsedate_to_datetime
from http.client import HTTPException
from typing import Final
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import Request, build_opener, getproxies, proxy_bypass

from bot.clock import Clock
from bot.doctor.findings import Finding, Step, broken, fine, warning
from bot.slack.client import REQUEST_TIMEOUT

TIMEOUT: Final = 10  # seconds
DRIFT: Final = 60.0  # seconds between the clocks that are worth a word
BROKEN_DRIFT: Final = 300.0  # seconds after which a signature of Slack's is taken for an old one
_SET_CLOCK: Final = Step("Set this machine's clock: turn on time synchronization.", "timedatectl set-ntp true")


def check_reach(api_url: str, clock: Clock) -> Iterator[Finding]:
    """Ask Slack for something that needs no token. Whoever gets a broken finding can spare the rest."""
    host = urlsplit(api_url).hostname or api_url
    request = Request(f"{api_url.rstrip('/')}/api.test", data=b"", method="POST")  # noqa: S310  (checked by settings)
    started = clock.monotonic()
    try:
        with build_opener().open(request, timeout=TIMEOUT) as answer:  # it reads which proxy there is now
            headers: Message = answer.headers
    except HTTPError as error:
        headers = error.headers
        if "date" not in headers:
            yield broken(f"{host} answers with HTTP status {error.code}", _network_step(host))
            return
    except (OSError, HTTPException, ValueError) as error:
        yield _explain(error, host, api_url)
        return
    yield from _check_answer(host, clock.monotonic() - started, headers, clock.now())


def _check_answer(host: str, seconds: float, headers: Message, now: datetime) -> Iterator[Finding]:
    if seconds > REQUEST_TIMEOUT:
        yield warning(f"{host} took {seconds:.1f} s to answer; while people wait Roadmate gives it {REQUEST_TIMEOUT} s")
    else:
        yield fine(f"{host} answers in {seconds:.2f} s")
    drift = _drift(headers, now)
    if drift is None:
        yield warning("Slack's answer has no date, so this machine's clock can't be compared")
    elif abs(drift) >= BROKEN_DRIFT:
        text = f"this machine's clock is {_describe(drift)}: every request from Slack would be refused as too old"
        yield broken(text, _SET_CLOCK)
    elif abs(drift) >= DRIFT:
        yield warning(f"this machine's clock is {_describe(drift)}; from five minutes on nothing works", _SET_CLOCK)
    else:
        yield fine("this machine's clock agrees with Slack's")


def _drift(headers: Message, now: datetime) -> float | None:
    """Return how many seconds our clock is ahead of Slack's; None where Slack doesn't tell its time."""
    try:
        return (now - parsedate_to_datetime(str(headers.get("date", "")))).total_seconds()
    except (ValueError, TypeError):
        return None


def _describe(drift: float) -> str:
    seconds = abs(round(drift))
    amount = f"{seconds // 60} min {seconds % 60} s" if seconds >= 60 else f"{seconds} s"
    return f"{amount} {'ahead of' if drift > 0 else 'behind'} Slack's"


def _explain(error: Exception, host: str, api_url: str) -> Finding:
    """Say which part of the way is missing, and what to do about it."""
    cause = error.reason if isinstance(error, URLError) and isinstance(error.reason, Exception) else error
    proxy = _proxy_host(api_url)
    first, through = proxy or host, f", the proxy on the way to {host}" if proxy else ""
    if isinstance(cause, ssl.SSLCertVerificationError):
        step = Step(
            "If a proxy of yours reads TLS, save its CA certificate and name that file in SSL_CERT_FILE.",
            f"openssl s_client -connect {host}:443 -servername {host}",
        )
        return broken(f"{host} shows a certificate that isn't trusted here ({cause.verify_message})", step)
    if isinstance(cause, socket.gaierror):
        step = Step(f"Check DNS: this machine has to find {first}.", f"getent hosts {first}")
        return broken(f"DNS knows no address for {first}{through}", step)
    if isinstance(cause, TimeoutError):
        return broken(f"{first}{through} didn't answer within {TIMEOUT} s", _network_step(host))
    if isinstance(cause, ConnectionRefusedError):
        return broken(f"{first}{through} refuses the connection", _network_step(host))
    return broken(f"can't reach {first}{through} ({type(cause).__name__})", _network_step(host))


def _network_step(host: str) -> Step:
    return Step(
        f"Let this machine reach {host}, port 443, directly or through a proxy named in HTTPS_PROXY.",
        f"curl -sS -o /dev/null https://{host}/",
    )


def _proxy_host(api_url: str) -> str:
    """Return the host of the proxy that the environment names for this address; empty for none."""
    parts = urlsplit(api_url)
    is_direct = proxy_bypass(parts.hostname or "")
    return "" if is_direct else urlsplit(getproxies().get(parts.scheme, "")).hostname or ""
