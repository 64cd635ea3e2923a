"""Assignments: started, handed in, signed off, one sent back with a reason, and two that wait."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from bot.demo.cast import HANNA
from bot.demo.flows import hands_in, sends_back, signs_off, starts
from bot.demo.script import Act, act
from bot.sandbox.slack_api.fixtures import ANA, BEN, CHIDI, MEI, PRIYA

_FIREWALL: Final = "Advanced firewall rules"
_DRIFT: Final = "Drift detection and remediation"
_RELEASES: Final = "Blue-green and canary deployments"
_OPERATORS: Final = "Kubernetes CRDs and operators"
_GIT: Final = "https://git.example.com/platform"


def acts() -> Iterator[Act]:
    """Return what happens."""
    yield from _firewall()
    yield from _drift()
    yield from _releases()
    yield from _operators()
    yield act(9, "mon 11:40", MEI, starts(MEI, "networking", "Content delivery network", due_in_days=25))
    yield act(9, "tue 10:20", CHIDI, starts(CHIDI, "infrastructure as code", "Multi-region infrastructure script"))
    note = "Two regions from one module, traffic moved by health check in 70 s. The failover test is in the README."
    link = f"{_GIT}/multi-region/-/merge_requests/11"
    area, title = "infrastructure as code", "Multi-region infrastructure script"
    yield act(11, "fri 16:50", CHIDI, hands_in(CHIDI, area, title, link=link, note=note))
    yield act(10, "wed 09:50", HANNA, starts(HANNA, "devops", "Complete GitOps workflow", due_in_days=20))
    yield act(8, "tue 15:10", BEN, starts(BEN, "soft skills", "Knowledge-sharing sessions"))


def _firewall() -> Iterator[Act]:
    yield act(2, "wed 11:10", MEI, starts(MEI, "networking", _FIREWALL))
    note = "nftables on the staging edge: stateful, HTTP methods filtered at the proxy. 31 rules down to 12."
    yield act(5, "thu 17:20", MEI, hands_in(MEI, "networking", _FIREWALL, link=f"{_GIT}/edge/-/42", note=note))
    reason = "The rules read well. I can't see what is refused: please add tests for the denied paths, one each."
    yield act(6, "mon 15:40", PRIYA, sends_back(PRIYA, _FIREWALL, reason))
    again = "Nine tests, six of them for what must not get through. The one for fragments failed at first, rule 7."
    yield act(7, "fri 16:30", MEI, hands_in(MEI, "networking", _FIREWALL, link=f"{_GIT}/edge/-/47", note=again))
    yield act(8, "mon 12:40", PRIYA, signs_off(PRIYA, _FIREWALL))


def _drift() -> Iterator[Act]:
    yield act(5, "wed 10:15", CHIDI, starts(CHIDI, "infrastructure as code", _DRIFT))
    note = "Nightly plan for every state, exit code 2 opens a ticket with the diff. Tags are put back by themselves."
    link = f"{_GIT}/drift/-/merge_requests/3"
    yield act(8, "tue 17:05", CHIDI, hands_in(CHIDI, "infrastructure as code", _DRIFT, link=link, note=note))
    yield act(8, "wed 11:30", ANA, signs_off(ANA, _DRIFT))


def _releases() -> Iterator[Act]:
    yield act(3, "mon 10:40", HANNA, starts(HANNA, "devops", _RELEASES))
    note = "Weighted target groups, 5 percent for ten minutes, back by itself on 5xx. Video of both in the ticket."
    link = f"{_GIT}/releases/-/merge_requests/18"
    yield act(8, "wed 15:20", HANNA, hands_in(HANNA, "devops", _RELEASES, link=link, note=note))
    yield act(8, "thu 10:45", BEN, signs_off(BEN, _RELEASES))


def _operators() -> Iterator[Act]:
    yield act(4, "tue 14:10", PRIYA, starts(PRIYA, "system architecture", _OPERATORS))
    note = "An operator for our Redis: a CRD with three fields, status conditions, finalizer for the snapshot."
    link = f"{_GIT}/redis-operator"
    yield act(9, "fri 17:15", PRIYA, hands_in(PRIYA, "system architecture", _OPERATORS, link=link, note=note))
    yield act(10, "mon 10:50", BEN, signs_off(BEN, _OPERATORS))
