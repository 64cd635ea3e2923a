"""Payloads as no Slack would send them: fields gone, of another type, deep, huge, or full of signs that mean harm."""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from typing import Any, Final

from hypothesis import strategies as st

GONE: Final = object()
MOST_CHANGES: Final = 3
NASTY: Final = (
    "",
    " ",
    "\x00",
    "\ud800",  # half a character: JSON can say it, UTF-8 can't
    "\x1b[31m\r\n\t",
    "\u202eevil\u2066\u200f",
    "👍🏽" * 50,
    "<!channel> <!here> <@U0SANDANA> <!subteam^S1> <https://evil.example|ok> *b* `c` &amp;lt;",
    '"\\{}$%\ue000text\ue001\ue010log',
    "x" * 40_000,
    "9" * 400,
    "2h " * 1000,
    "-1",
    "null",
    "{}",
    "[]",
    "../../etc/passwd",
    "file:///etc/passwd",
    "http://127.0.0.1:9/",
    "' OR 1=1; --",
    "%00%ff+%",
    "T0OTHER",
    "U0ZOE",
    "U0NOBODY",
)


def _nested(depth: int, leaf: Any) -> Any:
    for level in range(depth):
        leaf = {"type": leaf} if level % 2 else [leaf]
    return leaf


_OTHER: Final = (None, True, 0, -1, 10**30, 1.5, [], {}, [[]], {"id": None}, _nested(25, "x"), ["x"] * 500)
TEXTS: Final = st.sampled_from(NASTY) | st.text(max_size=30)
VALUES: Final = TEXTS | st.sampled_from(_OTHER) | st.just(GONE)


def places(body: Any, path: tuple[str | int, ...] = ()) -> Iterator[tuple[str | int, ...]]:
    """Yield the path of each place in a body."""
    inner = body.items() if isinstance(body, Mapping) else enumerate(body) if isinstance(body, list) else ()
    for key, value in inner:
        yield (*path, key)
        yield from places(value, (*path, key))


def put_at(body: Mapping[str, Any], path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    """Return a copy of the body with something else, or nothing, at this place."""
    made = copy.deepcopy(dict(body))
    container: Any = made
    for step in path[:-1]:
        container = container[step]
    if value is GONE:
        del container[path[-1]]
    else:
        container[path[-1]] = value
    return made


@st.composite
def mangled(draw: st.DrawFn, body: Mapping[str, Any]) -> dict[str, Any]:
    """Draw the body with one to three places changed, now and then to what stands at another place of it."""
    made = dict(body)
    for _ in range(draw(st.integers(1, MOST_CHANGES))):
        every = list(places(made))
        if not every:
            break
        path = draw(st.sampled_from(every))
        value = draw(VALUES | st.sampled_from(every).map(lambda other, made=made: _read_at(made, other)))
        made = put_at(made, path, value)
    return made


def _read_at(body: Any, path: tuple[str | int, ...]) -> Any:
    for step in path:
        body = body[step]
    return copy.deepcopy(body)
