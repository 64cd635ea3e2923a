"""Check how an address of a resource is written. Whether it answers is asked by `content check --online` alone."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import SplitResult, parse_qsl, urlsplit

from bot.lazy_pattern import lazy_pattern

_PLAIN: Final = lazy_pattern(r"[!-~]+")
_UNSAFE: Final = frozenset('<>"\\^`{|}')  # they end or part a link in Slack, or are no part of an address
_HOST: Final = lazy_pattern(r"(?:[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?\.)+[a-z][a-z0-9-]*[a-z0-9]")
_TRACKERS: Final = lazy_pattern(
    r"utm_.*|[a-z]{0,2}clid|fbclid|msclkid|gbraid|wbraid|mc_[ce]id|igshid|_hsenc|_hsmi|mkt_tok|vero_id|oly_(?:enc|anon)_id"
)
_SHORTENERS: Final = frozenset(
    [
        *("aka.ms", "amzn.to", "bit.ly", "buff.ly", "cutt.ly", "dlvr.it", "fb.me", "g.co", "git.io", "goo.gl"),
        *("goo.gle", "is.gd", "j.mp", "lnkd.in", "ow.ly", "rb.gy", "rebrand.ly", "s.id", "shorturl.at", "t.co"),
        *("t.ly", "tiny.cc", "tinyurl.com", "v.gd", "wp.me"),
    ]
)
_SEARCH_HOSTS: Final = lazy_pattern(r"(?:.*\.)?(?:google|bing|duckduckgo|yahoo|baidu|yandex|ecosia|startpage)\.[a-z.]+")
_SEARCH_KEYS: Final = frozenset(("q", "query", "search", "search_query", "s", "term", "keywords"))


def address_flaws(address: str) -> Iterator[str]:
    """Yield everything wrong with how an address is written."""
    if not _PLAIN.fullmatch(address) or not _UNSAFE.isdisjoint(address):
        yield "has a sign that doesn't belong in an address: percent-encode it"
        return
    try:
        parts = urlsplit(address)
        port = parts.port
    except ValueError:
        yield "can't be read as an address"
        return
    if parts.scheme != "https":
        yield "has to begin with https://"
    host = (parts.hostname or "").removesuffix(".")
    if not _HOST.fullmatch(host):
        yield "has no public host name"
    if "@" in parts.netloc:
        yield "has a user name in it"
    if port is not None or parts.netloc.endswith(":"):
        yield "has a port: leave it out"
    yield from _kind_flaws(host.removeprefix("www."), parts)


def _kind_flaws(host: str, parts: SplitResult) -> Iterator[str]:
    """Yield why an address may be of a kind that nobody wants to be sent to."""
    keys = [key.casefold() for key, _ in parse_qsl(parts.query, keep_blank_values=True)]
    for key in dict.fromkeys(keys):
        if _TRACKERS.fullmatch(key):
            yield f"tracks who follows it: leave {key[:40]} out"
    if host in _SHORTENERS:
        yield f"is shortened by {host}: write where it leads"
    is_search_path = any(part in {"search", "results"} for part in parts.path.casefold().split("/"))
    if (is_search_path or _SEARCH_HOSTS.fullmatch(host)) and not _SEARCH_KEYS.isdisjoint(keys):
        yield "leads to a search: pick what it should find"
