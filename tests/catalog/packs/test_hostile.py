"""A pack that means harm is refused, with file and line, whatever it tries; the rest goes on as without it."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.loading.content_files import MAX_FILE_BYTES, ContentProblem
from bot.catalog.loading.loader import LoadedContent, load_packs
from bot.catalog.packs.pack_files import PackData, prefix_problems, read_folder
from bot.cli.rendered_content import find_refused_pages
from tests.catalog.packs.pack_texts import manifest, pack, plan, roadmap, sample_files

ROADMAP: Final = "roadmaps/evil.yaml"
CHANGES: Final[dict[str, tuple[str, str | bytes, str]]] = {
    # what is written where, and where the problem is told
    "deep nesting": (ROADMAP, "a: " + "[" * 5000, f"{ROADMAP}:1: column "),
    "deep mappings": (ROADMAP, "\n".join(f"{' ' * at}a:" for at in range(300)), f"{ROADMAP}:21: column "),
    "a huge file": (ROADMAP, "#" * (MAX_FILE_BYTES + 1), f"{ROADMAP}:1: column 1: larger than 256 KiB"),
    "aliases that multiply": (ROADMAP, "a: &a [x]\nb: &b [*a, *a]\n", f"{ROADMAP}:1: column 4: anchor &a"),
    "an alias": (ROADMAP, "id: evil\nname: *a\n", f"{ROADMAP}:2: column 7: "),
    "a merge key": (ROADMAP, "id: evil\n<<: {a: b}\n", f"{ROADMAP}:2: column 1: key '<<'"),
    "a tag": (ROADMAP, "id: evil\nname: !!python/object/apply:os.system [id]\n", f"{ROADMAP}:2: column 7: tag "),
    "a key twice": (ROADMAP, "id: evil\nid: good\n", f"{ROADMAP}:2: column 1: key 'id' is used twice"),
    "two documents": (ROADMAP, "id: evil\n---\nid: evil\n", f"{ROADMAP}:2: column 1: a second document"),
    "not UTF-8": (ROADMAP, b"id: evil\nname: \xff\xfe\n", f"{ROADMAP}:2: not UTF-8 text"),
    "UTF-16": (ROADMAP, roadmap("evil").encode("utf-16"), f"{ROADMAP}:1: not UTF-8 text"),
    "a NUL": (ROADMAP, roadmap("evil").replace("First of evil", "First\x00"), f"{ROADMAP}:9: column "),
    "an escape for a NUL": (ROADMAP, roadmap("evil").replace("First of evil", '"\\0"'), f"{ROADMAP}:9: column "),
    "a huge number": ("plan.yaml", plan("evil-area", 10**18), "plan.yaml:3: column 15: "),
    "a number out of bounds": ("plan.yaml", plan("evil-area", 10**6), "plan.yaml:3: areas[1].priority: "),
    "a number too long": (
        "plan.yaml",
        plan("evil-area").replace("priority: 1", f"priority: {10**400}"),
        "plan.yaml:3:",
    ),
    "hours without end": ("plan.yaml", plan("evil-area").replace("5-8", "1-9999"), "plan.yaml:6: areas[1].hours"),
    "a text too long": (ROADMAP, roadmap("evil").replace("The first.", "x" * 601), f"{ROADMAP}:9: "),
    "a ping": (ROADMAP, roadmap("evil").replace("The first.", "<!channel> hi"), f"{ROADMAP}:9: '<!channel> hi' would"),
    "a ping of a person": (
        ROADMAP,
        roadmap("evil").replace("The last.", "by <@U123>"),
        f"{ROADMAP}:10: '<@U123>' would",
    ),
    "a ping of a channel": (
        ROADMAP,
        roadmap("evil").replace("About evil", "<#C1|x>"),
        f"{ROADMAP}:3: '<#C1|x>.' would",
    ),
    "a ping in words": (
        ROADMAP,
        roadmap("evil").replace("The first.", "hi @Here now"),
        f"{ROADMAP}:9: '@Here now' would",
    ),
    "a link in disguise": (
        ROADMAP,
        roadmap("evil").replace("The first.", '"<https://evil.example|Slack>"'),
        f"{ROADMAP}:9: '<https://evil.examp…' would be a link",
    ),
    "text that is turned round": (
        ROADMAP,
        roadmap("evil", title="E\u202evil"),
        f"{ROADMAP}:2: a character that nobody",
    ),
    "a hidden character": (ROADMAP, roadmap("evil", title="Ma\u200brina"), f"{ROADMAP}:2: a character that nobody"),
    "a ping in the manifest": (
        "pack.yaml",
        manifest("evil").replace("Ana", '"<!here>"'),
        "pack.yaml:5: '<!here>' would",
    ),
    "another pack's id": ("pack.yaml", manifest("content"), "pack.yaml:1: the pack was added as 'evil'"),
    "a folder for an id": ("pack.yaml", manifest("roadmaps"), "pack.yaml:1: id: a folder of content has this name"),
    "a path for an id": (ROADMAP, roadmap("../evil"), f"{ROADMAP}:1: id: String should match"),
    "a name that is taken": (ROADMAP, roadmap("evil", title="Marina"), f"{ROADMAP}:2: 'Marina' already means"),
    "an id that is taken": (
        "roadmaps/marina.yaml",
        roadmap("marina"),
        "roadmaps/marina.yaml:1: roadmap 'marina' has the",
    ),
    "an area that is taken": ("plan.yaml", plan("weather"), "plan.yaml:2: area 'weather' has the id of another"),
    "lessons of others": ("lessons/marina.yaml", "topics: {}\n", "lessons/marina.yaml:1: roadmap 'marina' is another"),
    "an old id that is in use": ("renames.yaml", "renamed_from:\n  evil: [marina]\n", "renames.yaml:2: 'marina' is"),
    "renames in a circle": ("renames.yaml", "renamed_from:\n  a: [b]\n  b: [a]\n", "renames.yaml:2: 'b' leads back"),
    "a rename into nothing": ("renames.yaml", "renamed_from:\n  gone: [a]\n", "renames.yaml:2: unknown id 'gone'"),
    "a range that is code": ("pack.yaml", manifest("evil", requires="__import__"), "pack.yaml:7: requires: "),
    "settings": ("settings.yaml", "token: x\n", "settings.yaml:1: unknown file"),
    "another ending": ("roadmaps/more.yml", roadmap("more"), "roadmaps/more.yml:1: name it roadmaps/more.yaml"),
    "a name that isn't one": ("roadmaps/a b.yaml", "", "roadmaps/a b.yaml:1: name files with"),
    "a name with a backslash": ("roadmaps/x\\evil.yaml", "", "roadmaps/x\\evil.yaml:1: a name that leads out"),
}


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    for name, data in pack("evil").files.items():
        path = tmp_path / "evil" / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(data)
    return tmp_path / "evil"


def load(folder: Path) -> LoadedContent:
    problems: list[ContentProblem] = []
    files = read_folder(folder, problems)
    return load_packs(sample_files(), [PackData("evil", files, prefix_problems("evil", problems)), pack("good")])


def require_refused(loaded: LoadedContent, problem: str) -> None:
    texts = [str(each) for each in loaded.problems]
    assert any(each.startswith(f"evil/{problem}") for each in texts), texts
    assert all(each.file.startswith("evil/") for each in loaded.problems)
    assert loaded.left_out == ("evil",)
    assert loaded.content == load_packs(sample_files(), [pack("good")]).content


@pytest.mark.parametrize("attempt", CHANGES)
def test_it_is_refused_with_file_and_line(attempt: str, folder: Path) -> None:
    name, text, problem = CHANGES[attempt]
    (folder / name).parent.mkdir(exist_ok=True)
    (folder / name).write_bytes(text if isinstance(text, bytes) else text.encode())
    require_refused(load(folder), problem)


@pytest.mark.parametrize(
    ("link", "problem"),
    [
        (lambda folder: (folder / "plan.yaml").symlink_to("/etc/hostname"), "plan.yaml:1: a symbolic link"),
        (lambda folder: (folder / "lessons").symlink_to("/etc"), "lessons:1: a symbolic link"),
        (lambda folder: (folder / "plan.yaml").symlink_to("plan.yaml"), "plan.yaml:1: a symbolic link"),
    ],
)
def test_links_are_refused(link: Callable[[Path], None], problem: str, folder: Path) -> None:
    link(folder)
    require_refused(load(folder), problem)


def test_it_is_harmless_as_it_is(folder: Path) -> None:
    assert load(folder).problems == ()


def test_the_longest_texts_and_the_most_markup_fit_what_slack_takes() -> None:
    long, short = f'"{"&" * 600}"', f'"{"*" * 75}{"&" * 75}"'
    subtopics = ", ".join(f"{{id: evil.first.s{at}, name: {short}}}" for at in range(120))
    more = f"terms: [{', '.join([short] * 40)}], subtopics: [{subtopics}], level: beginner,"
    text = roadmap("evil").replace("level: beginner,", more).replace("First of evil", short)
    for short_text, long_text in (("About evil.", short), ("More about evil.", long), ("The first.", long)):
        text = text.replace(short_text, long_text)
    evil = pack("evil", roadmaps_evil=text)
    loaded = load_packs(sample_files(), [evil])
    assert loaded.problems == ()
    catalog = Catalog.from_content(loaded.content)
    assert list(find_refused_pages(catalog, lambda _file: text, ["evil"])) == []
