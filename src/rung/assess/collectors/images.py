"""Images that are built, the names they get, and the names under which they are deployed."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.ci.base import Job
from rung.assess.collectors.ci import Ci
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.delivery.base import Start, start_of
from rung.assess.delivery.tags import Firm, firm
from rung.assess.invocation import RUNNABLE, Invocation
from rung.assess.parse import dockerfile, yaml
from rung.assess.parse.yaml import YamlMap
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.errors import UnreadableError

_BUILDS = regex(
    r"^(docker|podman|buildah|nerdctl)\b.* build\b|^(docker|podman) build\b|^az acr build\b"
    r"|^gcloud builds submit\b|^kaniko\b"
)
_MANIFEST = regex(rb"^[^\S\n]*+-?\s{0,20}(image|Image|ImageUri|containerImage|image_uri)\s{0,20}[:=]", re.M)
_IMAGE = regex(r"^(image|Image|ImageUri|containerImage|image_uri)$")
_MODEL_PATH = regex(
    r"model|weights|checkpoint|artifacts?(/|$)|mlruns|\.(pkl|joblib|onnx|pt|pth|h5|keras|bin|safetensors|bst)$", re.I
)
_BRINGS_MODEL = regex(
    r"^dvc (pull|fetch|repro|get|import)\b|^mlflow (artifacts|models) (download|build)|download_?model"
    r"|fetch_?model|get_?model|^aws s3 (cp|sync)\b.*model"
    r"|^gsutil\b.*model|^python\b.*train|^wandb artifact get|^(huggingface-cli|hf) download"
    r"|^bentoml (build|containerize)|^mlem build"
    r"|^mlflow models build-docker|^cog (build|push)|^az ml model (package|download)|^truss"
)
_OPTION = ("-t", "--tag", "--destination", "--image")
_MOST = 200_000


class Named(Struct, frozen=True):
    """A name that is given to an image."""

    image: str
    firm: Firm
    place: Place
    start: Start
    workflow: str = ""


class Images(Struct, frozen=True):
    """Images of the project."""

    files: tuple[Place, ...] = ()
    """Dockerfiles and the like, those of examples left out."""
    bundles: tuple[Place, ...] = ()
    """Other definitions of one package to release: `bentofile.yaml`, `cog.yaml`, a `docker` build of a model server."""
    named: tuple[Named, ...] = ()
    """Names that builds and pushes give."""
    deployed: tuple[Named, ...] = ()
    """Names in manifests and rollouts that mean images of this project, or a variable."""
    labels: tuple[Place, ...] = ()
    """Where the version or commit is written into the image."""
    carrying: tuple[Place, ...] = ()
    """Where the model is put into the image, or brought in just before it is built."""

    @property
    def published(self) -> list[Named]:
        """Names that a job gives."""
        return [each for each in self.named if each.workflow]


class ImagesCollector(Collector):
    """Reads Dockerfiles, builds, and manifests."""

    def collect(self, tree: Tree, files: Files, ci: Ci, commands: Commands) -> Images:
        """Names of other people's images are left out of `deployed`."""
        jobs = {f"{workflow.path}#{job.id}": job for workflow, job in ci.jobs()}
        named = [*_from_steps(ci), *_from_commands(commands, jobs, files)]
        named = [each for each in named if not _FOR_TESTS.search(_bare(each.image))]
        own = {_bare(each.image) for each in named}
        paths = [
            path
            for path in tree.glob(
                "Dockerfile",
                "Dockerfile.*",
                "*.Dockerfile",
                "*.dockerfile",
                "Dockerfile-*",
                "Containerfile",
                "dockerfile",
            )
            if not files.excluded(path)
            and not files.aside(path)
            and ".devcontainer" not in path
            and not path.endswith(".dockerignore")
        ]
        deployed = [*_from_rollouts(commands, jobs, files), *_from_manifests(tree, files, own)]
        return Images(
            tuple(Place(path) for path in paths),
            tuple(Place(path) for path in tree.glob("bentofile.yaml", "cog.yaml") if not files.aside(path)),
            tuple(dict.fromkeys(named)),
            tuple(dict.fromkeys(deployed)),
            tuple(_labels(tree, paths)),
            (*_copied(tree, paths), *_brought(commands, named)),
        )


_FOR_TESTS = regex(r"(?:^|[-_.])(?:unit[-_])?tests?(?:[-_.](?:runner|image|env))?$")
"""Images that only run tests: nobody releases them."""


def _bare(image: str) -> str:
    """The last part of the name, without tag."""
    return re.sub(r"\$\{\{[^}]{0,200}\}\}", "", image).rpartition("/")[2].partition(":")[0].partition("@")[0].lower()


def _from_steps(ci: Ci) -> Iterator[Named]:
    for workflow, job, step in ci.steps():
        key = f"{workflow.path}#{job.id}"
        if "build-push-action" in step.action:
            for tag in re.split(r"[\n,]", step.with_.get("tags", "")):
                if tag.strip():
                    yield Named(tag.strip(), firm(tag.strip()), step.place, start_of(job), key)
        elif step.uses.lower().startswith("docker@") and "build" in step.with_.get("command", "").lower():
            tags = step.with_.get("tags", "$(Build.BuildId)").split("\n")
            for tag in tags:
                image = f"{step.with_.get('repository', 'image')}:{tag.strip()}"
                yield Named(image, firm(image), step.place, start_of(job), key)


def _from_commands(commands: Commands, jobs: Mapping[str, Job], files: Files) -> Iterator[Named]:
    for each in commands.all:
        if each.disabled or not each.by & RUNNABLE or files.aside(each.place.path):
            continue
        if _BUILDS.search(each.text):
            images = [value for option, value in zip(each.args, each.args[1:], strict=False) if option in _OPTION]
            images += [
                word.partition("=")[2]
                for word in each.args
                if word.startswith(("--tag=", "--destination=", "--image="))
            ]
        elif each.program in ("docker", "podman") and each.args[:1] in (("push",), ("tag",)) and len(each.args) > 1:
            images = [each.args[-1]]
        else:
            continue
        job = jobs.get(each.workflow)
        for image in images:
            yield Named(image, firm(image), each.place, start_of(job) if job else Start.HAND, each.workflow)


def _from_rollouts(commands: Commands, jobs: Mapping[str, Job], files: Files) -> Iterator[Named]:
    for each in commands.all:
        if each.disabled or files.aside(each.place.path) or not each.by & RUNNABLE:
            continue
        for image in _deploys(each):
            job = jobs.get(each.workflow)
            yield Named(image, firm(image), each.place, start_of(job) if job else Start.HAND, each.workflow)


def _deploys(command: Invocation) -> list[str]:
    text = command.text
    if re.search(r"^gcloud .{0,200}run .{0,200}(deploy|update)|^az (containerapp|container|webapp)", text):
        named = ("--image", "-i", "--container-image-name", "--docker-custom-image-name", "--image-name")
        found = [value for option, value in zip(command.args, command.args[1:], strict=False) if option in named]
        return found + [
            word.partition("=")[2] for word in command.args if word.startswith(tuple(f"{each}=" for each in named))
        ]
    if re.search(r"^(kubectl|oc)\b.* set image\b", text):
        return [
            word.partition("=")[2]
            for word in command.args
            if "=" in word and ("/" in word or ":" in word) and not word.startswith("-")
        ]
    if command.program == "helm" and "image" in text:
        return [
            f"image:{word.rpartition('=')[2]}"
            for arg in command.args
            for word in arg.split(",")
            if re.search(r"image\.?(tag|digest)=", word, re.I)
        ]
    if command.program in ("python", "bash", "sh", "make") and re.search(r"deploy", text, re.I):
        return [
            f"image:{value}"
            for option, value in zip(command.args, command.args[1:], strict=False)
            if option in ("--tag", "--image-tag")
        ]
    return []


def _from_manifests(tree: Tree, files: Files, own: set[str]) -> Iterator[Named]:
    for path, entry in tree.entries.items():
        if (
            not path.endswith((".yaml", ".yml"))
            or (entry.size or 0) > _MOST
            or files.excluded(path)
            or files.aside(path)
        ):
            continue
        if path in files.ci or "/workflows/" in path or not _names_image(tree.content(path) or b""):
            continue
        try:
            documents = yaml.read_templated(tree.text(path) or "")
        except UnreadableError:
            continue
        compose = bool(re.search(r"compose", entry.name))
        for document in documents:
            if not isinstance(document, YamlMap) or "steps" in document or "jobs" in document or "stages" in document:
                continue
            for key in ("image", "Image", "ImageUri", "containerImage", "image_uri"):
                for value, line in yaml.find(document, key):
                    if isinstance(value, str) and not compose and (_bare(value) in own or _is_open(value)):
                        yield Named(value, firm(value), Place(path, line), Start.NOBODY)


def _names_image(content: bytes) -> bool:
    return b"mage" in content and bool(_MANIFEST.search(content))


def _is_open(image: str) -> bool:
    return bool(re.search(r"[$<]|IMAGE|__", image)) or (":latest" in image and "/" in image)


def _labels(tree: Tree, paths: list[str]) -> Iterator[Place]:
    for path in paths:
        text = tree.text(path) or ""
        found = re.search(
            r"org\.opencontainers\.image\.(revision|version)|LABEL .{0,300}(git_sha|commit|revision)", text
        )
        if found:
            yield Place(path, text.count("\n", 0, found.start()) + 1)


def _copied(tree: Tree, paths: list[str]) -> Iterator[Place]:
    for path in paths:
        try:
            stage = dockerfile.read(tree.text(path) or "").final
        except UnreadableError:
            continue
        if stage is None:
            continue
        for copy in stage.copies:
            if (
                any(_MODEL_PATH.search(source) and not source.endswith(".py") for source in copy.sources)
                and not copy.stage
            ):
                yield Place(path, copy.line)
        for run in stage.all("RUN"):
            if any(_BRINGS_MODEL.search(part.strip()) for part in re.split(r"&&|;|\\\n", run.value)):
                yield Place(path, run.line)


def _brought(commands: Commands, named: list[Named]) -> Iterator[Place]:
    """A job fetches or makes the model before it builds the image."""
    building: dict[str, Place] = {}
    for each in named:
        if each.workflow:
            building.setdefault(each.workflow, each.place)
    for command in commands.all:
        built = building.get(command.workflow)
        if built is None or command.disabled or not _BRINGS_MODEL.search(command.text):
            continue
        if command.place.path != built.path or command.place.line <= built.line:
            yield command.place
