"""Whether content still has every id: those that people's rows name, or those that it had at an earlier commit."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Final

from bot.cli.commands import CommandFailure

if TYPE_CHECKING:
    from bot.catalog.catalog import Catalog

# Heavy modules are imported by the commands that need them, so that each starts as fast as it can.
# ruff: noqa: PLC0415

DATABASE_ENDINGS: Final = (".db", ".sqlite", ".sqlite3")


def names_database(against: str) -> bool:
    """Return whether somebody means a database, by URL or path, and not a commit."""
    return "://" in against or against.endswith(DATABASE_ENDINGS) or Path(against).is_file()


def require_ids_of(against: str, catalog: Catalog, directory: Path) -> None:
    """Fail where a database has rows that name ids which the catalog lacks, or an earlier commit had such ids.

    `directory` is that of the content; it has to be in a repository where a commit is meant.
    """
    if names_database(against):
        _require_ids_of_database(against, catalog)
    else:
        require_ids_since(against, catalog, directory)


def _require_ids_of_database(against: str, catalog: Catalog) -> None:
    from bot.catalog.loading.content_files import ContentError
    from bot.cli.existing_database import open_existing
    from bot.core import used_ids

    with open_existing(against, "--against") as conn:
        missing = used_ids.find_missing_ids(conn, catalog=catalog)
        if problems := used_ids.missing_ids_problems(conn, missing):
            raise ContentError(problems)


def require_ids_since(revision: str, catalog: Catalog, directory: Path) -> None:
    """Fail where what is in a directory had ids at a commit of its repository that the catalog lacks."""
    from bot.catalog.loading.content_files import ContentError
    from bot.cli.packs.comparing.changes import lost_problem
    from bot.cli.packs.comparing.things import UNNAMED_KINDS, read_things
    from bot.cli.packs.sources.git_address import SourceError
    from bot.cli.packs.sources.git_pack import read_revision
    from bot.core.used_ids import ids_of

    try:
        old = read_things(read_revision(directory, revision))
    except SourceError as error:
        raise CommandFailure(f"--against: {error}") from error
    known = frozenset().union(*ids_of(catalog).values())
    things = (each for each in old.things.values() if each.kind not in UNNAMED_KINDS)
    lost = [each for each in things if catalog.current_id(each.id) not in known]
    if lost:
        raise ContentError(tuple(lost_problem(each, revision) for each in lost))
