"""Look through the built site: nothing in it may be loaded from another host. python -m reference.site site."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path
from typing import Final

_ELSEWHERE: Final = re.compile(r"\s*(?:https?:)?//", re.IGNORECASE)
_CSS: Final = re.compile(r"(?:url\(|@import)\s*[\"']?\s*((?:https?:)?//[^\"')\s]+)", re.IGNORECASE)
_LOADS: Final = frozenset({"stylesheet", "preload", "preconnect", "dns-prefetch", "modulepreload", "icon", "manifest"})
# What the theme's script would fetch by itself, by the class of the element that asks for it.
_FETCHED: Final = ("mermaid", "glightbox", "pyodide")


class _Loads(HTMLParser):
    """Collect what a page loads from another host."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Note an element that loads something from elsewhere, or has the theme's script do so."""
        values = {name: value or "" for name, value in attrs}
        sources = [values[name] for name in ("src", "srcset", "data", "poster") if name in values]
        if tag == "link" and _LOADS & set(values.get("rel", "").split()):
            sources.append(values.get("href", ""))
        self.found += [f"<{tag}> {source}" for source in sources if _ELSEWHERE.match(source)]
        self.found += [f"class {name}" for name in _FETCHED if name in values.get("class", "").split()]
        self.found += _CSS.findall(values.get("style", ""))


def find_foreign_loads(site: Path) -> Iterator[str]:
    """Yield what pages and style sheets of the site load from another host, each with its file."""
    for file in sorted(site.rglob("*")):
        if file.suffix == ".html":
            page = _Loads()
            page.feed(file.read_text("utf-8"))
            yield from (f"{file.relative_to(site)}: {each}" for each in page.found)
        if file.suffix in (".html", ".css"):
            text = file.read_text("utf-8")
            styles = re.findall(r"<style.*?</style>", text, re.DOTALL) if file.suffix == ".html" else [text]
            yield from (f"{file.relative_to(site)}: {each}" for style in styles for each in _CSS.findall(style))


if __name__ == "__main__":
    if problems := list(find_foreign_loads(Path(sys.argv[1]))):
        sys.exit("\n".join(("The site loads from other hosts:", *problems)))
