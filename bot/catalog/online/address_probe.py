"""Ask one address whether it answers: no body is read, redirects are followed one by one, no wait is without end."""

from __future__ import annotations

import http.client
import socket
import ssl
import urllib.error
import urllib.request
from enum import StrEnum
from http import HTTPStatus
from typing import Final
from urllib.parse import urljoin, urlsplit

from bot.frozen import frozen

TIMEOUT_SECONDS: Final = 15  # for each thing that the network is waited for
MAX_REDIRECTS: Final = 6
_GONE: Final = frozenset((HTTPStatus.NOT_FOUND, HTTPStatus.GONE))
_BUSY: Final = frozenset((HTTPStatus.TOO_MANY_REQUESTS, HTTPStatus.SERVICE_UNAVAILABLE))
_FOR_GOOD: Final = frozenset((HTTPStatus.MOVED_PERMANENTLY, HTTPStatus.PERMANENT_REDIRECT))
_REDIRECTS: Final = frozenset((301, 302, 303, 307, 308))
_HEADERS: Final = {"User-Agent": "Roadmate content check", "Accept": "*/*"}


class AnswerKind(StrEnum):
    """What an answer means for the content."""

    FINE = "fine"
    DOUBTFUL = "doubtful"
    """It may answer others, or later; or it leads elsewhere."""
    BROKEN = "broken"


@frozen
class AddressAnswer:
    """What an address answered; `text` says it to the person who wrote the address, and is empty where all is fine."""

    kind: AnswerKind
    text: str = ""


class AddressProbe:
    """Asks addresses, through the proxy that the environment names if any, with one TLS context for all."""

    def __init__(self, *, timeout: float = TIMEOUT_SECONDS) -> None:
        self._timeout = timeout
        self._opener = urllib.request.OpenerDirector()  # follows nothing and raises for no status by itself
        self._opener.add_handler(urllib.request.ProxyHandler())
        self._opener.add_handler(urllib.request.HTTPSHandler(context=ssl.create_default_context()))

    def __call__(self, address: str) -> AddressAnswer:
        """Return what an address answers, at its end where it redirects."""
        try:
            return self._follow(address)
        except (OSError, http.client.HTTPException, ValueError) as error:
            return _failure(error)

    def _follow(self, address: str) -> AddressAnswer:
        seen = [address]
        is_for_good = True
        while len(seen) <= MAX_REDIRECTS:
            status, target = self._ask(seen[-1])
            if target is None:
                return _final_answer(status, seen, is_for_good=is_for_good)
            is_for_good &= status in _FOR_GOOD
            following = urljoin(seen[-1], target)
            if urlsplit(following).scheme != "https":
                return AddressAnswer(AnswerKind.BROKEN, f"leads to {following[:200]}, which is no https:// address")
            if following in seen:
                return AddressAnswer(AnswerKind.BROKEN, f"leads in a circle, back to {following[:200]}")
            seen.append(following)
        return AddressAnswer(AnswerKind.BROKEN, f"redirects more than {MAX_REDIRECTS} times")

    def _ask(self, address: str) -> tuple[int, str | None]:
        """Return the status and where it redirects to: of HEAD, or of GET where that is refused."""
        status, target = self._request(address, "HEAD")
        is_refused = status >= HTTPStatus.BAD_REQUEST and status not in _BUSY
        return self._request(address, "GET") if is_refused else (status, target)

    def _request(self, address: str, method: str) -> tuple[int, str | None]:
        request = urllib.request.Request(address, method=method, headers=_HEADERS)  # noqa: S310 - https only
        response = self._opener.open(request, timeout=self._timeout)
        if response is None:
            raise ValueError("it is no https:// address")
        with response:
            return response.status, response.headers.get("Location") if response.status in _REDIRECTS else None


def _final_answer(status: int, seen: list[str], *, is_for_good: bool) -> AddressAnswer:
    at_end = f" at {seen[-1][:200]}" if len(seen) > 1 else ""
    if status in _GONE:
        return AddressAnswer(AnswerKind.BROKEN, f"is gone (status {status}{at_end})")
    if not HTTPStatus.OK <= status < HTTPStatus.MULTIPLE_CHOICES:
        return AddressAnswer(AnswerKind.DOUBTFUL, f"answers with status {status}{at_end}: look at it yourself")
    if len(seen) == 1:
        return AddressAnswer(AnswerKind.FINE)
    verb = "has moved" if is_for_good else "leads"
    return AddressAnswer(AnswerKind.DOUBTFUL, f"{verb} to {seen[-1][:200]}")


def _failure(error: Exception) -> AddressAnswer:
    reason = error.reason if isinstance(error, urllib.error.URLError) else error
    match reason:
        case socket.gaierror():
            return AddressAnswer(AnswerKind.BROKEN, "has a host name that nobody knows")
        case ssl.SSLCertVerificationError():
            return AddressAnswer(AnswerKind.BROKEN, f"has no certificate to trust: {reason.verify_message}")
        case TimeoutError():
            return AddressAnswer(AnswerKind.DOUBTFUL, "doesn't answer in time")
    detail = " ".join(str(reason).split())[:200] or type(error).__name__
    return AddressAnswer(AnswerKind.DOUBTFUL, f"can't be reached: {detail}")
