"""Write YAML that the strict reader takes, laid out as a person would."""

from __future__ import annotations

from typing import Any, Final

import yaml

from bot.catalog.loading.strict_yaml import is_ambiguous

LINE_WIDTH: Final = 110


class _Dumper(yaml.SafeDumper):
    """Indents lists, and quotes every text that could be read as something else."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002
        super().increase_indent(flow, False)

    def ignore_aliases(self, _data: Any) -> bool:
        return True


def _represent_text(dumper: _Dumper, text: str) -> yaml.ScalarNode:
    style = '"' if is_ambiguous(text) or not text else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", text, style=style)


_Dumper.add_representer(str, _represent_text)


def write_yaml(data: Any) -> str:
    """Return data as YAML; keys stay in their order."""
    return yaml.dump(data, Dumper=_Dumper, sort_keys=False, allow_unicode=True, width=LINE_WIDTH)
