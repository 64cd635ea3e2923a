"""Gathers what the files for each way of running Roadmate run, and with which settings."""

from __future__ import annotations

import re
import shlex
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Final

import yaml

from tests.deploy.dockerfile import Stage, read_dockerfile

ROOT: Final = Path(__file__).parents[2]
DEPLOY: Final = ROOT / "deploy"
INSTALL: Final = ROOT / "docs" / "install.md"
COMPOSE: Final = sorted(DEPLOY.glob("compose.*.yaml"))
UNITS: Final = sorted(DEPLOY.glob("systemd/*.service"))
MANIFESTS: Final = sorted(DEPLOY.glob("kubernetes/*.yaml"))
IMAGE: Final[Stage] = read_dockerfile((ROOT / "Dockerfile").read_text())[-1]


@dataclass(frozen=True, slots=True)
class Run:
    """A command of Roadmate without its name, where it is written, and the settings it gets there."""

    place: str
    words: tuple[str, ...]
    settings: dict[str, str] = field(default_factory=dict)


def list_runs() -> Iterator[Run]:
    """Yield everything that is run anywhere."""
    yield Run("Dockerfile", tuple(IMAGE.last("CMD").words), IMAGE.environment)
    for line in (ROOT / "Procfile").read_text().splitlines():
        before, _, words = line.partition(" roadmate ")
        settings = dict(each.split("=", 1) for each in before.split() if "=" in each)
        yield Run("Procfile", tuple(words.split()), settings)
    for path in COMPOSE:
        for name, service in read_compose(path).items():
            if service["image"].startswith("roadmate:"):
                settings = {**IMAGE.environment, **service["environment"]}
                yield Run(f"{path.name} {name}", tuple(service["command"]), settings)
    for path in UNITS:
        for words in unit_commands(path):
            yield Run(path.name, words, unit_environment(path))
    for manifest in read_manifests("Deployment"):
        pod = manifest["spec"]["template"]["spec"]
        for container in (*pod["initContainers"], *pod["containers"]):
            settings = {**IMAGE.environment, **{each["name"]: each["value"] for each in container.get("env", ())}}
            yield Run(f"{manifest['metadata']['name']} {container['name']}", tuple(container["args"]), settings)
    yield from _to_be_typed()


def _to_be_typed() -> Iterator[Run]:
    """Yield what people are told to type, in a container too."""
    for path in (*COMPOSE, INSTALL):
        for line in list_typed_lines(path):
            if found := re.search(r"(?:^| -- |bin/|(?:exec|run)(?: -\S+)* \w+ )roadmate ([a-z].*)$", line):
                yield Run(f"{path.name}, to be typed", tuple(shlex.split(found[1])))


def list_typed_lines(path: Path) -> list[str]:
    """Return the lines for a shell: in the comments of a file, or in the blocks of a page."""
    text = path.read_text()
    if path.suffix == ".md":
        return [line for block in re.findall(r"```sh\n(.*?)```", text, re.DOTALL) for line in block.splitlines()]
    return re.findall(r"^#   (\S.*)$", text, re.MULTILINE)


def read_compose(path: Path) -> dict[str, dict[str, Any]]:
    """Return the services of a compose file by name."""
    services: dict[str, dict[str, Any]] = yaml.safe_load(path.read_text())["services"]
    return services


def read_manifests(kind: str = "") -> list[dict[str, Any]]:
    """Return all objects of the manifests, or all of a kind."""
    found = [each for path in MANIFESTS for each in yaml.safe_load_all(path.read_text())]
    return [each for each in found if not kind or each["kind"] == kind]


def read_unit(path: Path) -> dict[str, list[str]]:
    """Return what a unit sets, by name; a name can come several times."""
    values: dict[str, list[str]] = {}
    for line in path.read_text().splitlines():
        if line and line[0] not in "#[":
            name, _, value = line.partition("=")
            values.setdefault(name, []).append(value)
    return values


def unit_commands(path: Path) -> Iterator[tuple[str, ...]]:
    """Yield the commands of Roadmate that a unit runs, also through a shell."""
    for line in read_unit(path)["ExecStart"]:
        words = shlex.split(line)
        if words[0].endswith("/sh"):
            words = shlex.split(words[-1].removeprefix("exec "))
        assert words[0] == "/opt/roadmate/bin/roadmate", line
        yield tuple(words[1:])


def unit_environment(path: Path) -> dict[str, str]:
    """Return the variables that a unit sets itself."""
    words = [word for line in read_unit(path).get("Environment", ()) for word in shlex.split(line)]
    return dict(word.split("=", 1) for word in words)
