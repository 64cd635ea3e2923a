"""One team for all that is fuzzed; each request finds it as it was."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from bot.catalog.source import CatalogSource
from tests.fuzz.stage import FuzzStage
from tests.roles.walk import Walk
from tests.voice.overheard import OVERHEARD


@pytest.fixture(scope="session")
def fuzz(tmp_path_factory: pytest.TempPathFactory, source: CatalogSource) -> Iterator[FuzzStage]:
    walk = Walk(tmp_path_factory.mktemp("fuzz"), source)
    yield FuzzStage(walk)
    walk.close()


@pytest.fixture(autouse=True)
def _unheard(voice: None) -> Iterator[None]:
    """Keep what is drawn here, in people's mouths and names, from being judged as our own words."""
    yield
    OVERHEARD.clear()
