"""axe over the page in each state that a test reaches; after a run the report says what was looked at."""

from __future__ import annotations

from dataclasses import dataclass
from importlib.resources import files
from pathlib import Path
from typing import Any

from playwright.sync_api import Page

TAGS = ("wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice")
_SOURCE = files("axe_playwright_python").joinpath("axe.min.js").read_text("utf-8")
_RUN = """async (tags) => {
  const options = { runOnly: { type: "tag", values: tags }, resultTypes: ["violations"] };
  const found = await axe.run(document, options);
  const where = (rule) => rule.nodes.slice(0, 3).map((node) => `${node.target}: ${node.failureSummary}`);
  return {
    version: found.testEngine.version,
    passes: found.passes.map((rule) => rule.id),
    violations: found.violations.map((rule) => [rule.id, rule.help, where(rule)]),
  };
}"""


@dataclass(frozen=True, slots=True)
class CheckedState:
    """A state of the page that axe has looked at."""

    name: str
    passed: tuple[str, ...]
    version: str


class AccessibilityCheck:
    """Runs axe, and remembers what it has passed."""

    def __init__(self) -> None:
        self.states: list[CheckedState] = []
        self.is_broken = False

    def __call__(self, page: Page, name: str) -> None:
        """Look at what is shown now; the name says which state that is. Fails where a rule is broken."""
        if not page.evaluate("'axe' in window"):
            page.evaluate(_SOURCE)
        found: dict[str, Any] = page.evaluate(_RUN, list(TAGS))
        broken = "\n".join(f"{rule} ({words})\n  " + "\n  ".join(nodes) for rule, words, nodes in found["violations"])
        self.is_broken = self.is_broken or bool(broken)
        assert not broken, f"{name}:\n{broken}"
        self.states.append(CheckedState(name, tuple(found["passes"]), found["version"]))

    def write(self, file: Path) -> None:
        """Write the report of this run."""
        every = sorted({rule for state in self.states for rule in state.passed})
        lines = [
            "# Accessibility",
            "",
            f"axe-core {self.states[0].version} in Chromium, with its rules for WCAG 2.0, 2.1 and 2.2, A and AA,",
            "and its best practices, over each state of the page that the tests in `tests/browser` reach.",
            f"{len(self.states)} states, 0 violations. `make axe` runs it again and writes this page.",
            "",
            "| State | Rules that apply, all passed | Violations |",
            "|---|---|---|",
            *(f"| {state.name} | {len(state.passed)} | 0 |" for state in sorted(self.states, key=lambda one: one.name)),
            "",
            f"{len(every)} rules applied somewhere: {', '.join(f'`{rule}`' for rule in every)}.",
            "",
            "axe finds about half of what can be wrong. More is held by tests of their own: a whole visit by keyboard,",
            "the focus that is never lost, a phone's width, and enough contrast between colors.",
            "",
        ]
        file.write_text("\n".join(lines), "utf-8")
