"""Builds the image without a daemon, and runs it as a hardened container: in mounts and a root of its own.

What is in a base image comes from this machine: its programs, its Python, and the packages of the environment that runs
the tests. So a step that would download packages is answered by a line that names those; all others run as written.
"""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import sysconfig
import urllib.request
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.client import HTTPResponse
from pathlib import Path
from typing import Final

from tests.deploy.dockerfile import Instruction, Stage

ROOT: Final = Path(__file__).parents[2]
PACKAGES: Final = sysconfig.get_paths()["purelib"]
PYTHON: Final = sys.base_prefix
# Shown to every container as they are here, read-only.
SHARED: Final = [each for each in ("/usr", "/bin", "/sbin", "/lib", "/lib64", "/etc", PYTHON) if Path(each).exists()]
PACKAGES_INSIDE: Final = "/packages"  # at a place of its own: the checkout may be under /tmp, which is new in each
BASE_PATH: Final = f"{PYTHON}/bin:/usr/local/bin:/usr/bin:/bin"

# Mounts last as long as the process: nothing of them is seen outside of it, and nothing is left.
ENTER: Final = r"""
root=$1 data=$2 chroot=$3; shift 3
mount --bind "$root" "$root"
for each in $SHARED; do mount --bind -o ro "$each" "$root$each"; done
mount --bind -o ro "$PACKAGES" "$root$PACKAGES_INSIDE"
mount --rbind /dev "$root/dev"
mount --bind /proc "$root/proc"
if [ -n "$data" ]; then
    mount -o remount,bind,ro "$root"
    mount -t tmpfs -o mode=1777 none "$root/tmp"
    mount --bind "$data" "$root/data"
fi
exec "$chroot" "$root" "$@"
"""


def missing_tools() -> str:
    """Return which program is missing to run a container here; nothing if none is."""
    missing = [each for each in ("unshare", "setpriv") if not shutil.which(each)]
    return f"there's no {' and no '.join(missing)} (util-linux)" if missing else ""


def missing_rights() -> str:
    """Return what somebody who may not mount is told; nothing for who may. No package can mend that."""
    mounting = "mount --bind /tmp /tmp && mount -t tmpfs none /tmp"
    tried = subprocess.run(
        ["unshare", "--mount", "--propagation", "private", "sh", "-c", mounting],
        capture_output=True,
        text=True,
        check=False,
    )
    return tried.stderr.strip() if tried.returncode else ""


@dataclass(slots=True)
class BuiltStage:
    """A stage that is being built, with the folder that is its root."""

    stage: Stage
    root: Path
    environment: dict[str, str] = field(default_factory=lambda: {"PATH": BASE_PATH})
    folder: str = "/"
    ran: list[str] = field(default_factory=list)

    def build(self, others: Mapping[str, BuiltStage]) -> BuiltStage:
        """Carry out its instructions, in their order."""
        for each in ("dev", "proc", "tmp", *(path.lstrip("/") for path in [*SHARED, PACKAGES_INSIDE])):
            (self.root / each).mkdir(parents=True, exist_ok=True)
        for each in self.stage.instructions:
            self._carry_out(each, others)
        return self

    def _carry_out(self, step: Instruction, others: Mapping[str, BuiltStage]) -> None:
        match step.name:
            case "ENV":
                self.environment |= step.pairs
            case "WORKDIR":
                self.folder = step.text
                self.at(self.folder).mkdir(parents=True, exist_ok=True)
            case "COPY":
                self._copy(step.words, others)
            case "RUN":
                for command in step.text.split(" && "):
                    self._run(command.strip())

    def at(self, path: str) -> Path:
        """Return where a path of the image is."""
        return self.root / os.path.join(self.folder, path).lstrip("/")  # noqa: PTH118 - a path that isn't here

    def _copy(self, words: list[str], others: Mapping[str, BuiltStage]) -> None:
        origin = ROOT
        if words[0].startswith("--from="):
            origin = others[words.pop(0).removeprefix("--from=")].root
        *sources, target = words
        for each in sources:
            source = origin / each.lstrip("/")
            place = self.at(target) / source.name if target.endswith("/") else self.at(target)
            if source.is_dir():
                shutil.copytree(source, place, symlinks=True, ignore=shutil.ignore_patterns("__pycache__"))
            else:
                shutil.copy2(source, place)

    def _run(self, command: str) -> None:
        self.ran.append(command)
        if " install --require-hashes -r " in command:  # from the network
            python = command.split(" --python ")[1].split()[0]
            packages = next(self.at(python).parents[1].glob("lib/python3*/site-packages"))
            (packages / "packages-of-this-machine.pth").write_text(PACKAGES_INSIDE + "\n")
        elif command != "python -m pip uninstall --yes pip":  # of the base image; here it's the machine's own
            done = enter(self.root, ["sh", "-c", f"cd {self.folder} && {command}"], self.environment)
            output = done.communicate(timeout=120)[0]
            assert done.returncode == 0, f"{command}\n{output}"


def enter(
    root: Path, words: list[str], environment: Mapping[str, str], data: Path | None = None
) -> subprocess.Popen[str]:
    """Run words in a root; with a folder for data that root is read-only but for /data and /tmp."""
    given = ["/usr/bin/env", "-i", *(f"{key}={value}" for key, value in environment.items())]
    inside = [str(root), str(data or ""), shutil.which("chroot") or "/usr/sbin/chroot", *given, *words]
    return subprocess.Popen(
        ["unshare", "--mount", "--propagation", "private", "bash", "-euc", ENTER, "bash", *inside],
        env={
            "PATH": os.environ["PATH"],
            "SHARED": " ".join(SHARED),
            "PACKAGES": PACKAGES,
            "PACKAGES_INSIDE": PACKAGES_INSIDE,
        },
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


@dataclass(frozen=True, slots=True)
class Image:
    """A built image; what it runs has no rights, no root that can be written to, and its own user."""

    stages: list[BuiltStage]

    @property
    def final(self) -> BuiltStage:
        """The stage that is kept."""
        return self.stages[-1]

    def start(self, data: Path, *command: str, **settings: str) -> subprocess.Popen[str]:
        """Start the entry point with a command."""
        entry = self.final.stage.last("ENTRYPOINT").words
        return self.execute(data, *entry, *(command or self.final.stage.last("CMD").words), **settings)

    def execute(self, data: Path, *words: str, **settings: str) -> subprocess.Popen[str]:
        """Start any words in a container of the image, with these settings over its own."""
        user, group = self.final.stage.last("USER").text.split(":")
        rights = ["--clear-groups", "--no-new-privs", "--bounding-set=-all", "--inh-caps=-all"]
        inside = ["/usr/bin/setpriv", f"--reuid={user}", f"--regid={group}", *rights]
        change = ["/bin/sh", "-c", 'cd "$0" && exec "$@"', self.final.folder]
        return enter(self.final.root, [*inside, *change, *words], {**self.final.environment, **settings}, data)

    def is_healthy(self, data: Path, **settings: str) -> bool:
        """Run the health check as the daemon does, in the same container."""
        words = self.final.stage.last("HEALTHCHECK").words
        check = self.execute(data, *words[words.index("CMD") + 1 :], **settings)
        check.communicate(timeout=30)
        return check.returncode == 0

    def stop(self, process: subprocess.Popen[str]) -> tuple[int, str]:
        """Stop it as the daemon does; return its status and what it printed."""
        process.send_signal(signal.Signals[self.final.stage.last("STOPSIGNAL").text])
        printed, _ = process.communicate(timeout=10)
        return process.returncode, printed


def build_image(stages: list[Stage], folder: Path) -> Image:
    """Build all stages in this folder."""
    built: dict[str, BuiltStage] = {}
    for number, stage in enumerate(stages):
        built[stage.name or str(number)] = BuiltStage(stage, folder / f"stage-{number}").build(built)
    return Image(list(built.values()))


def read_page(port: int, path: str) -> str:
    """Return a page of a port on this machine."""
    answer: HTTPResponse
    with urllib.request.urlopen(f"http://127.0.0.1:{port}{path}", timeout=10) as answer:
        return answer.read().decode()
