"""A PostgreSQL server at the end of a line that a test looks at, slows down or cuts."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import closing, contextmanager

from sqlalchemy import make_url

from bot.db.engine import Database, connect_database


def socket_of(url: str) -> str:
    """Return the path of the server's own socket, which a proxy passes everything on to."""
    return f"{make_url(url).query['host']}/.s.PGSQL.5432"


def url_through(url: str, port: int) -> str:
    """Return the same database behind a proxy on this port."""
    through = make_url(url).set(host="127.0.0.1", port=port).difference_update_query(["host"])
    return through.render_as_string(hide_password=False)


@contextmanager
def open_through(url: str, port: int) -> Iterator[Database]:
    """Open the database behind a proxy on this port, until the block ends."""
    with closing(connect_database(url_through(url, port))) as database:
        yield database
