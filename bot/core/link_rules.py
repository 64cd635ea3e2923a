"""Rules for links that are kept for others: which may be, and which are the same page in another spelling."""

from __future__ import annotations

import enum
from ipaddress import ip_address
from typing import Final
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.lazy_pattern import lazy_pattern

MAX_LENGTH: Final = 500
_UNSAFE: Final = frozenset(' <>|"')  # what could end a link where it is shown
_TRACKING: Final = lazy_pattern(r"utm_\w+|fbclid|gclid|dclid|msclkid|mc_[ce]id|igshid|_hs\w+|ref_src")
_SECRET_NAMES: Final = lazy_pattern(
    r"(?:.*[-_.])?(?:token|secret|password|passwd|passcode|pwd|pass|credentials?|signature|jwt|session(?:id)?|sid|otp|sas)"
    r"|.*(?:api|access|auth|private|shared|account|subscription)[-_]?(?:key|token|id_token|code)(?:id)?"
    r"|sig|auth|authorization|key|code|hmac|samlresponse|invite|magic"
    r"|.*(?:token|secret|password|signature|credential)",
)
_SECRET_VALUES: Final = lazy_pattern(
    r"\beyJ[\w-]{8,}\.[\w-]{4,}|\b(?:AKIA|ASIA)[A-Z0-9]{12,}|\bgh[opsur]_\w{16,}|\bgithub_pat_\w{16,}|\bglpat-[\w-]{10,}"
    r"|\bxox[abeoprs]-[\w-]{8,}|\b[rs]k_(?:live|test)_\w{8,}|\bsk-[\w-]{16,}|\bAIza[\w-]{20,}|\bdop_v1_\w{16,}|\bhvs\.\w{16,}"
    r"|//[^/@\s]+:[^/@\s]+@|;jsessionid=\w"
)
_WEBHOOKS: Final = lazy_pattern(r"hooks\.slack\.com/|discord(?:app)?\.com/api/webhooks/|\.webhook\.office\.com/")
_PRIVATE_TALK: Final = lazy_pattern(r"[\w-]+\.slack\.com/archives/[DG]")  # others cannot open it


class LinkProblem(enum.Enum):
    """Why a link cannot be kept for others."""

    NO_PAGE = "no page"  # not the address of a web page
    GIVES_ACCESS = "gives access"  # whoever has it may get in with it
    ONE_PERSONS = "one person's"  # nobody else can open it


def find_problem(link: str) -> LinkProblem | None:
    """Return why a link cannot be kept for others; None if it can. In doubt it looks like a secret."""
    try:
        parts = urlsplit(link)
        host, _ = (parts.hostname or "").rstrip("."), parts.port
    except ValueError:
        return LinkProblem.NO_PAGE
    is_plain = len(link) <= MAX_LENGTH and link.isprintable() and not _UNSAFE & set(link)
    if not is_plain or parts.scheme.casefold() not in ("http", "https") or not host:
        return LinkProblem.NO_PAGE
    if "@" in parts.netloc or _has_secret(f"{host}{parts.path}", parts.query, parts.fragment):
        return LinkProblem.GIVES_ACCESS
    return LinkProblem.ONE_PERSONS if _is_own_machine(host) or _PRIVATE_TALK.match(f"{host}{parts.path}") else None


def page_key(link: str) -> str:
    """Return what is the same for all spellings of one page: case, `www.`, tracking and the last slash left out."""
    try:
        parts = urlsplit(link)
        host, port = (parts.hostname or "").rstrip(".").removeprefix("www."), parts.port
    except ValueError:
        return link
    place = host if port in (None, 80, 443) else f"{host}:{port}"
    asked = sorted(each for each in parse_qsl(parts.query, keep_blank_values=True) if not _is_tracking(each[0]))
    query = "".join(f"&{name}={value}" for name, value in asked)
    return f"{place}{unquote(parts.path).rstrip('/')}?{query}#{unquote(parts.fragment)}"


def short_address(link: str) -> str:
    """Return an address as people read it: without the scheme, `www.`, tracking and the last slash."""
    place, _, query = link.partition("://")[2].partition("#")[0].partition("?")
    asked = "&".join(each for each in query.split("&") if each and not _is_tracking(each.partition("=")[0]))
    plain = place.removeprefix("www.").rstrip("/")
    return f"{plain}?{asked}" if asked else plain


def _is_tracking(name: str) -> bool:
    return _TRACKING.fullmatch(name.casefold()) is not None


def _has_secret(place: str, query: str, fragment: str) -> bool:
    """Return whether a name or value in an address looks like a password, a key or a signature."""
    pairs = [*parse_qsl(query, keep_blank_values=True), *parse_qsl(fragment.rpartition("?")[2], keep_blank_values=True)]
    if any(value and _SECRET_NAMES.fullmatch(name.casefold()) for name, value in pairs):
        return True
    whole = unquote(f"{place}?{query}#{fragment}")
    return _SECRET_VALUES.search(whole) is not None or _WEBHOOKS.search(place) is not None


def _is_own_machine(host: str) -> bool:
    """Return whether an address leads everyone to their own machine."""
    if host == "localhost" or host.endswith(".localhost"):
        return True
    try:
        address = ip_address(host)
    except ValueError:
        return False
    return address.is_loopback or address.is_unspecified or address.is_link_local
