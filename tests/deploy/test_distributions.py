"""What a source distribution has, and what it has not."""

from __future__ import annotations

import subprocess

from hatchling.builders.sdist import SdistBuilder

from tests.deploy.image import ROOT

SECRET_OR_BUILT = (".env", ".db", ".pyc", ".venv")


def test_a_source_distribution_has_what_a_wheel_is_built_from() -> None:
    packed = {each.distribution_path for each in SdistBuilder(str(ROOT)).recurse_included_files()}
    tracked = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout.split(
        "\n"
    )
    needed = {each for each in tracked if each.startswith(("bot/", "content/"))}
    assert {*needed, "pyproject.toml", "README.md", "LICENSE"} <= packed
    assert [each for each in packed if each.endswith(SECRET_OR_BUILT)] == []
