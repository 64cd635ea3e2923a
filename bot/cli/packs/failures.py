"""Say in one line why a command about packs could not be done."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any, TypeVar

from bot.cli.commands import CommandFailure, explained

CommandT = TypeVar("CommandT", bound=Callable[..., Any])


def explained_pack(command: CommandT) -> CommandT:
    """Wrap a command about packs so that its failures are one line, or a line for each problem of a file."""

    @explained
    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> Any:
        from bot.catalog.packs.pack_files import PackError  # noqa: PLC0415  (heavy, as `bot.cli.commands` says)
        from bot.cli.packs.sources.git_address import SourceError  # noqa: PLC0415

        try:
            return command(*args, **kwargs)
        except (SourceError, PackError) as error:
            raise CommandFailure(str(error)) from error

    return run  # type: ignore[return-value]
