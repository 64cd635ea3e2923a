"""What a built page may not load: anything from another host. Links that people follow are no loading."""

from __future__ import annotations

from pathlib import Path

import pytest

from reference.site import find_foreign_loads

FOREIGN = (
    '<script src="https://cdn.example.com/a.js"></script>',
    '<link rel="stylesheet" href="//cdn.example.com/a.css">',
    '<link rel="preconnect" href="https://fonts.example.com">',
    '<img alt="" src="HTTP://example.com/a.png">',
    '<pre class="mermaid">a --> b</pre>',
    "<style>@import 'https://example.com/a.css'</style>",
    '<p style="background: url(//example.com/a.png)">',
)


@pytest.mark.parametrize("element", FOREIGN)
def test_what_another_host_would_send_is_found(tmp_path: Path, element: str) -> None:
    (tmp_path / "page.html").write_text(f"<p>Hello</p>{element}")
    assert [each.partition(":")[0] for each in find_foreign_loads(tmp_path)] == ["page.html"]


def test_a_style_sheet_that_fetches_a_font_is_found(tmp_path: Path) -> None:
    (tmp_path / "a.css").write_text("@font-face { src: url('https://example.com/a.woff2') }")
    assert list(find_foreign_loads(tmp_path)) == ["a.css: https://example.com/a.woff2"]


def test_links_and_own_files_are_no_foreign_loads(tmp_path: Path) -> None:
    (tmp_path / "page.html").write_text(
        '<link rel="canonical" href="https://example.com/"><a href="https://example.com/">there</a>'
        '<script src="./a.js"></script><img alt="" src="data:image/png;base64,AA"><p>url(https://example.com)</p>'
    )
    (tmp_path / "a.css").write_text("p { background: url(a.png) } /* https://example.com */")
    assert list(find_foreign_loads(tmp_path)) == []
