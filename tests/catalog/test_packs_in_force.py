"""The catalog follows all its packs and the operator's layer; what is broken stays as it was, or is left out."""

from __future__ import annotations

import logging
import shutil
from pathlib import Path

import pytest

from bot.catalog import source as catalog_source
from bot.catalog.loading.content_files import ContentError
from bot.catalog.packs.lock import LockedPack, PackLock, write_lock
from bot.catalog.packs.pack_files import data_hash
from bot.catalog.source import CatalogSource
from tests.catalog.packs.pack_texts import SAMPLE, manifest, pack, plan, roadmap

HIDE = "hide: [marena]\n"


class Stage:
    """The sample with an operator's folder of packs."""

    def __init__(self, root: Path) -> None:
        self.directory = Path(shutil.copytree(SAMPLE, root / "content"))
        self.packs_dir = root / "packs"
        self.cache = root / "cache"
        self.packs_dir.mkdir()
        self.locked: list[LockedPack] = []

    def add(self, name: str, *, lock: bool = True, **files: str) -> LockedPack:
        """Write a pack of one roadmap, and lock it as a folder."""
        data = pack(name, **files).files
        for file, text in data.items():
            self.write(f"{name}/{file}", text.decode())
        locked = LockedPack(id=name, source="folder", where=name, version="1.0")
        if lock:
            self.lock(*self.locked, locked)
        return locked

    def lock(self, *packs: LockedPack) -> None:
        self.locked = list(packs)
        (self.packs_dir / "packs.lock").write_bytes(write_lock(PackLock(packs=packs)))

    def write(self, file: str, text: str) -> None:
        path = self.packs_dir / file
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")

    def start(self, *, cached: bool = True) -> CatalogSource:
        return CatalogSource(self.directory, self.cache if cached else None, self.packs_dir)


@pytest.fixture
def stage(tmp_path: Path) -> Stage:
    return Stage(tmp_path)


def roadmaps(source: CatalogSource) -> list[str]:
    return sorted(each.id for each in source.current().roadmaps)


def texts(source: CatalogSource) -> list[str]:
    return [str(each) for each in source.problems]


def test_packs_and_the_layer_are_in_force_and_followed(stage: Stage) -> None:
    source = stage.start()
    assert roadmaps(source) == ["marena", "marina"]
    stage.add("rust", plan=plan("ownership"))
    assert source.refresh()
    assert roadmaps(source) == ["marena", "marina", "rust"]
    stage.write("overlay.yaml", HIDE)
    assert source.refresh()
    assert roadmaps(source) == ["marina", "rust"]
    assert source.current().is_hidden("marena")
    stage.write("rust/roadmaps/rust.yaml", roadmap("rust", title="Rust Again"))
    assert source.refresh()
    assert source.current().roadmap("rust").name == "Rust Again"
    stage.lock()
    assert source.refresh()
    assert roadmaps(source) == ["marina"]
    assert not source.refresh()
    assert source.problems == ()


def test_a_warm_start_has_the_same_content(stage: Stage, monkeypatch: pytest.MonkeyPatch) -> None:
    stage.add("rust")
    stage.write("overlay.yaml", HIDE)
    first = stage.start().current()
    kept = next(stage.cache.glob("content-*.json"))
    kept.write_text(kept.read_text().replace('"Rust"', '"From the cache"'))
    second = stage.start().current()
    assert second.roadmap("rust").name == "From the cache"
    assert [each.id for each in second.topics] == [each.id for each in first.topics]
    stage.write("overlay.yaml", "hide: [marina.knots]\n")
    assert stage.start().current().roadmap("rust").name == "Rust"


@pytest.mark.parametrize("cached", [True, False])
def test_of_a_broken_pack_the_last_good_data_stays(
    stage: Stage, cached: bool, caplog: pytest.LogCaptureFixture
) -> None:
    stage.add("rust")
    stage.add("chess")
    source = stage.start(cached=cached)
    stage.write("rust/roadmaps/rust.yaml", "id: rust\n")
    stage.write("chess/roadmaps/chess.yaml", roadmap("chess", title="Chess Again"))
    with caplog.at_level(logging.WARNING, catalog_source.__name__):
        assert source.refresh()
    assert source.current().roadmap("rust").name == "Rust"
    assert source.current().roadmap("chess").name == "Chess Again"
    assert {each.partition(":")[0] for each in texts(source)} == {"rust/roadmaps/rust.yaml"}
    assert (source.outdated, source.left_out) == (("rust",), ())
    assert "pack rust stays as it was last in order" in caplog.text
    caplog.clear()
    assert not source.refresh()
    assert not caplog.records
    stage.write("rust/roadmaps/rust.yaml", roadmap("rust", title="Rust Again"))
    assert source.refresh()
    assert (source.problems, source.outdated) == ((), ())


def test_a_start_takes_the_last_good_data_of_a_broken_pack(stage: Stage) -> None:
    stage.add("rust")
    stage.start()
    stage.write("rust/roadmaps/rust.yaml", "id: rust\n")
    source = stage.start()
    assert roadmaps(source) == ["marena", "marina", "rust"]
    assert source.outdated == ("rust",)
    assert source.problems
    assert roadmaps(stage.start(cached=False)) == ["marena", "marina"]


def test_a_pack_that_was_never_in_order_is_left_out(stage: Stage) -> None:
    stage.add("rust")
    stage.add("chess", plan="areas: [\n")
    source = stage.start()
    assert roadmaps(source) == ["marena", "marina", "rust"]
    assert source.left_out == ("chess",)
    stage.write("overlay.yaml", "hide: [chess, marena]\n")
    assert source.refresh()  # what the layer says of the missing pack takes nothing else down
    assert roadmaps(source) == ["marina", "rust"]
    assert texts(source)[-1].startswith("overlay.yaml:1: unknown id 'chess'")
    stage.write("chess/plan.yaml", plan("openings"))
    assert source.refresh()
    assert roadmaps(source) == ["marina", "rust"]
    assert source.current().find_roadmap("chess")


def test_a_broken_layer_or_lock_keeps_what_is_in_force(stage: Stage) -> None:
    stage.add("rust")
    source = stage.start()
    for file, text, problem in (
        ("overlay.yaml", "hide: [nowhere]\n", "overlay.yaml:1: unknown id 'nowhere'"),
        ("packs.lock", "packs: [{id: rust}]\n", "packs.lock:1: packs[1].source: missing"),
    ):
        before = (stage.packs_dir / file).read_text() if (stage.packs_dir / file).exists() else None
        stage.write(file, text)
        assert not source.refresh()
        assert problem in [each[: len(problem)] for each in texts(source)]
        assert roadmaps(source) == ["marena", "marina", "rust"]
        with pytest.raises(ContentError):
            stage.start()
        stage.write(file, before or HIDE)
        source.refresh()
        assert source.problems == ()
        (stage.packs_dir / "overlay.yaml").unlink(missing_ok=True)
        source.refresh()


def test_the_pack_below_all_others_refuses_the_start_as_ever(stage: Stage) -> None:
    stage.add("rust")
    stage.start()
    (stage.directory / "plan.yaml").unlink()
    with pytest.raises(ContentError, match=r"plan\.yaml"):
        stage.start()


def test_a_pack_that_isn_t_what_was_added_says_what_to_do(stage: Stage) -> None:
    stage.add("rust")
    name = "chess/1.0-"
    files = pack("chess").files
    locked = LockedPack(
        id="chess", source="git", where="https://example.org", version="1.0", commit="0" * 40, hash=data_hash(files)
    )
    name = f"chess/1.0-{data_hash(files)[7:19]}"
    for file, data in files.items():
        stage.write(f"{name}/{file}", data.decode())
    stage.lock(*stage.locked, locked)
    source = stage.start()
    assert roadmaps(source) == ["chess", "marena", "marina", "rust"]
    stage.write(f"{name}/roadmaps/chess.yaml", roadmap("chess", title="Changed"))
    assert not source.refresh()
    assert texts(source) == [
        "packs.lock:6: pack 'chess': its files aren't those of 1.0 that were added: `roadmate pack upgrade chess`"
    ]
    assert source.current().roadmap("chess").name == "Chess"
    assert source.outdated == ("chess",)


def test_files_are_found_as_problems_name_them(stage: Stage) -> None:
    stage.add("rust")
    folders = stage.start().folders
    assert folders.read_text("rust/pack.yaml") == manifest("rust")
    assert folders.read_text("plan.yaml").startswith("areas:")
    assert folders.read_text("chess/pack.yaml") == folders.read_text("rust/nothing.yaml") == ""


def test_a_folder_of_packs_need_not_exist(stage: Stage) -> None:
    shutil.rmtree(stage.packs_dir)
    source = stage.start()
    assert source.problems == ()
    assert [each.id for each in source.current().packs] == ["content"]


def test_a_folder_of_a_pack_says_how_it_is_checked(stage: Stage) -> None:
    stage.add("rust")
    with pytest.raises(ContentError, match=r"plan\.yaml:1: this file is missing .* `roadmate pack check`"):
        CatalogSource(stage.packs_dir / "rust")
