"""Reads the PromQL that our alerts and panels use, and evaluates it over pages of metrics, simply.

Only the forms that they use. `rate` and `increase` take the last sample minus the first within their range, without
Prometheus's extrapolation; no counter is reset here. It tells whether an expression would fire on such pages, and which
metrics and labels it names; `promtool check rules` is what knows the language.
"""

from __future__ import annotations

import math
import re
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from prometheus_client.parser import text_string_to_metric_families

Labels = frozenset[tuple[str, str]]
Vector = dict[Labels, float]  # without the metric's name
Page = Mapping[str, Vector]  # by the metric's name
TOKEN: Final = re.compile(
    r"\s*(?P<token>[a-zA-Z_:][a-zA-Z0-9_:]*|\d+(?:\.\d+)?(?![smhd])|\"[^\"]*\"|\[\w+\]|=~|!~|!=|==|>=|<=|[-+*/(){},=<>])"
)
SECONDS: Final = {"s": 1, "m": 60, "h": 3600, "d": 86400}
AGGREGATIONS: Final[Mapping[str, Callable[[Sequence[float]], float]]] = {
    "sum": sum,
    "max": max,
    "count": len,
}
COMPARISONS: Final[Mapping[str, Callable[[float, float], bool]]] = {
    "==": lambda one, other: one == other,
    "!=": lambda one, other: one != other,
    ">": lambda one, other: one > other,
    "<": lambda one, other: one < other,
    ">=": lambda one, other: one >= other,
    "<=": lambda one, other: one <= other,
}
ARITHMETIC: Final[Mapping[str, Callable[[float, float], float]]] = {
    "+": lambda one, other: one + other,
    "-": lambda one, other: one - other,
    "*": lambda one, other: one * other,
    "/": lambda one, other: one / other if other else math.nan,
}
LEVELS: Final = (("and", "or", "unless"), tuple(COMPARISONS), ("+", "-"), ("*", "/"))


def read_page(text: str) -> Page:
    """Return the samples of a page by name."""
    page: defaultdict[str, Vector] = defaultdict(dict)
    for family in text_string_to_metric_families(text):
        for sample in family.samples:
            page[sample.name][frozenset(sample.labels.items())] = sample.value
    return page


@dataclass(frozen=True, slots=True)
class Selector:
    """A metric with what its labels must be, and in seconds how far back it is looked at."""

    metric: str
    matchers: tuple[tuple[str, str, str], ...]
    seconds: int = 0


@dataclass(slots=True)
class Evaluation:
    """An expression over pages, each with its moment, the last one being now; `selectors` are those it has named."""

    text: str
    pages: Sequence[tuple[float, Page]]
    selectors: list[Selector] = field(default_factory=list)
    grouping: set[str] = field(default_factory=set)
    _tokens: list[str] = field(default_factory=list)

    def run(self) -> Vector | float:
        """Return what the expression gives. Raises ValueError for what is none that we use."""
        self._tokens = list(split_tokens(self.text))
        found = self._binary(0)
        if self._tokens:
            raise ValueError(f"not read: {self._tokens} of {self.text}")
        return found

    def _take(self, expected: str = "") -> str:
        if not self._tokens or (expected and self._tokens[0] != expected):
            raise ValueError(f"{expected or 'more'} expected in {self.text}")
        return self._tokens.pop(0)

    def _binary(self, level: int) -> Vector | float:
        if level == len(LEVELS):
            return self._unary()
        found = self._binary(level + 1)
        while self._tokens and self._tokens[0] in LEVELS[level]:
            found = combine(self._take(), found, self._binary(level + 1))
        return found

    def _unary(self) -> Vector | float:
        token = self._take()
        if token == "(":
            found = self._binary(0)
            self._take(")")
            return found
        if re.fullmatch(r"\d+(\.\d+)?", token):
            return float(token)
        if token in AGGREGATIONS:
            return self._aggregate(token)
        if self._tokens and self._tokens[0] == "(":
            return self._call(token)
        return self._select(self._selector(token), self.pages[-1])

    def _aggregate(self, name: str) -> Vector:
        by = self._names() if self._tokens[0] == "by" and self._take() else ()
        self.grouping.update(by)
        self._take("(")
        found = as_vector(self._binary(0))
        self._take(")")
        groups: defaultdict[Labels, list[float]] = defaultdict(list)
        for labels, value in found.items():
            groups[frozenset(each for each in labels if each[0] in by)].append(value)
        return {labels: float(AGGREGATIONS[name](values)) for labels, values in groups.items()}

    def _names(self) -> tuple[str, ...]:
        self._take("(")
        names = []
        while (token := self._take()) != ")":
            names += [token] if token != "," else []
        return tuple(names)

    def _call(self, name: str) -> Vector | float:
        self._take("(")
        if name == "time":
            self._take(")")
            return self.pages[-1][0]
        if name in ("rate", "increase"):
            found: Vector | float = self._change(self._selector(self._take()), per_second=name == "rate")
        elif name == "absent":
            found = {} if self._binary(0) else {frozenset(): 1.0}
        elif name == "histogram_quantile":
            share = self._binary(0)
            self._take(",")
            found = quantiles(float(share) if isinstance(share, float) else math.nan, as_vector(self._binary(0)))
        else:
            raise ValueError(f"{name} isn't known")
        self._take(")")
        return found

    def _selector(self, metric: str) -> Selector:
        matchers = []
        if self._tokens and self._tokens[0] == "{":
            self._take()
            while (token := self._take()) != "}":
                matchers += [] if token == "," else [(token, self._take(), self._take().strip('"'))]
        seconds = 0
        if self._tokens and self._tokens[0].startswith("["):
            length = self._take().strip("[]")
            seconds = int(length[:-1]) * SECONDS[length[-1]]
        self.selectors.append(Selector(metric, tuple(matchers), seconds))
        return self.selectors[-1]

    def _select(self, selector: Selector, page: tuple[float, Page]) -> Vector:
        return {
            labels: value
            for labels, value in page[1].get(selector.metric, {}).items()
            if all(matches(dict(labels).get(name, ""), how, wanted) for name, how, wanted in selector.matchers)
        }

    def _change(self, selector: Selector, *, per_second: bool) -> Vector:
        now = self.pages[-1][0]
        within = [self._select(selector, page) for page in self.pages if now - page[0] <= selector.seconds]
        changes: Vector = {}
        for labels, last in within[-1].items():
            values = [each[labels] for each in within if labels in each]
            if len(values) > 1:  # an increase from nothing is none
                changes[labels] = (last - values[0]) / (selector.seconds if per_second else 1)
        return changes


def split_tokens(text: str) -> Iterator[str]:
    """Split an expression. Raises ValueError for a sign that none of ours has."""
    place = 0
    while place < len(text.rstrip()):
        found = TOKEN.match(text, place)
        if found is None:
            raise ValueError(f"not read: {text[place:]}")
        yield found["token"]
        place = found.end()


def matches(value: str, how: str, wanted: str) -> bool:
    """Return whether a label's value is the wanted one."""
    if how in ("=", "!="):
        return (value == wanted) == (how == "=")
    return bool(re.fullmatch(wanted, value)) == (how == "=~")


def as_vector(found: Vector | float) -> Vector:
    """Return a number as a vector of one."""
    return found if isinstance(found, dict) else {frozenset(): found}


def combine(operator: str, one: Vector | float, other: Vector | float) -> Vector | float:
    """Return what an operator between two gives; a comparison keeps what is true."""
    if operator in ("and", "or", "unless"):
        left, right = as_vector(one), as_vector(other)
        if operator == "or":
            return right | left
        return {labels: value for labels, value in left.items() if (labels in right) == (operator == "and")}
    if operator in ARITHMETIC and isinstance(one, float) and isinstance(other, float):
        return ARITHMETIC[operator](one, other)
    pairs = pair_up(one, other)
    if operator in ARITHMETIC:
        return {labels: ARITHMETIC[operator](*pair) for labels, pair in pairs.items()}
    return {labels: pair[0] for labels, pair in pairs.items() if COMPARISONS[operator](*pair)}


def pair_up(one: Vector | float, other: Vector | float) -> dict[Labels, tuple[float, float]]:
    """Return the values of both by labels; a number goes with each."""
    if isinstance(one, dict) and isinstance(other, dict):
        return {labels: (value, other[labels]) for labels, value in one.items() if labels in other}
    if isinstance(one, dict):
        return {labels: (value, float(str(other))) for labels, value in one.items()}
    return {labels: (one, value) for labels, value in as_vector(other).items()}


def quantiles(share: float, buckets: Vector) -> Vector:
    """Return the upper end of the bucket in which the share lies, by labels; the last but one for an endless one."""
    by_labels: defaultdict[Labels, list[tuple[float, float]]] = defaultdict(list)
    for labels, count in buckets.items():
        end = float(dict(labels)["le"])
        by_labels[frozenset(each for each in labels if each[0] != "le")].append((end, count))
    found: Vector = {}
    for labels, unsorted in by_labels.items():
        counts = sorted(unsorted)
        total = counts[-1][1]
        end = next((end for end, count in counts if total and count >= share * total), math.nan)
        found[labels] = counts[-2][0] if math.isinf(end) else end
    return found
