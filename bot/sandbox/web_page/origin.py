"""The guard of the page: it answers on loopback only, and to itself only."""

from __future__ import annotations

from typing import Final
from urllib.parse import urlsplit

from werkzeug.wrappers import Request, Response

LOOPBACK: Final = frozenset({"127.0.0.1", "localhost", "::1"})
SECURITY_HEADERS: Final = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; script-src 'self'; img-src 'self'; connect-src 'self'; "
        "form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
}


def refuse_request(request: Request) -> Response | None:
    """Return the refusal of a request that comes under a foreign name, or that another site could have sent."""
    if urlsplit(f"//{request.host}").hostname not in LOOPBACK:
        return Response("This page answers on loopback only.", 403)
    if request.method in ("GET", "HEAD") or _same_origin(request):
        return None
    return Response("This didn't come from the page itself.", 403)


def _same_origin(request: Request) -> bool:
    """Return whether the browser says so itself; a request that tells no origin is not trusted."""
    told = request.headers.get("Origin") or request.headers.get("Referer")
    if not told:
        return False
    try:
        origin = urlsplit(told)
    except ValueError:  # such as an address with half a bracket
        return False
    return f"{origin.scheme}://{origin.netloc}" == request.host_url.rstrip("/")
