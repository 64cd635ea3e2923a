"""The words by which talk is told from hours that somebody logs."""

from __future__ import annotations

from typing import Final

# Words of sentences: no name of the content holds one.
SENTENCE_WORDS: Final = frozenset(
    (
        *("am", "are", "be", "been", "being", "can", "cant", "could", "did", "didnt", "do", "does", "doesnt", "dont"),
        *("had", "has", "have", "is", "isnt", "may", "might", "must", "shall", "should", "was", "wasnt", "were"),
        *("will", "wont", "would", "i", "im", "me", "mine", "my", "we", "us", "our", "you", "your", "he", "him"),
        *("his", "she", "her", "they", "them", "their", "it", "its", "this", "that", "these", "those", "there"),
        *("here", "who", "whom", "what", "which", "how", "not", "yes", "ok", "okay", "please", "pls", "plz"),
        *("thanks", "thx", "lol", "sorry", "also", "again", "now", "later", "soon", "still", "yet", "already"),
        *("just", "only", "maybe", "if", "then", "than", "so", "but", "because", "since", "until", "till"),
    )
)
# After a mere plus these speak of something at hand: "+30m for docker", "+1h on the api".
TASK_WORDS: Final = frozenset({"the", "a", "an", "to", "from", "before", "after", "at", "by", "per", "each"})
# Who begins with these names nothing: "+1h without dns", "log 30m into loki".
NO_FIRST_WORDS: Final = frozenset({"without", "into"})
# Names that are everyday words as well: after a mere plus they are talk; a topic so called is asked about after `log`.
EVERYDAY_NAMES: Final = frozenset(
    (
        *("429", "520", "522", "524", "alarm", "alarms", "alert", "alerts", "api", "apis", "archive", "async"),
        *("authentication", "authn", "authorization", "auto scaling", "auto-scaling", "autoscaling", "backup"),
        *("backups", "batch", "billing", "bootstrap", "build", "builds", "cache", "caching", "cap", "captcha", "cert"),
        *("certification", "certs", "chain", "charts", "ci", "ci/cd", "cicd", "cloud", "clouds", "cluster dns"),
        *("cluster setup", "cm", "coding", "communication", "compose", "compression", "compute", "consistency"),
        *("consumer lag", "count", "crash loop", "cron", "ct logs", "debugging", "deploy", "deployment"),
        *(
            "deployments",
            "disaster recovery",
            "docker logs",
            "docker stats",
            "drift",
            "dry",
            "ds",
            "each",
            "encryption",
        ),
        *("environments", "eviction", "exam", "exams", "experiments", "failover", "feature flags", "flow log"),
        *("flow logs", "full setup", "functions", "git", "hardening", "health check", "health checks", "healthcheck"),
        *("hit rate", "incident", "incidents", "kill switch", "labels", "limits", "linux", "liveness"),
        *("load balancer", "load testing", "lock file", "loops", "manifests", "migration", "migrations", "monitoring"),
        *("monitors", "multi-account", "net", "network", "noisy neighbour", "ns", "onboarding", "oom"),
        *("orchestration", "orchestrator", "outputs", "packet logs", "patching", "performance tuning", "pipeline"),
        *("pipelines", "plan file", "plan review", "pod", "pods", "policies", "policy", "polish", "pop", "postgres"),
        *("practice", "privacy", "probes", "providers", "pull requests", "purge", "queue length", "rate limit"),
        *("rate limiting", "rebuild", "rebuilds", "release", "releases", "replica", "replica lag", "replicas"),
        *("requests", "restart", "revert", "review", "reviews", "rollback", "rollout", "rpo", "rto", "runbook"),
        *("runners", "sandboxing", "scale in", "scale up", "scaling", "schema", "scraping", "scratch", "scripting"),
        *("security", "sensitive", "shards", "shell", "slow down", "slow plan", "soft", "speed", "stacks"),
        *("state lock", "storage", "swap", "swarm", "taint", "target", "targets", "teamwork", "test", "testing"),
        *("tests", "throttling", "toggles", "trail", "training", "troubleshooting", "ttl", "unhealthy", "validation"),
        *("agenda", "allowance", "anchoring", "backup restore", "bad gateway", "bandwidth", "bind"),
        *("bonding", "breaking changes", "burn rate", "callbacks", "certificates", "change management"),
        *("conflict", "conflict resolution", "conflicts", "connection refused"),
        *("criticism", "cut", "deadline", "delegate", "delegating", "delegation", "deprecation"),
        *("design doc", "design docs", "dig", "disagreement", "documentation", "double charge"),
        *("error codes", "error handling", "estimate", "estimates", "estimation", "exporter", "exporters"),
        *("fabric", "facilitation", "filtering", "finality", "forge", "fragmentation", "gas", "guild"),
        *("halving", "hash", "hashes", "hashing", "health checking", "hiring", "home office", "influence"),
        *("interruptions", "interviewing", "interviews", "journal", "kernel panic", "keynote", "kill"),
        *("lighthouse", "load average", "mediation", "memory leak", "mentee", "mentees", "moderation"),
        *("mount", "network outage", "nice", "nines", "oracles", "packet loss", "pager", "pagination"),
        *("paging", "pairing", "partition", "partitions", "pipes", "polling", "praise"),
        *("presentations", "presenting", "process", "processes", "proposal", "proxies", "proxy"),
        *("quota exceeded", "readme", "recruiting", "redirection", "remix", "remote", "remote work"),
        *("resolver", "retrospective", "retry storm", "rfc", "rfcs", "root user", "route leak", "routing"),
        *("scopes", "shadowing", "signals", "signatures", "silences", "slice", "slides", "slots"),
        *("slow machine", "slow server", "spans", "speaking", "sponsorship", "status page", "status report"),
        *("status update", "stress test", "sunset", "switches", "tar", "teaching", "tempo", "tenant"),
        *("throughput", "time zone", "time zones", "timezone", "timezones", "tokens", "trunk", "tunnels"),
        *("vpn", "wallet", "wallets", "war room", "web app", "web apps", "webhook", "write docs"),
        "writing docs",
    )
)
# What happens to systems: "+2h docker build" is no learning, whatever is named before it.
SYSTEM_EVENTS: Final = frozenset(
    (
        *("build", "builds", "cutover", "deploy", "deployment", "deployments", "down", "drain", "exec", "failover"),
        *("import", "inspect", "installation", "maintenance", "migration", "migrations", "output", "promotion", "pull"),
        *(
            "purge",
            "push",
            "rebuild",
            "rebuilds",
            "release",
            "releases",
            "restart",
            "restore",
            "review",
            "rollback",
            "rollout",
        ),
        *("rollouts", "rotation", "scan", "scanning", "setup", "shutdown", "sync", "test", "testing", "tests"),
        *("update", "updates", "upgrade", "validate"),
    )
)
# Who logs something unknown by these words tells of systems, of the day, or of what a log holds: "log 5m of errors".
UNLEARNED_WORDS: Final = (
    TASK_WORDS
    | SYSTEM_EVENTS
    | frozenset(
        (
            *("of", "for", "and", "or", "with", "without", "into", "via", "between", "during", "when", "while"),
            *("where", "under", "past", "within", "every", "everything", "nothing", "everyone", "everybody"),
            *("someone", "anyone", "folks", "guys", "all", "both", "either", "more", "less", "most", "least", "max"),
            *("min", "about", "around", "ago", "earlier", "later", "ahead", "behind", "late", "left", "off", "out"),
            *("up", "back", "over", "no", "new", "old", "slow", "high", "go", "too", "twice", "straight", "always"),
            *("never", "often", "cannot", "enough", "short", "long", "keeps", "seems", "looks", "breaks", "broke"),
            *("flaps", "wait", "move", "lost", "missing", "broken", "failed", "fails", "failing", "hangs"),
            *("flapping", "stuck", "degraded", "unknown", "partial", "mean", "root", "alarm", "alarms", "alert"),
            *("alerts", "backlog", "blip", "blips", "breach", "buffer", "cause", "crash", "crashes", "data", "delay"),
            *("delays", "downtime", "drop", "drops", "dump", "entries", "error", "errors", "event", "events"),
            *("evictions", "failure", "failures", "file", "freeze", "gap", "gaps", "history", "incident"),
            *("incidents", "interval", "jitter", "lag", "latency", "level", "lines", "load", "log", "logs", "loss"),
            *("messages", "noise", "outage", "outages", "output", "packets", "pages", "queries", "query", "records"),
            *("requests", "restarting", "restarts", "retention", "retries", "samples", "spike", "spikes", "startup"),
            *("storm", "stream", "target", "throttling", "timeout", "timeouts", "trace", "traces", "traffic", "ttl"),
            *("uptime", "volume", "warnings", "window", "break", "call", "coffee", "commute", "dinner", "handover"),
            *("hands", "holiday", "interview", "lunch", "meeting", "meetings", "oncall", "on-call", "overtime"),
            *("planning", "postmortem", "pto", "retro", "room", "sick", "sleep", "standup", "sync-up", "ticket"),
            *("tickets", "travel", "triage", "vacation", "work"),
        )
    )
)
