"""Everyday questions have a right answer among the first three topics."""

from __future__ import annotations

import time

import pytest

from bot.catalog.catalog import Catalog
from bot.catalog.lookup.search import rank_content
from bot.catalog.lookup.typos import correct_words
from bot.catalog.lookup.word_matching import Word, fold_word, split_words

# What is asked, and the topics of which one has to be among the first three.
QUESTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    (
        "how do I rotate secrets?",
        (
            "docker.secret-rotation",
            "aws.secrets-manager",
            "terraform.provider-credential-rotation",
        ),
    ),
    (
        "my bill is too high",
        (
            "aws.cost-management",
            "system_design.cost-optimization",
            "terraform.cost-management",
        ),
    ),
    (
        "what if a whole zone goes down",
        (
            "aws.multi-az-multi-region",
            "devops.multi-az-multi-region",
            "kubernetes.multi-zone-deployments",
            "aws.high-availability-pattern",
        ),
    ),
    (
        "my pods keep crashing",
        (
            "docker.restart-policies",
            "docker.restart-policies-scaling",
            "docker.debugging",
            "docker.health-checks",
            "kubernetes.resource-requests-limits",
        ),
    ),
    ("how do I get k8s to add nodes by itself", ("kubernetes.cluster-autoscaler",)),
    (
        "container killed because it ran out of memory",
        (
            "docker.resource-limits",
            "kubernetes.resource-requests-limits",
            "docker.resource-limits-security",
        ),
    ),
    (
        "how to release without downtime",
        (
            "devops.zero-downtime-deployment",
            "devops.rolling-deployment",
            "devops.blue-green-deployment",
        ),
    ),
    (
        "where should I store passwords",
        (
            "devops.secrets-management",
            "docker.secrets-management",
            "aws.secrets-manager",
            "kubernetes.secrets-management",
        ),
    ),
    ("a file with secrets was pushed to github", ("terraform.git-security",)),
    (
        "our website is slow for users in asia",
        (
            "cloudflare.content-delivery-network-cdn",
            "system_design.cdn-integration",
            "cloudflare.performance",
            "system_design.content-delivery",
            "aws.cloudfront",
            "cloudflare.global-load-balancing",
            "devops.performance-monitoring",
        ),
    ),
    (
        "too many database connections",
        (
            "aws.rds-proxy",
            "cloudflare.connection-pooling",
        ),
    ),
    (
        "how do I stop a ddos attack",
        (
            "cloudflare.ddos-protection",
            "cloudflare.ddos-protection-layers",
        ),
    ),
    ("someone changed a server by hand", ("terraform.drift-detection",)),
    ("bring existing servers under terraform", ("terraform.import-existing-resources",)),
    ("what's the difference between docker volumes and bind mounts", ("docker.volume-management",)),
    ("run a job every night in kubernetes", ("kubernetes.jobs-cronjobs",)),
    (
        "who may do what in kubernetes",
        (
            "kubernetes.rbac",
            "kubernetes.access-control",
        ),
    ),
    (
        "show a new version to ten percent of users",
        (
            "devops.canary-deployment",
            "kubernetes.canary-deployment",
            "system_design.canary-deployment",
            "aws.canary-deployments",
        ),
    ),
    (
        "turn a feature off without deploying",
        (
            "devops.feature-flags",
            "system_design.feature-flags",
        ),
    ),
    ("how do services find each other in a cluster", ("kubernetes.service-discovery",)),
    (
        "read logs from all containers in one place",
        (
            "observability.log-pipelines",
            "system_design.search-architecture",
            "kubernetes.sidecar-pattern",
            "docker.sidecar-pattern",
            "devops.monitoring-observability",
            "kubernetes.observability",
        ),
    ),
    ("get told when cpu is high", ("aws.cloudwatch-alarms",)),
    ("what is eventual consistency", ("system_design.data-consistency",)),
    (
        "how do I put a load balancer in front of my servers",
        (
            "aws.application-load-balancer",
            "system_design.load-balancing",
            "system_design.horizontal-scaling",
            "devops.load-distribution",
        ),
    ),
    (
        "protect my site from bots",
        (
            "cloudflare.bot-management",
            "cloudflare.bot-management-pattern",
        ),
    ),
    (
        "i need https for my domain",
        (
            "cloudflare.ssl-tls-certificates",
            "cloudflare.ssl-tls-configuration",
        ),
    ),
    (
        "automatic deploy on every commit",
        (
            "devops.ci-cd-pipeline",
            "devops.ci-cd-platforms",
        ),
    ),
    (
        "reuse terraform code in several projects",
        (
            "terraform.modules",
            "terraform.module-reusability",
            "terraform.modular-architecture",
        ),
    ),
    (
        "separate dev and prod in terraform",
        (
            "terraform.environment-separation",
            "terraform.workspace-based-environments",
            "terraform.workspaces",
        ),
    ),
    (
        "what is the blast radius of a container running as root",
        (
            "docker.user-isolation",
            "kubernetes.securitycontext",
            "docker.container-security",
        ),
    ),
    (
        "are my images safe, any known vulnerabilities",
        (
            "docker.image-scanning",
            "kubernetes.container-image-scanning",
            "devops.vulnerability-scanning",
        ),
    ),
    (
        "deploy by merging to git",
        (
            "devops.gitops",
            "kubernetes.gitops-deployment",
        ),
    ),
    (
        "limit what an iam role can do",
        (
            "aws.iam-policies",
            "terraform.iam-policies",
        ),
    ),
    ("private subnet needs internet for updates", ("aws.nat-gateway-instance",)),
    ("old content still shown after deploy, clear the cache", ("cloudflare.cache-invalidation",)),
    (
        "sharding a database that got too big",
        (
            "system_design.database-scaling",
            "devops.database-scaling",
            "system_design.scalability-patterns",
            "cloudflare.database-scaling",
        ),
    ),
    (
        "queue for long running jobs",
        (
            "system_design.async-processing",
            "system_design.asynchronous-processing",
            "system_design.messaging-systems",
        ),
    ),
    (
        "one command to start all my containers",
        (
            "docker.compose",
            "docker.docker-compose",
        ),
    ),
    (
        "see the path of a request through microservices",
        (
            "observability.distributed-tracing",
            "kubernetes.observability",
            "system_design.monitoring-observability",
            "devops.monitoring-observability",
            "aws.monitoring-logging",
        ),
    ),
    ("kuberntes netwrok polcies", ("kubernetes.network-policies",)),
    ("how do I go back to the previous docker image", ("docker.rollback-via-image-tags",)),
    ("find personal data in s3 buckets", ("aws.macie",)),
    (
        "save terraform state somewhere shared",
        (
            "terraform.remote-state-backend",
            "terraform.state-management",
        ),
    ),
    ("upgrade nodes without killing all replicas", ("kubernetes.pod-disruption-budgets",)),
    (
        "set up something before the main container starts",
        (
            "kubernetes.init-containers",
            "docker.init-container-pattern",
        ),
    ),
)


def first_topics(catalog: Catalog, text: str, count: int = 3) -> list[str]:
    typed = tuple(Word(word.casefold(), fold_word(word.casefold())) for word in split_words(text))
    corrected = correct_words(catalog, typed, {}, is_question=True)
    return [topic.id for topic in rank_content(catalog, corrected.words).topics[:count]]


def test_there_are_enough_questions() -> None:
    assert len(QUESTIONS) >= 40


@pytest.mark.parametrize(("text", "right"), QUESTIONS)
def test_a_right_answer_is_among_the_first_three(real: Catalog, text: str, right: tuple[str, ...]) -> None:
    assert set(first_topics(real, text)) & set(right), first_topics(real, text)


def test_every_right_answer_is_a_topic(real: Catalog) -> None:
    assert [each for _, right in QUESTIONS for each in right if real.find_topic(each) is None] == []


def test_a_question_costs_milliseconds(real: Catalog) -> None:
    def once(text: str) -> float:
        started = time.thread_time()
        first_topics(real, text)
        return time.thread_time() - started

    assert min(once(QUESTIONS[0][0]) for _ in range(20)) < 0.02
    assert min(once("kuberntes netwrok polcies") for _ in range(20)) < 0.05
