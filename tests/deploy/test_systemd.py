"""The units: as hardened as each other, with the time to stop and a user, a place and settings that agree."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.deploy.what_is_run import DEPLOY, UNITS, read_unit

LONG_RUNNING = [path for path in UNITS if "oneshot" not in path.read_text()]
# Beside what `systemd-analyze security` asks for; `make lint-deploy` runs that.
NEEDED = {"ProtectSystem": ["strict"], "NoNewPrivileges": ["yes"], "UMask": ["0077"], "CapabilityBoundingSet": [""]}


def hardening(path: Path) -> list[str]:
    """What comes after the one comment that all units have, up to the next section."""
    text = path.read_text()
    return text.split("# Nothing of the system can be changed")[1].split("\n[")[0].strip().splitlines()


@pytest.mark.parametrize("path", UNITS, ids=lambda path: path.name)
def test_every_unit_is_hardened_alike(path: Path) -> None:
    assert hardening(path) == hardening(UNITS[0])
    unit = read_unit(path)
    assert {name: unit[name] for name in NEEDED} == NEEDED
    assert unit["SystemCallFilter"] == ["@system-service", "~@privileged @resources"]
    assert unit["EnvironmentFile"] == ["/etc/roadmate.env"]
    assert unit["WorkingDirectory"] == [f"/var/lib/{unit['StateDirectory'][0].split()[0]}"]


@pytest.mark.parametrize("path", LONG_RUNNING, ids=lambda path: path.name)
def test_what_runs_on_has_time_to_stop_and_comes_back(path: Path) -> None:
    unit = read_unit(path)
    assert int(unit["TimeoutStopSec"][0]) > 5
    assert (unit["Restart"], unit["StartLimitIntervalSec"]) == (["always"], ["0"])
    assert unit["WantedBy"] == ["multi-user.target"]


def test_the_user_is_made_and_the_backup_has_its_timer() -> None:
    users = (DEPLOY / "systemd" / "roadmate.sysusers.conf").read_text()
    assert {read_unit(path)["User"][0] for path in UNITS} == {"roadmate"}
    assert '\nu roadmate - "Roadmate" /var/lib/roadmate\n' in users
    backup = read_unit(DEPLOY / "systemd" / "roadmate-backup.service")
    written = backup["ExecStart"][0].split(' db backup "')[1]
    folder = f"/var/lib/{backup['StateDirectory'][0].split()[1]}"
    assert written.startswith(f"{folder}/roadmate-")
    assert backup["ExecStartPost"][0].split()[1] == folder
    assert "OnCalendar" in read_unit(DEPLOY / "systemd" / "roadmate-backup.timer")
