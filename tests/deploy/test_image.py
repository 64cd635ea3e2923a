"""The image, built step by step as the Dockerfile says and run as compose and Kubernetes run it.

It is also where the wheel is tried: what is installed in the image comes from it, and no checkout is anywhere in there.
"""

from __future__ import annotations

import json
import os
import shutil
import stat
import subprocess
import time
import tomllib
from pathlib import Path
from urllib.error import URLError

import pytest

from bot.clock import SystemClock
from bot.sandbox.slack_api.server import SandboxServer
from bot.sandbox.slack_api.workspace import BOT_TOKEN, SIGNING_SECRET, SlackWorkspace
from bot.sandbox.user_actions.delivery import Delivery
from tests.deploy.dockerfile import read_dockerfile
from tests.deploy.image import ROOT, Image, build_image, missing_rights, missing_tools, read_page
from tests.ports import free_port

pytestmark = pytest.mark.drawn(2, together=True)  # the image is built

VERSION = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["version"]
# All that ends at once, in one process, as each start takes a second: how it ended, and the last line.
ONE_AFTER_THE_OTHER = """
import json, sys
from click.testing import CliRunner
from bot.cli import main

ended = {words: CliRunner().invoke(main, words.split("|")) for words in sys.argv[1:]}
print(json.dumps({words: (each.exit_code, each.output + str(each.exception or "")) for words, each in ended.items()}))
"""
COMMANDS = (
    "manifest",
    "say|/log 1h docker",
    "db|upgrade",
    "db|backup|/data/copy.db",
    "doctor",
    "pack|new|/data/runbooks",
)


@pytest.fixture(scope="module")
def image(tmp_path_factory: pytest.TempPathFactory) -> Image:
    if why := missing_tools():
        said = f"the image isn't built and run: {why}"
        pytest.fail(said) if os.environ.get("ROADMATE_NO_SKIPS") else pytest.skip(said)
    if why := missing_rights():
        pytest.skip(f"the image isn't built and run, which needs the right to mount: {why}")
    return build_image(read_dockerfile((ROOT / "Dockerfile").read_text()), tmp_path_factory.mktemp("image"))


@pytest.fixture(scope="module")
def data(image: Image, tmp_path_factory: pytest.TempPathFactory, cache_home: Path) -> Path:
    """A new volume, which begins as the folder of the image, with the content that other tests have read."""
    folder, begun = tmp_path_factory.mktemp("volume") / "data", image.final.at("/data").stat()
    folder.mkdir(mode=stat.S_IMODE(begun.st_mode))
    shutil.copytree(cache_home, folder / "cache") if cache_home.exists() else None
    for each in (folder, *folder.rglob("*")):
        os.chown(each, begun.st_uid, begun.st_gid)
    return folder


def ended(process: subprocess.Popen[str]) -> str:
    """What it printed by its own end, which was a good one."""
    printed, _ = process.communicate(timeout=60)
    assert process.returncode == 0, printed
    return printed


def test_what_is_installed_works_far_from_the_checkout(image: Image, data: Path) -> None:
    version = ended(image.start(data, "--version"))
    assert version == f"roadmate, version {VERSION}\n"
    printed = ended(image.execute(data, "python", "-c", ONE_AFTER_THE_OTHER, *COMMANDS))
    outcomes: dict[str, tuple[int, str]] = json.loads(printed)
    assert {words: output for words, (code, output) in outcomes.items() if code} == {}
    assert '"slash_commands"' in outcomes["manifest"][1]
    assert "Logged" in outcomes["say|/log 1h docker"][1]
    assert "16 roadmaps" in outcomes["doctor"][1]
    assert "all totals match" in outcomes["doctor"][1]
    assert {"roadmate.db", "copy.db", "runbooks", "cache"} <= {each.name for each in data.iterdir()}


def test_all_that_is_written_is_in_the_volume_and_for_its_user_alone(image: Image, data: Path) -> None:
    tried = "import os, pathlib\n" + "\n".join(
        f"try: pathlib.Path({path!r}).write_text('')\nexcept OSError as error: print(error.errno)"
        for path in ("/opt/roadmate/x", "/etc/x", "/x", "/tmp/x", "/data/x")
    )
    readonly = "30\n"
    assert ended(image.execute(data, "python", "-c", tried + "\nprint(os.getuid(), os.environ.get('HOME'))")) == (
        f"{readonly * 3}10001 /data\n"
    )


def test_it_serves_until_it_is_told_to_stop(image: Image, data: Path) -> None:
    public, status = free_port(), free_port()
    with SandboxServer(SlackWorkspace(SystemClock().now)) as slack:
        settings = {
            "SLACK_BOT_TOKEN": BOT_TOKEN,
            "SLACK_SIGNING_SECRET": SIGNING_SECRET,
            "SLACK_API_URL": slack.base_url,
            "PORT": str(public),
            "ROADMATE_STATUS_PORT": str(status),
        }
        assert not image.is_healthy(data, **settings)
        process = image.start(data, "serve", **settings)
        try:
            wait_until_ready(process, status)
            assert image.is_healthy(data, **settings)
            answer = Delivery(slack, f"http://127.0.0.1:{public}").command("ana", "/log", "2h networking")
            assert (answer.status, "Logged" in answer.text) == (200, True)
            code, printed = image.stop(process)
        finally:
            process.kill()
    assert code == 0, printed
    assert "Traceback" not in printed
    database = (data / "roadmate.db").stat()
    assert (database.st_uid, stat.S_IMODE(database.st_mode)) == (10001, 0o600)


def wait_until_ready(process: subprocess.Popen[str], port: int) -> None:
    deadline = time.monotonic() + 30
    while process.poll() is None and time.monotonic() < deadline:
        try:
            assert json.loads(read_page(port, "/readyz")) == {"database": "ok"}
        except URLError:
            time.sleep(0.05)
        else:
            return
    process.kill()
    raise AssertionError(process.communicate()[0])


def test_the_wheel_has_every_file(image: Image) -> None:
    """Python files and all others: templates, pages, migrations, content, and the mark that there are types."""
    installed = next(image.final.at("/opt/roadmate/lib").glob("python3*/site-packages/bot"))
    for folder, place in ((ROOT / "bot", installed), (ROOT / "content", installed / "content")):
        for path in folder.rglob("*"):
            if path.is_file() and "__pycache__" not in path.parts:
                assert (place / path.relative_to(folder)).read_bytes() == path.read_bytes(), path
    assert not list(installed.parent.glob("hatch*"))


def test_the_final_image_has_no_tools_to_build_with(image: Image) -> None:
    """Nor anything that a build step left: the one thing taken over is the environment that runs."""
    final = image.final
    assert [each.text for each in final.stage.all("COPY")] == ["--from=build /opt/roadmate /opt/roadmate"]
    assert "python -m pip uninstall --yes pip" in final.ran
    assert not list(final.at("/opt/roadmate/bin").glob("pip*"))
    assert not list(final.at("/opt/roadmate").glob("lib/python3*/site-packages/pip"))
