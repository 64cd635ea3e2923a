"""Every command, setting, port and path in the files for running Roadmate is one that there is."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path

import click
import pytest

from bot.cli import main
from bot.settings import Settings, read_settings
from bot.web.site import build_status_pages
from tests.deploy.what_is_run import (
    COMPOSE,
    DEPLOY,
    IMAGE,
    INSTALL,
    ROOT,
    Run,
    list_runs,
    list_typed_lines,
    read_compose,
    read_manifests,
)

RUNS = list(list_runs())
VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
SETTINGS = {field.alias for field in Settings.model_fields.values()}
# What is set for Python, for the C library, and for the cache in place of a home.
ALSO_SET = {"PATH", "HOME", "XDG_CACHE_HOME", "PYTHONUNBUFFERED", "PYTHONDONTWRITEBYTECODE", "MALLOC_ARENA_MAX"}
PAGES = set(build_status_pages(checks={}, render_metrics=bytes))


def accept(words: tuple[str, ...]) -> click.Command:
    """Return the command that these words run, parsed with its options. Raises UsageError."""
    command: click.Command = main
    context = click.Context(main)
    while isinstance(command, click.Group):
        _, found, rest = command.resolve_command(context, list(words))
        assert found is not None
        command, words = found, tuple(rest)
    command.make_context(command.name, list(words), parent=context)
    return command


@pytest.mark.parametrize("run", RUNS, ids=lambda run: f"{run.place}: {' '.join(run.words)}")
def test_every_command_is_one_of_roadmate_s(run: Run) -> None:
    accept(run.words)
    assert run.settings.keys() <= SETTINGS | ALSO_SET
    settings = read_settings(run.settings)
    if run.words[0] in {"serve", "socket", "worker"} and run.settings.keys() & SETTINGS:
        assert settings.host == "0.0.0.0"
        assert (str(settings.port), str(settings.status_port)) == ("3000", "3001")


def test_all_ways_are_looked_at() -> None:
    assert {"Dockerfile", "Procfile", "roadmate.service", "roadmate-backup.service"} <= {run.place for run in RUNS}
    assert {"compose.postgresql.yaml worker", "roadmate-serve serve"} <= {run.place for run in RUNS}
    told = {(run.place, run.words) for run in RUNS if run.place.endswith("to be typed")}
    assert ("compose.sqlite.yaml, to be typed", ("db", "backup", "/data/backup.db")) in told
    assert sum(words == ("doctor", "--online") for place, words in told) == len((*COMPOSE, INSTALL))
    with pytest.raises(click.UsageError):
        accept(("serve", "--no-worker", "--loud"))


@pytest.mark.parametrize("path", [*COMPOSE, INSTALL], ids=lambda path: path.name)
def test_every_file_that_is_to_be_typed_is_there(path: Path) -> None:
    words = {word for line in list_typed_lines(path) for word in line.split("#")[0].split()}
    named = {word for word in words if word.startswith(("deploy/", "requirements", ".env."))}
    assert named
    copied = {"deploy/database.env"}
    assert [word for word in named - copied if not list(ROOT.glob(word))] == []
    assert {word for word in words if word.startswith("dist/")} <= {f"dist/roadmate-{VERSION}-py3-none-any.whl"}


def test_the_image_s_own_settings_are_right_everywhere_else() -> None:
    assert IMAGE.last("EXPOSE").words == [IMAGE.environment["PORT"], IMAGE.environment["ROADMATE_STATUS_PORT"]]
    assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", IMAGE.last("USER").text)
    assert IMAGE.last("WORKDIR").text in IMAGE.last("VOLUME").words
    [path] = re.findall(r"'(/\w+)'", IMAGE.last("HEALTHCHECK").text)
    assert path in PAGES


def test_every_base_is_pinned_by_a_tag() -> None:
    images = re.findall(r"^FROM (\S+)", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    images += [service["image"] for path in COMPOSE for service in read_compose(path).values()]
    assert [each for each in images if not re.search(r":\d", each)] == []


def test_every_file_has_the_version() -> None:
    own = [service["image"] for path in COMPOSE for service in read_compose(path).values()]
    assert {each for each in own if each.startswith("roadmate:")} == {f"roadmate:{VERSION}"}
    [kustomization] = read_manifests("Kustomization")
    assert kustomization["images"] == [{"name": "roadmate", "newTag": VERSION}]
    assert f"docker build --tag roadmate:{VERSION} ." in (ROOT / "Dockerfile").read_text()


def test_what_the_image_is_built_from_is_all_that_is_sent_to_the_builder() -> None:
    ignored = (ROOT / ".dockerignore").read_text().splitlines()
    copied = re.findall(r"^COPY (?!--from)(.*) \S+$", (ROOT / "Dockerfile").read_text(), re.MULTILINE)
    assert ignored[1] == "*"
    assert {line[1:] for line in ignored if line.startswith("!")} == {word for line in copied for word in line.split()}


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_every_container_is_hardened(path: Path) -> None:
    for name, service in read_compose(path).items():
        assert service["read_only"] is True, name
        assert service["cap_drop"] == ["ALL"], name
        assert service["security_opt"] == ["no-new-privileges:true"], name
        assert re.fullmatch(r"[1-9]\d*:[1-9]\d*", service["user"]), name
        assert {each.split(":")[0] for each in service["tmpfs"]} >= {"/tmp"}, name
        if service["image"].startswith("roadmate:"):
            assert service["user"] == IMAGE.last("USER").text, name


@pytest.mark.parametrize("path", COMPOSE, ids=lambda path: path.name)
def test_no_secret_is_in_a_compose_file_and_each_file_of_them_has_an_example(path: Path) -> None:
    for service in read_compose(path).values():
        file = (DEPLOY / service["env_file"]).resolve()
        assert file.with_name(file.name + ".example").is_file()
        given = service.get("environment", {})
        assert [name for name in given if re.search("TOKEN|SECRET|KEY|PASSWORD", name)] == []


def test_nothing_of_compose_starts_before_what_it_needs() -> None:
    services = read_compose(DEPLOY / "compose.postgresql.yaml")
    for name in ("serve", "worker"):
        assert services[name]["depends_on"] == {
            "database": {"condition": "service_healthy"},
            "migrate": {"condition": "service_completed_successfully"},
        }
    assert "healthcheck" in services["database"]
    assert services["migrate"]["restart"] == "no"
    [ports] = services["serve"]["ports"]
    assert ports == f"127.0.0.1:3000-{2999 + services['serve']['deploy']['replicas']}:3000"


def test_every_process_that_runs_on_shares_few_pools_of_memory() -> None:
    running = [
        run for run in RUNS if run.words[0] in {"serve", "socket", "worker"} and not run.place.endswith("to be typed")
    ]
    assert {"Dockerfile", "Procfile", "roadmate-socket.service"} <= {run.place for run in running}
    assert {run.settings.get("MALLOC_ARENA_MAX") for run in running} == {"2"}
