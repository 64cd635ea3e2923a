"""The workspaces that Roadmate can talk to: their tokens, learning channels, and who runs Roadmate there."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager, suppress

from bot.core.people import workspaces
from bot.core.people.installation import operator_ids
from bot.db import migrate
from bot.db.engine import Connection, DatabaseUnavailable, connect_database
from bot.frozen import frozen
from bot.install import installations
from bot.install.secret_key import SecretKey, SecretKeyError
from bot.settings import Settings


@frozen
class KnownWorkspace:
    """A workspace with its token; `id` is empty for that of SLACK_BOT_TOKEN, which only Slack can name."""

    id: str
    token: str


def list_tokens(settings: Settings) -> tuple[KnownWorkspace, ...]:
    """Return the token of the settings, then those of the workspaces that have installed Roadmate themselves."""
    single = settings.slack_bot_token
    own = (KnownWorkspace("", single.get_secret_value()),) if single else ()
    if not settings.slack_client_id or settings.secret_key is None:
        return own
    try:
        key = SecretKey(settings.secret_key.get_secret_value())
    except SecretKeyError:
        return own  # said among the settings
    with _open_database(settings) as conn:
        return (*own, *(_read_installed(conn, key) if conn else ()))


def _read_installed(conn: Connection, key: SecretKey) -> Iterator[KnownWorkspace]:
    states = installations.read_seal_states(conn, key=key)
    for workspace in sorted((*states.by_first, *states.by_older)):
        stored = installations.read_stored_token(conn, workspace=workspace, key=key)
        if stored and stored.token:
            yield KnownWorkspace(workspace, stored.token)


def read_learning_channel(settings: Settings, workspace: str) -> str:
    """Return the learning channel in force in a workspace: what an admin chose in Slack wins."""
    with _open_database(settings) as conn:
        known = workspaces.find_workspace(conn, workspace=workspace, settings=settings) if conn else None
    return (known.learning_channel if known else settings.learning_channel) or ""


def list_operators(settings: Settings, workspace: str) -> list[str]:
    """Return the user ids in ROADMATE_ADMINS that count in a workspace, in their order there."""
    with _open_database(settings) as conn:
        counted = operator_ids(conn, workspace=workspace, settings=settings) if conn else frozenset()
    pairs = [each.rpartition(":") for each in settings.admins]
    is_only = not settings.slack_client_id  # then a bare id counts before anything is stored
    return [user for team, _, user in pairs if user in counted or team == workspace or (is_only and not team)]


@contextmanager
def _open_database(settings: Settings) -> Iterator[Connection | None]:
    """Open the database to read; None where there is none yet, or none that this release can read."""
    file = migrate.database_file(settings.database_url)
    with ExitStack() as stack:
        conn = None
        if not file or file.exists():  # to connect would make it
            database = stack.enter_context(closing(connect_database(settings.database_url)))
            with suppress(DatabaseUnavailable):  # said among what is wrong here
                opened = stack.enter_context(database.read())
                conn = opened if migrate.read_schema_version(opened) == migrate.LATEST_REVISION else None
        yield conn
