"""What protects the software and the models that are taken in: pins, bots, scans, signatures."""

from __future__ import annotations

import re
from collections.abc import Iterator

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.invocation import RUNNABLE, UNATTENDED, By
from rung.assess.parse import dockerfile
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

_SCANNERS = frozenset({"pip-audit", "trivy", "grype", "osv-scanner", "snyk", "safety", "oysteR", "guarddog",
                       "clair-scanner", "dockle", "modelscan",
                       "picklescan", "jake", "auditjs"})  # fmt: skip
_SCAN_ACTION = regex(
    r"trivy-action|anchore/scan-action|osv-scanner|snyk/actions|pip-audit|gh-action-pip-audit"
    r"|dependency-review-action|scout-action"
    r"|modelscan|^microsoft/security-devops|safety-action"
)
_SBOM = regex(r"^(syft|cyclonedx\S*|sbom-tool|spdx\S*)\b|anchore/sbom-action|cyclonedx")
_SIGN = regex(
    r"^cosign (sign|attest)|^model_signing sign|^sigstore sign|^slsa|^notation sign|^gpg .*--detach-sign|^gpg .*--sign"
)
_SIGN_ACTION = regex(r"attest-build-provenance|gh-action-sigstore|slsa-github-generator|actions/attest")
_VERIFY = regex(
    r"^cosign verify|^model_signing verify|^slsa-verifier|^gh attestation verify|^notation verify"
    r"|^sha256sum (-c|--check)"
)
_LOCKED = regex(
    r"^(uv sync|poetry (install|sync)|pdm (install|sync)|pipenv (sync|install)|pixi install"
    r"|uv pip (install|sync) .*--require-hashes)|--require-hashes\b"
    r"|^conda-lock install|^renv|npm ci\b"
)
_LOCKS = ("poetry.lock", "uv.lock", "pdm.lock", "Pipfile.lock", "pixi.lock", "conda-lock.yml", "pylock.toml")
_SHA = regex(r"@[0-9a-f]{40}\b")
_BOTS = (".github/dependabot.yml", ".github/dependabot.yaml", "renovate.json", "renovate.json5",
         ".github/renovate.json",
         ".github/renovate.json5", ".renovaterc", ".renovaterc.json", ".gitlab/renovate.json", ".github/pyup.yml",
         ".pyup.yml")  # fmt: skip
_SAFE = ("safetensors.*", "*.save_safetensors", "skops.io.*", "onnxruntime.InferenceSession")


class SupplyChain(Struct, frozen=True):
    """What is there of each clause."""

    hashed: tuple[Place, ...] = ()
    """Installs from a lock with hashes."""
    actions: int = 0
    """Actions of others that CI uses."""
    pinned_actions: int = 0
    """Those named by commit."""
    images: int = 0
    pinned_images: int = 0
    """Base images by digest."""
    bots: tuple[Place, ...] = ()
    scans: tuple[Place, ...] = ()
    """Scans whose failure reaches the job."""
    idle_scans: tuple[Place, ...] = ()
    """Scans that cannot stop anything."""
    inventories: tuple[Place, ...] = ()
    signed: tuple[Place, ...] = ()
    verified: tuple[Place, ...] = ()
    safe_formats: tuple[Place, ...] = ()


class SupplyChainCollector(Collector):
    """Looks at CI, installs, base images and formats."""

    def collect(self, tree: Tree, files: Files, ci: Ci, commands: Commands, code: Code, reach: Reach) -> SupplyChain:
        """Only what a job, an image or a target does counts."""
        used = [
            step.uses
            for workflow, _, step in ci.steps()
            if workflow.vendor == "github" and "@" in step.uses and not step.uses.startswith(("./", "actions/"))
        ]
        bases = [
            image
            for path in tree.glob("Dockerfile", "Dockerfile.*", "*.Dockerfile", "*.dockerfile", "dockerfile")
            if not files.excluded(path) and not files.aside(path)
            for image in _bases(tree, path)
        ]
        scans = list(_scans(ci, commands))
        return SupplyChain(
            tuple(_hashed(tree, files, commands)),
            len(used),
            sum(bool(_SHA.search(each)) for each in used),
            len(bases),
            sum(dockerfile.pinned(image) == "digest" for image in bases),
            tuple(Place(path) for path in _BOTS if path in tree),
            tuple(place for place, blocks in scans if blocks),
            tuple(place for place, blocks in scans if not blocks),
            tuple(_matching(ci, commands, _SBOM, _SBOM)),
            tuple(_matching(ci, commands, _SIGN, _SIGN_ACTION)),
            tuple(_matching(ci, commands, _VERIFY, _VERIFY)),
            tuple(site.place for site in code.find(*_SAFE) if reach.of(site) & RUNNABLE),
        )


def _bases(tree: Tree, path: str) -> list[str]:
    try:
        return [image for image, _ in dockerfile.read(tree.text(path) or "").base_images]
    except UnreadableError:
        return []


def _hashed(tree: Tree, files: Files, commands: Commands) -> Iterator[Place]:
    locks = [path for path in tree.glob(*_LOCKS) if not files.excluded(path)]
    for each in commands.all:
        if each.disabled or not each.by & (UNATTENDED | By.IMAGE | By.TARGET) or "--no-lock" in each.text:
            continue
        if (each.program in ("pip", "uv") and "--require-hashes" in each.args) or (locks and _LOCKED.search(each.text)):
            yield each.place


def _scans(ci: Ci, commands: Commands) -> Iterator[tuple[Place, bool]]:
    for _, job, step in ci.steps():
        if _SCAN_ACTION.search(step.action):
            blocks = step.can_fail and not job.swallows and step.with_.get("exit-code", "1") != "0"
            if "trivy" in step.action and "exit-code" not in step.with_:
                blocks = False
            yield step.place, blocks
    for each in commands.all:
        if (
            not each.disabled
            and each.by & UNATTENDED
            and (each.program in _SCANNERS or re.search(r"^(uv|pip) audit\b|^docker scout cves", each.text))
        ):
            blocks = each.can_fail and (
                each.program != "trivy" or re.search(r"--exit-code[ =]1", each.text) is not None
            )
            yield each.place, blocks


def _matching(ci: Ci, commands: Commands, command: re.Pattern[str], action: re.Pattern[str]) -> Iterator[Place]:
    for _, _, step in ci.steps():
        if step.uses and action.search(step.action):
            yield step.place
    for each in commands.all:
        if not each.disabled and each.by & (UNATTENDED | By.IMAGE | By.TARGET) and command.search(each.text):
            yield each.place
