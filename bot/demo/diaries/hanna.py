"""Hanna's sittings: pipelines and containers."""

from __future__ import annotations

from typing import Final

DIARY: Final = (
    "1h image building: 1.2 GB to 180 MB, mostly the build tools that stayed in",
    "45m multi-stage building",
    "1h ci/cd platforms: read how our runners are registered, drew it for the wiki",
    "1h docker compose: the whole test setup with one command, also on the Macs",
    "30m health checks: a start period, otherwise the database is restarted while it recovers",
    "1h15 ci/cd pipeline: cache keyed by lock file, 11 min to 4",
    "1h rolling deployment",
    "1h volume management: found 60 GB of dangling volumes on the build host",
    "45m version control: bisected the slow start to a log setting",
    "1h rollback via image tags: never latest again",
    "1h blue-green deployment (devops): two target groups and a weighted rule, in the sandbox account",
    "50m secrets management (devops)",
    "1h30 ci/cd pipeline: split the deploy job, so that a red smoke test stops before prod",
    "1h feature flags (devops): a flag nobody owned for two years, now there is a list",
    "1h image scanning: 14 criticals, 13 gone with a newer base image",
    "45m base image security",
    "1h capabilities dropping: binding port 443 was all it needed",
    "1h zero-downtime deployment: readiness first, then preStop, then the balancer",
    "1h gitops: watched a drift being reverted in a kind cluster",
    "40m registry-based deployment",
    "1h canary deployment (devops): 5 percent for ten minutes, error rate as the gate",
    "1h15 hcl syntax: so that I can read what Chidi writes",
    "1h state management: lock stays after a cancelled job",
    "1h remote state backend",
    "1h automated rollback: alarm to rollback in 90 s, measured",
    "50m vulnerability scanning",
    "1h gitops: app of apps in the lab, sync waves for the CRDs",
    "1h observability (kubernetes)",
    "45m docker debugging: nsenter into the network namespace of a distroless container",
    "1h ci/cd pipeline",
    "1h configuration externalization: one image for all stages at last",
    "1h15 supply chain security (devops): signed the images, verified at admission",
    "1h stateless services (devops)",
    "45m ci/cd platforms: runner autoscaling, idle of one is enough at night",
)
