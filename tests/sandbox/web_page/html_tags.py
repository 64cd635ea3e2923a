"""What tags a piece of HTML has, and whether they are closed in order."""

from __future__ import annotations

from html.parser import HTMLParser

ALLOWED = frozenset(
    "a blockquote br code div em li ol path pre s span strong svg u ul use".split()  # noqa: SIM905
)
_EMPTY = frozenset({"br", "path", "use"})


class TagReader(HTMLParser):
    """Reads HTML and notes its tags, the names of their attributes and where links lead."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []
        self.names: set[str] = set()
        self.targets: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append(tag)
        self.names |= {name for name, _ in attrs}
        self.targets += [value or "" for name, value in attrs if name == "href" and tag == "a"]
        if tag not in _EMPTY:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in _EMPTY
        self.handle_starttag(tag, attrs)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag


def read_tags(html: str) -> TagReader:
    """Return what was read; it fails where tags are closed in another order than they were opened."""
    reader = TagReader()
    reader.feed(html)
    reader.close()
    return reader
