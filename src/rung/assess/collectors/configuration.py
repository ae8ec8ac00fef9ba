"""Finds where parameters come from: files, the command line, the environment, or literals in the code."""

from __future__ import annotations

import re
from collections.abc import Iterable

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Site
from rung.assess.code.base import place_in
from rung.assess.collectors.commands import Commands
from rung.assess.collectors.files import Files
from rung.assess.collectors.training import Training
from rung.assess.commands.azure_ml import all_works
from rung.assess.dataflow.near import training_modules
from rung.assess.invocation import RUNNABLE, Invocation
from rung.assess.loop.base import Loop
from rung.assess.parse.python_facts import Class, Items, Module
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place
from rung.project.manifest import MANIFEST_NAME

READS_FILE = (
    "yaml.safe_load", "yaml.load", "yaml.full_load", "yaml.unsafe_load", "*.YAML().load", "tomllib.load*",
    "tomli.load*",
    "toml.load*", "*.OmegaConf.load", "omegaconf.*.load", "hydra.main", "hydra.compose",
    "*.ConfigParser().read", "dvc.api.params_show",
    "dynaconf.*", "confuse.*", "*.parse_config_file", "jsonargparse.*", "pyhocon.*", "gin.parse_config*",
    "*.load_parameters",
    "box.*.from_yaml", "*.from_yaml", "*.load_yaml", "*.read_yaml", "mlxp.*", "*.LightningCLI",
    "confection.*", "anyconfig.*",
    "yaml.read_yaml", "read_yaml", "config.get", "yaml.yaml.load_file", "yaml.load_file", "yacs.*", "*.merge_from_file",
    "dvclive.*.load_params", "strictyaml.load", "pydantic_yaml.*", "environ.Env.read_env", "*.load_config",
    "load_config",
)  # fmt: skip
"""Calls that read a file of parameters."""
READS_JSON = ("json.load", "json.loads", "jsonlite.fromJSON", "fromJSON")
_WRITES_FILE = ("json.dump", "yaml.dump", "yaml.safe_dump", "toml.dump", "tomli_w.dump", "write_json", "*.write_json")
READS_ARGUMENTS = (
    "*.add_argument", "click.option", "click.argument", "typer.Option", "typer.Argument", "typer.run",
    "*.Typer", "fire.Fire",
    "absl.flags.DEFINE_*", "flags.DEFINE_*", "tyro.cli", "docopt.docopt", "sys.argv", "simple_parsing.*", "optparse.*",
    "make_option", "add_option", "commandArgs", "metaflow.Parameter", "*.HfArgumentParser",
    "HfArgumentParser", "argparser.*",
)  # fmt: skip
"""Calls that take parameters from whoever starts the program."""
READS_ENVIRONMENT = ("os.getenv", "os.environ.get", "dotenv.load_dotenv", "environs.*", "decouple.config", "Sys.getenv")
CONFIG_FILE = regex(r"[\w}-]\.(ya?ml|toml|ini|cfg|json5?|conf|hocon|gin)$", re.IGNORECASE)
_ENDINGS = (".yaml", ".yml", ".toml", ".ini", ".cfg", ".json", ".json5", ".conf", ".hocon", ".gin", "\n")


def is_config_file(text: str) -> bool:
    """Whether a text ends with the name of a configuration file; the ending is looked at first, being cheap."""
    return text.lower().endswith(_ENDINGS) and bool(CONFIG_FILE.search(text))


CONFIG_NAME = regex(
    r"(^|[/_.-])(config\w*|conf|confs|params?|parameters?|settings?|hparams|hyperparam\w*|options|args)([/_.-]|$)",
    re.IGNORECASE,
)
_DATA_FILE = regex(
    r"metric|result|schema|report|output|prediction|score\.|coco|annotation|sample|payload|data[-_]?point|(^|/)data_",
    re.IGNORECASE,
)
_TOOLING = regex(
    r"\.|pyproject\.toml$|setup\.cfg$|mkdocs|(docker-)?compose|package(-lock)?\.json$|tsconfig|tox\.ini$|dvc\.(yaml|lock)$|environment\.ya?ml$"
)
_OPERATES = frozenset({
    "kubectl", "docker", "docker-compose", "helm", "terraform", "tofu", "aws", "az", "gcloud", "gsutil",
    "sam", "cdk", "pulumi",
    "yamllint", "cat", "cp", "mv", "rm", "sed", "curl", "wget", "git", "pre-commit", "pip", "conda", "mamba",
    "uv", "jq", "yq",
    "echo", "envsubst", "ansible-playbook", "databricks", "prometheus", "mkdocs", "pytest", "ruff", "mypy", "codecov",
})  # fmt: skip
"""Programs whose YAML is not the configuration of the code."""
USER_PATH = regex(
    r"^(/home/(?!(jovyan|app|user|site)\b)\w+/|/Users/\w+/|[A-Za-z]:(\\|/(?!/))|dbfs:/Users/|/Workspace/Users/|/content/drive/|/kaggle/input)"
)
_SETTINGS_BASE = regex(
    r"(BaseSettings|BaseModel|NamedTuple|TypedDict|Settings|PretrainedConfig)$|^(dagster|prefect|zenml)\.(\w+\.)*\w*Config$"
)
_SEVERAL = 2
"""Parameters with a value, from which on a job file is the configuration of what it starts."""
MANY_LITERALS = 3
"""Numbers handed to one model in the code, from which on they are its configuration."""
_QUIET = frozenset(
    {
        "random_state",
        "seed",
        "n_jobs",
        "verbose",
        "verbosity",
        "thread_count",
        "nthread",
        "num_workers",
        "axis",
        "figsize",
    }
)


class Setting(Struct, frozen=True):
    """One way in which parameters reach the code."""

    what: str
    """The file, or the call that reads it."""
    place: Place


class Configuration(Struct, frozen=True):
    """Where the code that trains gets its parameters from."""

    files: tuple[Setting, ...] = ()
    """Files of the repository that code somebody can run reads, or that a command hands to it."""
    absent: tuple[Setting, ...] = ()
    """Configuration files that code names and that are not in the repository."""
    modules: tuple[Setting, ...] = ()
    """Modules of constants or settings classes that other modules import."""
    arguments: tuple[Setting, ...] = ()
    """Parameters of the command line, of an orchestrator or of an `MLproject`."""
    declared: tuple[Setting, ...] = ()
    """Values that stand in the declaration of the pipeline, beside its steps."""
    environment: tuple[Setting, ...] = ()
    literals: tuple[Setting, ...] = ()
    """Models made with several numbers written into the call."""
    user_paths: tuple[Setting, ...] = ()
    """Paths of one person's machine, in code somebody can run."""


class ConfigurationCollector(Collector):
    """Looks at what training modules, and what they import or are started by, read."""

    def collect(
        self, tree: Tree, files: Files, code: Code, training: Training, commands: Commands, loop: Loop
    ) -> Configuration:
        """Only code that somebody can run outside a notebook and outside tests counts."""
        reach = training.reach
        live = [m for m in code.modules.values() if reach.from_module(m.path) & RUNNABLE and not files.aside(m.path)]
        paths = {module.path for module in live}
        by_name = _by_name(tree, files)

        def seen(patterns: Iterable[str]) -> list[Site]:
            return [site for site in code.find(*patterns) if site.module.path in paths]

        near = training_modules(code, reach, training.fits) or paths
        readers = [*seen(READS_FILE), *(site for site in seen(READS_JSON) if _about_settings(site))]
        readers = [site for site in readers if site.module.path in near]
        driving = _driving(commands, near)
        found, absent = _named_files(readers, [m for m in live if m.path in near], driving, by_name)
        made = _made_by_code(code)
        absent = [each for each in absent if each.what not in made]
        found += _modules_given(tree, driving)
        found += _catalogued(tree, files, code)
        found += _of_jobs(tree, commands, near)
        if loop.runs and loop.params:
            found.append(Setting(MANIFEST_NAME, loop.params))
        fits = {site.module.path for site in (*training.runnable, *training.saves)}
        return Configuration(
            files=tuple(found),
            absent=tuple(absent),
            modules=tuple(_setting_modules(code, paths, near)),
            arguments=tuple(
                [Setting(site.call.name, site.place) for site in seen(READS_ARGUMENTS)] + _declared(tree, training)
            ),
            declared=tuple(_beside_steps(code)),
            environment=tuple(Setting(site.call.name, site.place) for site in seen(READS_ENVIRONMENT)),
            literals=tuple(_literals(code, fits)),
            user_paths=tuple(
                Setting(text, place_in(module, line))
                for module in live
                for text, line in module.strings
                if USER_PATH.match(text)
            ),
        )


def _by_name(tree: Tree, files: Files) -> dict[str, str]:
    return {
        entry.name: path
        for path, entry in tree.entries.items()
        if is_config_file(entry.name)
        and not (_TOOLING.match(entry.name) or path.startswith("."))
        and not files.excluded(path)
        and not files.aside(path)
    }


def _driving(commands: Commands, near: set[str]) -> list[Invocation]:
    """Commands that may start training: their script does, or nothing in the tree says what they execute."""
    elsewhere = {id(each) for path, each in commands.scripts() if path not in near}
    training = {id(each) for path, each in commands.scripts() if path in near}
    return [
        each
        for each in commands.by(RUNNABLE)
        if each.program not in _OPERATES and (id(each) not in elsewhere or id(each) in training)
    ]


def _modules_given(tree: Tree, driving: list[Invocation]) -> list[Setting]:
    """Files of settings written in the language of the code, handed to a program: `train.py config/small.py`."""
    values = [arg.rpartition("=")[2] for each in driving for arg in each.args[1:]]
    return [
        Setting(value, Place(value))
        for value in dict.fromkeys(values)
        if value.endswith((".py", ".R")) and value in tree and CONFIG_NAME.search(value.rpartition("/")[0])
    ]


def _of_jobs(tree: Tree, commands: Commands, near: set[str]) -> list[Setting]:
    """Job files of a platform that give a training script the values of its parameters."""
    started = {(each.place.path, each.place.line) for path, each in commands.scripts() if path in near}
    return [
        Setting(work.place.path, work.place)
        for work in all_works(tree)
        if work.values >= _SEVERAL and any(path == work.path and line >= work.line for path, line in started)
    ]


def _catalogued(tree: Tree, files: Files, code: Code) -> list[Setting]:
    """Files of parameters that Kedro reads by itself, where a node takes something from them."""
    taken = [
        value
        for site in code.find("kedro.pipeline.*ode", "kedro.*.node", "kedro.*.Node")
        for given in (*site.call.args[1:2], site.call.kwargs.get("inputs"))
        for value in (given.values if isinstance(given, Items) else (given,))
    ]
    if not any(isinstance(each, str) and (each == "parameters" or each.startswith("params:")) for each in taken):
        return []
    return [
        Setting(path, Place(path))
        for path in tree.glob("parameters*.yml", "parameters*.yaml", "*/parameters/*.yml")
        if "conf/" in path and not files.excluded(path) and not files.aside(path) and (tree.entries[path].size or 0) > 0
    ]


def _made_by_code(code: Code) -> set[str]:
    """Names of files that a step writes and a later one reads."""
    writing = {site.module.path for site in code.find(*_WRITES_FILE)}
    texts = (text for path in writing for text, _ in code.modules[path].strings)
    return {text.rsplit("/", 1)[-1] for text in texts if is_config_file(text)}


def _about_settings(site: Site) -> bool:
    """JSON is data as often as it is configuration: the names around the call tell."""
    if (
        CONFIG_NAME.search(site.call.scope)
        or CONFIG_NAME.search(site.call.target)
        or CONFIG_NAME.search(site.module.path)
    ):
        return True
    return any(is_config_file(text) and CONFIG_NAME.search(text) for text, _ in site.module.strings)


def _named_files(
    readers: list[Site], live: list[Module], driving: list[Invocation], by_name: dict[str, str]
) -> tuple[list[Setting], list[Setting]]:
    """Files that the repository holds and the code or a command names, and those it does not hold."""
    if not readers:
        return [], []
    reading = {site.module.path for site in readers}
    named: dict[str, Place] = {}
    for module in live:
        if module.path in reading or any(CONFIG_NAME.search(text) for text, _ in module.strings):
            for text, line in module.strings:
                if is_config_file(text) and not _DATA_FILE.search(text) and "://" not in text:
                    named.setdefault(text.rsplit("/", 1)[-1], place_in(module, line))
    for command in driving:
        for argument in command.args:
            value = argument.rpartition("=")[2]
            if is_config_file(value):
                named.setdefault(value.rsplit("/", 1)[-1], command.place)
    hydra = any(
        site.call.name.startswith(("hydra.", "dynaconf")) or site.call.last == "params_show" for site in readers
    )
    found = [Setting(by_name[name], Place(by_name[name])) for name in named if name in by_name]
    if not found and (hydra or "{}" in " ".join(named)):
        found = [Setting(path, Place(path)) for path in by_name.values() if CONFIG_NAME.search(path)][:3]
    absent = [Setting(name, place) for name, place in named.items() if name not in by_name and "{}" not in name]
    if not found and not absent:
        found = [
            Setting(path, Place(path)) for path in by_name.values() if CONFIG_NAME.search(path.rsplit("/", 1)[-1])
        ][:3]
    return found, absent if not found else []


def _setting_modules(code: Code, live: set[str], near: set[str]) -> list[Setting]:
    """Modules named after settings, with constants or a settings class, that something imports."""
    found = []
    for module in code.python():
        name = module.path.rsplit("/", 1)[-1]
        named = CONFIG_NAME.search(module.path.removesuffix(".py")) and name != "__init__.py"
        classes = [
            each
            for each in module.classes.values()
            if each.fields
            and (
                any(call.last == "dataclass" for call in each.decorators)
                or any(_SETTINGS_BASE.search(base) for base in each.bases)
            )
            and (named or re.search(r"Config|Settings|Params|Args|Arguments|Options", each.name))
        ]
        constants = [each for each in module.assigns if not each.scope]
        if not named:  # A class of that name beside the service describes requests.
            classes = [each for each in classes if module.path in near or not _described_by(each)]
        used = module.path in live or code.importers.get(module.path, frozenset()) & live
        if used and (classes or (named and len(constants) >= 2)):
            line = classes[0].line if classes else constants[0].line
            found.append(Setting(module.path, Place(module.path, line)))
    return found


def _described_by(each: Class) -> bool:
    """It says how something looks that comes in or goes out, and holds no values."""
    return any(base.rpartition(".")[2] in ("BaseModel", "TypedDict") for base in each.bases)


def _declared(tree: Tree, training: Training) -> list[Setting]:
    """Parameters of an `MLproject`, and of functions that are pipelines of an orchestrator."""
    found = []
    for path in tree.glob("MLproject"):
        text = tree.text(path) or ""
        at = text.find("parameters:")
        if at >= 0:
            found.append(Setting("MLproject", Place(path, text.count("\n", 0, at) + 1)))
    modules = {site.module.path: site.module for site in training.fits}
    for module in modules.values():
        for function in module.functions.values():
            if len(function.params) > 1 and any(
                each.last in ("pipeline", "flow", "component") for each in function.decorators
            ):
                found.append(Setting(function.name, Place(module.path, function.line)))
    return found


def _beside_steps(code: Code) -> list[Setting]:
    """Vectors of values among the targets of an R pipeline."""
    declaring = {site.module.path for site in code.find("tar_target") if not site.module.notebook}
    return [
        Setting(site.module.path, site.place)
        for site in code.find("c", "seq", "expand.grid", "crossing")
        if site.module.path in declaring and len(site.call.args) > 1
    ]


def _literals(code: Code, fits: set[str]) -> list[Setting]:
    """Models that are made with several numbers written into the call, in modules that train."""
    found = []
    for path in sorted(fits):
        module = code.modules[path]
        for call in module.calls:
            numbers = [
                value
                for name, value in call.kwargs.items()
                if name not in _QUIET
                and (_is_number(value) or (isinstance(value, Items) and any(map(_is_number, value.values))))
            ]
            if len(numbers) >= MANY_LITERALS and call.last[:1].isupper():
                found.append(Setting(call.last, place_in(module, call.line)))
    return found


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool)
