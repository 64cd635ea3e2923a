"""Write the reference anew: python -m reference."""

from __future__ import annotations

import sys

from reference.writing import ROOT, list_files

for name, render in list_files().items():
    file, text = ROOT / name, render()
    if not file.is_file() or file.read_text("utf-8") != text:
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")
        sys.stdout.write(f"{name}\n")
