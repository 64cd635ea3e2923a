"""Tomás's sittings: the first days, Linux and containers."""

from __future__ import annotations

from typing import Final

DIARY: Final = (
    "45m the shell: history search and the key bindings I never used",
    "1h systemd & services: wrote a unit for the report job, Restart=on-failure",
    "30m logs & journald",
    "1h image building: my first Dockerfile that isn't FROM latest",
    "1h processes & signals: PID 1 in a container doesn't forward SIGTERM by itself",
    "45m files & permissions: setgid on the shared folder",
    "1h ssh: jump host in the config file, no more nested sessions",
    "1h text tools (grep, awk, sed, jq): top ten clients out of the access log",
    "50m docker compose",
    "1h storage, filesystems & lvm: grew a volume online",
    "1h cron & timers: timer with RandomizedDelaySec in place of cron",
    "45m volume management",
    "1h networking on linux: ip route get, and the second default route was it",
    "1h shell scripting: set -euo pipefail, then fixed what it found",
    "1h backups & restore: restored, which nobody had tried",
    "45m users & sudo",
)
