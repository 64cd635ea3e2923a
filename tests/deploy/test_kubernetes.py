"""The manifests hang together: what selects has something to select, what is named is there, and nothing has rights.

`make lint-deploy` holds them against the schemas of Kubernetes.
"""

from __future__ import annotations

from typing import Any

import pytest

from tests.deploy.test_what_is_run import PAGES
from tests.deploy.what_is_run import DEPLOY, IMAGE, MANIFESTS, read_manifests

DEPLOYMENTS = {each["metadata"]["name"]: each for each in read_manifests("Deployment")}
NAMES = sorted(DEPLOYMENTS)
STOP_SECONDS = 5


def pod_of(name: str) -> dict[str, Any]:
    pod: dict[str, Any] = DEPLOYMENTS[name]["spec"]["template"]["spec"]
    return pod


def selected(labels: dict[str, str]) -> set[str]:
    """The deployments whose pods have these labels."""
    return {
        name
        for name, each in DEPLOYMENTS.items()
        if labels.items() <= each["spec"]["template"]["metadata"]["labels"].items()
    }


def ports_of(names: set[str]) -> set[str]:
    """The names of the ports that all of these deployments open."""
    return set.intersection(*({each["name"] for each in pod_of(name)["containers"][0]["ports"]} for name in names))


def test_the_kustomization_has_every_file_but_the_examples() -> None:
    [kustomization] = read_manifests("Kustomization")
    files = {path.name for path in MANIFESTS if not path.name.endswith(".example.yaml")}
    assert set(kustomization["resources"]) == files - {"kustomization.yaml"}
    assert {each["metadata"].get("namespace", "roadmate") for each in read_manifests() if "metadata" in each} == {
        kustomization["namespace"]
    }


@pytest.mark.parametrize("name", NAMES)
def test_a_deployment_rolls_over_without_a_gap(name: str) -> None:
    spec = DEPLOYMENTS[name]["spec"]
    assert spec["replicas"] == 2
    assert spec["strategy"]["rollingUpdate"]["maxUnavailable"] == 0
    assert selected(spec["selector"]["matchLabels"]) == {name}
    [budget] = [
        each
        for each in read_manifests("PodDisruptionBudget")
        if selected(each["spec"]["selector"]["matchLabels"]) == {name}
    ]
    assert budget["spec"]["minAvailable"] < spec["replicas"]


@pytest.mark.parametrize("name", NAMES)
def test_a_pod_has_no_rights_and_writes_only_where_the_image_does(name: str) -> None:
    pod = pod_of(name)
    user, group = map(int, IMAGE.last("USER").text.split(":"))
    context = pod["securityContext"]
    assert (context["runAsNonRoot"], context["runAsUser"], context["runAsGroup"]) == (True, user, group)
    assert context["seccompProfile"] == {"type": "RuntimeDefault"}
    assert pod["automountServiceAccountToken"] is False
    for container in (*pod["initContainers"], *pod["containers"]):
        assert container["image"] == "roadmate"
        assert container["securityContext"] == {
            "allowPrivilegeEscalation": False,
            "readOnlyRootFilesystem": True,
            "capabilities": {"drop": ["ALL"]},
        }
        assert {"requests", "limits"} == container["resources"].keys()
        mounts = {each["mountPath"]: each["name"] for each in container["volumeMounts"]}
        assert mounts.keys() == {IMAGE.last("WORKDIR").text, "/tmp"}
        assert set(mounts.values()) == {each["name"] for each in pod["volumes"]}


@pytest.mark.parametrize("name", NAMES)
def test_the_probes_ask_for_pages_that_there_are(name: str) -> None:
    [container] = pod_of(name)["containers"]
    numbers = {each["name"]: str(each["containerPort"]) for each in container["ports"]}
    settings = {each["name"]: each["value"] for each in container["env"]}
    assert numbers["status"] == settings["ROADMATE_STATUS_PORT"]
    assert numbers.get("http", settings["PORT"]) == settings["PORT"]
    probes = {kind: container[f"{kind}Probe"]["httpGet"] for kind in ("startup", "readiness", "liveness")}
    assert {each["port"] for each in probes.values()} == {"status"}
    assert {each["path"] for each in probes.values()} <= PAGES
    assert probes["readiness"]["path"] == "/readyz"
    assert probes["liveness"]["path"] == "/healthz"


@pytest.mark.parametrize("name", NAMES)
def test_a_pod_has_the_time_it_needs_to_stop(name: str) -> None:
    pod = pod_of(name)
    waits = pod["containers"][0].get("lifecycle", {}).get("preStop", {}).get("exec", {}).get("command", ["sleep(0)"])
    before = int(waits[-1].split("sleep(")[1].removesuffix(")"))
    assert pod["terminationGracePeriodSeconds"] > before + STOP_SECONDS


def test_all_that_is_named_is_there() -> None:
    there = {(each["kind"], each["metadata"]["name"]) for each in read_manifests() if "metadata" in each}
    for name in NAMES:
        for container in (*pod_of(name)["initContainers"], *pod_of(name)["containers"]):
            [config, secret] = container["envFrom"]
            assert ("ConfigMap", config["configMapRef"]["name"]) in there
            assert ("Secret", secret["secretRef"]["name"]) in there
    services = {each["metadata"]["name"]: each["spec"] for each in read_manifests("Service")}
    for spec in services.values():
        assert {each["targetPort"] for each in spec["ports"]} <= ports_of(selected(spec["selector"]))
    [ingress] = read_manifests("Ingress")
    [path] = ingress["spec"]["rules"][0]["http"]["paths"]
    backend = path["backend"]["service"]
    assert backend["port"]["name"] in {each["name"] for each in services[backend["name"]]["ports"]}
    assert "/slack/events".startswith(path["path"])


def test_settings_that_are_no_secret_are_no_secret() -> None:
    [config], [secret] = read_manifests("ConfigMap"), read_manifests("Secret")
    assert not {name for name in config["data"] if "TOKEN" in name or "SECRET" in name or name == "DATABASE_URL"}
    assert "DATABASE_URL" in secret["stringData"]
    assert (DEPLOY / "kubernetes" / "secret.example.yaml").is_file()


def test_nothing_else_comes_in_or_goes_out() -> None:
    [policy] = read_manifests("NetworkPolicy")
    spec = policy["spec"]
    assert selected(spec["podSelector"]["matchLabels"]) == set(NAMES)
    assert spec["policyTypes"] == ["Ingress", "Egress"]
    assert all(rule["from"] for rule in spec["ingress"])
    incoming = {port["port"] for rule in spec["ingress"] for port in rule["ports"]}
    assert incoming == {each["name"] for name in NAMES for each in pod_of(name)["containers"][0]["ports"]}
    assert {port["port"] for rule in spec["egress"] for port in rule["ports"]} == {53, 443, 5432}


def test_names_are_asked_where_a_node_keeps_them_and_slack_at_no_address_inside() -> None:
    [policy] = read_manifests("NetworkPolicy")
    ports = {each["port"]: rule.get("to", []) for rule in policy["spec"]["egress"] for each in rule["ports"]}
    assert {"ipBlock": {"cidr": "169.254.20.10/32"}} in ports[53]  # NodeLocal DNSCache
    [outside] = ports[443]
    assert "169.254.0.0/16" in outside["ipBlock"]["except"]


def test_an_image_of_a_private_registry_can_be_had() -> None:
    told = (DEPLOY / "kubernetes" / "kustomization.yaml").read_text()
    for name in NAMES:
        [secret] = pod_of(name)["imagePullSecrets"]
        assert f"create secret docker-registry {secret['name']} --namespace roadmate" in told
