"""Which release of Roadmate this is: read once, as looking through what is installed takes milliseconds."""

from __future__ import annotations

from importlib.metadata import PackageNotFoundError, version
from typing import Final


def _read_installed_version() -> str:
    try:
        return version("roadmate")
    except PackageNotFoundError:  # run from its folder
        return "0"


RELEASE: Final = _read_installed_version()
