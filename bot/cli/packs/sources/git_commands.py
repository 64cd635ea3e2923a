"""Run git so that nothing of a repository runs, no hook, filter or helper of its own, and never longer than a limit."""

from __future__ import annotations

import os
import resource
import signal
import subprocess
from collections.abc import Mapping
from pathlib import Path
from typing import Final

from bot.cli.packs.sources.git_address import SCHEMES, SourceError
from bot.frozen import frozen

TIMEOUT_SECONDS: Final = 120.0
MAX_OUTPUT_BYTES: Final = 4 * 1024 * 1024
MAX_REPOSITORY_BYTES: Final = 256 * 1024 * 1024  # of one file that git writes: the objects come as one

_SAFE_SETTINGS: Final = (
    *("-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=", "-c", "protocol.ext.allow=never"),
    *("-c", "core.symlinks=false", "-c", "submodule.recurse=false", "-c", "fetch.recurseSubmodules=false"),
    *("-c", "gc.auto=0", "-c", "maintenance.auto=false", "-c", "credential.interactive=false"),
    *("-c", "core.alternateRefsCommand=", "-c", "advice.detachedHead=false"),
)
# What would point git at another repository, or make it run something.
_DROPPED_VARIABLES: Final = frozenset(
    [
        *("GIT_DIR", "GIT_WORK_TREE", "GIT_INDEX_FILE", "GIT_OBJECT_DIRECTORY", "GIT_ALTERNATE_OBJECT_DIRECTORIES"),
        *("GIT_COMMON_DIR", "GIT_NAMESPACE", "GIT_PREFIX", "GIT_TEMPLATE_DIR", "GIT_EXEC_PATH", "GIT_EXTERNAL_DIFF"),
        *("GIT_CONFIG", "GIT_CONFIG_PARAMETERS", "GIT_CONFIG_COUNT", "GIT_SHALLOW_FILE", "GIT_GRAFT_FILE", "GIT_TRACE"),
    ]
)


@frozen
class Git:
    """Git in one repository, or in a folder inside of one; `timeout` is for each command."""

    repository: Path
    is_inside: bool = False
    timeout: float = TIMEOUT_SECONDS
    max_bytes: int = MAX_REPOSITORY_BYTES

    def run(self, *arguments: str, given: bytes = b"", limit: int = MAX_OUTPUT_BYTES) -> bytes:
        """Return what a command writes. Raises SourceError where it fails, is slow or writes more than `limit`."""
        place = "-C" if self.is_inside else "--git-dir"
        command = ("git", place, str(self.repository), "--no-pager", *_SAFE_SETTINGS, *arguments)
        try:
            process = subprocess.Popen(  # noqa: S603  (no shell; what was given stands after --)
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                env=_environment(os.environ),
                start_new_session=True,
                preexec_fn=self._limit_files,  # noqa: PLW1509  (the command line has one thread)
            )
        except FileNotFoundError as error:
            raise SourceError("git isn't installed, or isn't on the PATH") from error
        with process:
            try:
                output, errors = process.communicate(given, timeout=self.timeout)
            except subprocess.TimeoutExpired as error:
                os.killpg(process.pid, signal.SIGKILL)  # with what it started
                raise SourceError(f"git {arguments[0]} took longer than {self.timeout:.0f} s") from error
        if process.returncode:
            raise SourceError(_failure(arguments[0], process.returncode, errors, self.max_bytes))
        if len(output) > limit:
            raise SourceError(f"git {arguments[0]}: more than {limit // 1024} kB to read")
        return output

    def _limit_files(self) -> None:
        resource.setrlimit(resource.RLIMIT_FSIZE, (self.max_bytes, self.max_bytes))


def _environment(outer: Mapping[str, str]) -> dict[str, str]:
    """Return the environment in which git asks nobody for anything."""
    kept = {name: value for name, value in outer.items() if name not in _DROPPED_VARIABLES}
    kept.setdefault("GIT_SSH_COMMAND", "ssh -oBatchMode=yes")
    return kept | {
        "GIT_TERMINAL_PROMPT": "0",
        "GIT_ALLOW_PROTOCOL": ":".join(SCHEMES),
        "GIT_NO_LAZY_FETCH": "1",
        "GIT_OPTIONAL_LOCKS": "0",
        "LC_ALL": "C",
    }


def _failure(command: str, status: int, errors: bytes, max_bytes: int) -> str:
    if status == -signal.SIGXFSZ:
        return f"the repository is larger than {max_bytes // 1024 // 1024} MB"
    lines = [line.strip() for line in errors.decode("utf-8", "replace").splitlines() if line.strip()]
    said = next(
        (line for line in lines if line.startswith(("fatal:", "error:"))), lines[-1] if lines else f"status {status}"
    )
    text = "".join(each for each in said if each.isprintable())[:300]
    return f"git {command}: {text.removeprefix('fatal:').removeprefix('error:').strip()}"
