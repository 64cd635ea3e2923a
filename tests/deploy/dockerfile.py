"""Reads as much of a Dockerfile as ours has: stages of instructions, each with its words."""

from __future__ import annotations

import json
import re
import shlex
from dataclasses import dataclass, field
from typing import Final

KNOWN: Final = frozenset(
    (
        *("FROM", "LABEL", "ENV", "WORKDIR", "COPY", "RUN", "VOLUME"),
        *("USER", "EXPOSE", "STOPSIGNAL", "HEALTHCHECK", "ENTRYPOINT", "CMD"),
    )
)


@dataclass(frozen=True, slots=True)
class Instruction:
    """One instruction, its lines joined."""

    name: str
    text: str

    @property
    def words(self) -> list[str]:
        """Its words, of the JSON form or as a shell splits them; options that begin with `--` come first."""
        options = re.match(r"(?:--\S+ +)*", self.text)
        rest = self.text[options.end() :] if options else self.text
        before, bracket, listed = rest.partition("[")
        last = json.loads(bracket + listed) if bracket and self.name != "RUN" else []
        return [*(options[0].split() if options else ()), *shlex.split(before if last else rest), *last]

    @property
    def pairs(self) -> dict[str, str]:
        """What ENV or LABEL sets."""
        return dict(word.split("=", 1) for word in self.words)


@dataclass(frozen=True, slots=True)
class Stage:
    """What one FROM begins."""

    base: str
    name: str
    instructions: list[Instruction] = field(default_factory=list)

    def all(self, name: str) -> list[Instruction]:
        """Its instructions of a kind, in their order."""
        return [each for each in self.instructions if each.name == name]

    def last(self, name: str) -> Instruction:
        """The one of a kind that counts."""
        return self.all(name)[-1]

    @property
    def environment(self) -> dict[str, str]:
        """All that is set with ENV."""
        return {key: value for each in self.all("ENV") for key, value in each.pairs.items()}


def read_dockerfile(text: str) -> list[Stage]:
    """Return the stages. Raises ValueError for an instruction that is not known here."""
    lines = [line for line in text.splitlines() if not line.lstrip().startswith("#")]
    stages: list[Stage] = []
    for line in re.sub(r"\\\n\s*", "", "\n".join(lines)).splitlines():
        if not line.strip():
            continue
        name, rest = line.split(None, 1)
        if name not in KNOWN:
            raise ValueError(f"{name} isn't known here")
        if name == "FROM":
            base, *alias = rest.split()
            stages.append(Stage(base, alias[1] if alias else ""))
        else:
            stages[-1].instructions.append(Instruction(name, rest.strip()))
    return stages
