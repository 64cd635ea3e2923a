"""The pages without the tool that builds the site: links, anchors, pictures, and the navigation."""

from __future__ import annotations

import re
import tomllib
from collections import Counter
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[2]
DOCS = ROOT / "docs"
PAGES = [*(ROOT / name for name in ("README.md", "CONTRIBUTING.md", "PRIVACY.md")), *sorted(DOCS.rglob("*.md"))]
FENCED = re.compile(r"^```.*?^```$", re.MULTILINE | re.DOTALL)
EACH = pytest.mark.parametrize("page", PAGES, ids=lambda page: str(page.relative_to(ROOT)))


@cache
def prose(page: Path) -> str:
    """Return a page without its blocks of code."""
    return FENCED.sub("", page.read_text("utf-8"))


@cache
def anchors(page: Path) -> frozenset[str]:
    """Return the anchors of a page's headings, as the tool and most hosts of repositories make them."""
    titles = re.findall(r"^#+ (.+)$", prose(page), re.MULTILINE)
    plain = (re.sub(r"\[([^]]*)\]\([^)]*\)|[`*]", r"\1", title) for title in titles)
    return frozenset(re.sub(r"[-\s]+", "-", re.sub(r"[^\w\s-]", "", title).strip().lower()) for title in plain)


def links(page: Path) -> list[str]:
    """Return where a page links to, code aside: `[text](target)`, pictures among them."""
    return re.findall(r"\]\(([^)\s]+)\)", re.sub(r"`[^`\n]+`", "`code`", prose(page)))


def pages_of_nav(entries: list[dict[str, Any]]) -> Iterator[str]:
    for entry in entries:
        for value in entry.values():
            yield from pages_of_nav(value) if isinstance(value, list) else (value,)


@EACH
def test_every_link_leads_somewhere(page: Path) -> None:
    for link in links(page):
        if re.match(r"https?://", link):
            continue
        name, _, anchor = link.partition("#")
        target = (page.parent / name).resolve() if name else page
        assert target.is_file(), f"{page.name}: {link}"
        assert not anchor or anchor in anchors(target), f"{page.name}: {link}"
        if page.is_relative_to(DOCS):
            assert target.is_relative_to(DOCS), f"{page.name}: {link} isn't part of the site"


@EACH
def test_every_picture_says_what_it_shows(page: Path) -> None:
    assert "![](" not in prose(page)


@EACH
def test_every_reference_of_a_link_is_defined(page: Path) -> None:
    text = re.sub(r"`[^`\n]+`", "", prose(page))
    defined = set(re.findall(r"^\[([^]]+)\]: \S+$", text, re.MULTILINE))
    assert set(re.findall(r"\]\[([^]]+)\]", text)) == defined


def test_no_two_headings_of_a_page_share_an_anchor() -> None:
    for page in PAGES:
        titles = Counter(re.findall(r"^##+ (.+)$", prose(page), re.MULTILINE))
        linked = {link.partition("#")[2] for other in PAGES for link in links(other) if page.name in link}
        twice = {title.lower() for title, times in titles.items() if times > 1}
        assert not twice & linked, page.name


def test_the_navigation_has_each_page_once() -> None:
    nav = list(pages_of_nav(tomllib.loads((ROOT / "zensical.toml").read_text())["project"]["nav"]))
    assert sorted(nav) == sorted(str(page.relative_to(DOCS)) for page in DOCS.rglob("*.md"))
