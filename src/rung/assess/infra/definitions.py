"""Finds definitions of resources, by name first and then by content."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping

from rung.assess.infra.base import Definition, Provides, Tool, provided
from rung.assess.parse import bicep, hcl, yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.paths import Role
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

MAX_FILE = 200_000
"""Bytes. A larger manifest is generated."""
MOST_FILES = 2_000
_PLATFORM = regex(
    r"(^|/)(fly\.toml|render\.ya?ml|app\.ya?ml|heroku\.yml|railway\.(json|toml)|Procfile|apprunner\.yaml)$|\.mlem/deployment/[^/]+\.mlem$"
)
_DESCRIBES = regex(rb"^(runtime|services|build|run):", re.M)
_MANIFEST = regex(rb"^apiVersion:[ \t]*\S", re.M)
_STACK = regex(rb"AWSTemplateFormatVersion|AWS::[A-Za-z]+::|AWS::Serverless")
_AZURE_ML = regex(r"azuremlschemas[^\"'\s]{0,200}/(\w+)\.schema\.json|/latest/(\w+)\.schema\.json")
_WORKLOADS = frozenset({
    "deployment", "statefulset", "daemonset", "cronjob", "job", "service", "ingress", "inferenceservice", "rayservice",
    "raycluster", "seldondeployment", "horizontalpodautoscaler", "persistentvolumeclaim", "configmap", "secret",
    "namespace", "servicemonitor", "prometheusrule", "scaledobject", "virtualservice", "rollout", "pod", "rayjob",
    "pytorchjob", "tfjob", "mpijob", "xgboostjob", "cronworkflow", "workflowtemplate", "service/v1",
})  # fmt: skip
_FOLLOWERS = ("argoproj.io", "kustomize.toolkit.fluxcd.io", "helm.toolkit.fluxcd.io")
_FOLLOWING = frozenset({"Application", "ApplicationSet", "Kustomization", "HelmRelease"})
_CROSSPLANE = regex(r"crossplane\.io|upbound\.io|cnrm\.cloud\.google\.com|services\.k8s\.aws")


class DefinitionReader:
    """Reads one tree."""

    def __init__(self, tree: Tree, roles: Mapping[str, Role], aside: Callable[[str], bool]) -> None:
        """`roles` are the project's own files; `aside` tells templates and examples."""
        self.tree = tree
        self.roles = roles
        self.aside = aside
        self.found: dict[tuple[Tool, str], Definition] = {}

    def read(self) -> tuple[Definition, ...]:
        """One definition for each tool and folder."""
        readers: dict[str, Callable[[str], None]] = {".tf": self._terraform, ".bicep": self._bicep}
        seen = 0
        for path, entry in self.tree.entries.items():
            suffix = "." + entry.name.rpartition(".")[2].lower()
            if (entry.size or 0) > MAX_FILE or path not in self.roles:
                continue
            if reader := readers.get(suffix):
                reader(path)
            elif suffix in (".yaml", ".yml", ".json") and self.roles[path] is not Role.CI and seen < MOST_FILES:
                seen += 1
                self._by_content(path, entry.name, suffix)
            elif entry.name in ("Pulumi.yaml", "cdk.json") or _PLATFORM.search(path):
                self._add(Tool.PLATFORM, path, 1, ["service"])
        return tuple(self.found.values())

    def _terraform(self, path: str) -> None:
        try:
            blocks = hcl.read(self.tree.text(path) or "")
        except UnreadableError:
            return
        types = [block.labels[0] for block in blocks if block.kind == "resource" and block.labels]
        types += [block.value("source") for block in blocks if block.kind == "module"]
        backend = next(
            (inside.labels[0] if inside.labels else "remote"
             for block in blocks if block.kind == "terraform"
             for inside in block.blocks if inside.kind in ("backend", "cloud")),
            "",
        )  # fmt: skip
        if types or backend:
            first = next((block.line for block in blocks if block.kind in ("resource", "module")), 1)
            self._add(Tool.TERRAFORM, path, first, types, backend="" if backend == "local" else backend)

    def _bicep(self, path: str) -> None:
        try:
            parsed = bicep.read(self.tree.text(path) or "")
        except UnreadableError:
            return
        own = [each for each in parsed.resources if not each.module and not each.existing]
        if own:
            self._add(Tool.BICEP, path, own[0].line, [each.type for each in own])

    def _by_content(self, path: str, name: str, suffix: str) -> None:
        if name == "cdk.json":
            self._add(Tool.CDK, path, 1, _cdk_resources(self.tree))
            return
        if name == "Pulumi.yaml":
            self._add(Tool.PULUMI, path, 1, ["stack"])
            return
        data = self.tree.content(path) or b""
        if suffix == ".json":
            self._json(path, data)
        elif not self._by_name(path, name):
            self._yaml(path, data)

    def _json(self, path: str, data: bytes) -> None:
        text = data.decode("utf-8", "replace")
        if b"deploymentTemplate.json" in data[:600]:
            self._add(Tool.ARM, path, 1, re.findall(r'"type"\s*:\s*"(Microsoft\.[\w./]+)"', text))
        elif _STACK.search(data[:20_000]) and b'"Resources"' in data:
            self._add(Tool.CLOUDFORMATION, path, 1, re.findall(r'"Type"\s*:\s*"(AWS::[\w:]+)"', text))

    def _by_name(self, path: str, name: str) -> bool:
        """Whether the name says what it is."""
        if re.match(r"(docker-)?compose[^/]*\.ya?ml$", name):
            self._compose(path)
        elif name in ("databricks.yml", "databricks.yaml"):
            self._add(Tool.DATABRICKS, path, 1, self._bundle(path))
        elif name in ("Chart.yaml", "Chart.yml"):
            self._add(Tool.HELM, path, 1, _chart_kinds(self.tree, path))
        elif name in ("serverless.yml", "serverless.yaml"):
            self._add(Tool.SERVERLESS, path, 1, ["function"])
        else:
            return False
        return True

    def _yaml(self, path: str, data: bytes) -> None:
        if _PLATFORM.search(path) and _DESCRIBES.search(data):
            self._add(Tool.PLATFORM, path, 1, ["service"])
        elif _STACK.search(data[:20_000]):
            text = data.decode("utf-8", "replace")
            self._add(Tool.CLOUDFORMATION, path, 1, re.findall(r"Type:\s*['\"]?(AWS::[\w:]+)", text))
        elif b"azuremlschemas" in data[:2_000]:
            self._azure_ml(path, data.decode("utf-8", "replace"))
        elif _MANIFEST.search(data) and "/templates/" not in f"/{path}":
            self._manifest(path)
        elif b"hosts:" in data and (b"tasks:" in data or b"roles:" in data):
            self._add(Tool.ANSIBLE, path, 1, ["compute instance"])

    def _azure_ml(self, path: str, text: str) -> None:
        found = _AZURE_ML.search(text)
        kind = (found[1] or found[2] or "") if found else ""
        if re.search(
            r"endpoint|deployment|compute|workspace|schedule|registry|datastore|featurestore", kind, re.IGNORECASE
        ):
            self._add(Tool.AZURE_ML, path, 1, [kind])

    def _compose(self, path: str) -> None:
        for document in self._documents(path):
            services = document.get("services") if isinstance(document, YamlMap) else None
            if isinstance(services, YamlMap) and services:
                own = any(isinstance(each, YamlMap) and "build" in each for each in services.values())
                self._add(Tool.COMPOSE, path, yaml.line_of(document, "services"), ["service"], own_images=own)

    def _bundle(self, path: str) -> list[str]:
        kinds = [
            kind
            for document in self._documents(path)
            for resources, _ in yaml.find(document, "resources")
            if isinstance(resources, YamlMap)
            for kind in resources
        ]
        return [*kinds, "databricks job"] if "jobs" in kinds or not kinds else kinds

    def _manifest(self, path: str) -> None:
        for document in self._documents(path):
            if not isinstance(document, YamlMap):
                continue
            kind, version = str(document.get("kind", "")), str(document.get("apiVersion", ""))
            if version.startswith(_FOLLOWERS) and kind in _FOLLOWING:
                self._add(Tool.GITOPS, path, document.line, ["deployment"])
            elif kind.lower() in _WORKLOADS or _CROSSPLANE.search(version):
                self._add(Tool.KUBERNETES, path, document.line, [kind])

    def _documents(self, path: str) -> list[object]:
        try:
            return yaml.read_templated(self.tree.text(path) or "", what=path)
        except UnreadableError:
            return []

    def _add(
        self, tool: Tool, path: str, line: int, resources: Iterable[str], *, backend: str = "", own_images: bool = False
    ) -> None:
        folder = path.rpartition("/")[0]
        types = tuple(dict.fromkeys(each for each in resources if each))
        before = self.found.get((tool, folder))
        aside = self.aside(path) or self.roles.get(path) is Role.TEST
        self.found[(tool, folder)] = Definition(
            tool,
            folder,
            before.place if before and before.resources else Place(path, max(line, 1)),
            tuple(dict.fromkeys((*(before.resources if before else ()), *types))),
            (before.provides if before else frozenset()) | frozenset(_provided(types)),
            backend or (before.backend if before else ""),
            aside and (before.aside if before else True),
            own_images or bool(before and before.own_images),
        )


def _provided(types: Iterable[str]) -> Iterator[Provides]:
    return (kind for each in types if (kind := provided(each)))


def _chart_kinds(tree: Tree, chart: str) -> list[str]:
    """Kinds that the templates of a chart make."""
    folder = chart.rpartition("/")[0]
    prefix = f"{folder}/templates/" if folder else "templates/"
    kinds: list[str] = []
    for path in tree.entries:
        if path.startswith(prefix) and path.endswith((".yaml", ".yml")):
            kinds += re.findall(r"^kind:\s*(\w+)", tree.text(path) or "", re.MULTILINE)
    return kinds or ["deployment"]


def _cdk_resources(tree: Tree) -> list[str]:
    """Modules of the construct library that the stacks import."""
    found: list[str] = []
    for path in tree.glob("*.py", "*.ts"):
        if "stack" in path.lower() or path.rsplit("/", 1)[-1] in ("app.py", "main.py"):
            found += re.findall(
                r"aws[-_](lambda|s3|sagemaker|ecs|stepfunctions|cloudwatch|rds|dynamodb|events)", tree.text(path) or ""
            )
    return found or ["stack"]
