"""Which program a command line runs, once the wrappers in front of it are taken off."""

from __future__ import annotations

import re
from collections.abc import Callable

_Words = tuple[str, ...]
_ASSIGNMENT = re.compile(r"[A-Za-z_]\w*=")
_DURATION = re.compile(r"\d+(?:\.\d+)?[smhd]?\Z")

_PLAIN_WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": frozenset(("-u", "-g", "-C", "-h", "-p", "-U", "--user", "--group")),
    "doas": frozenset(("-u",)),
    "env": frozenset(("-u", "-C", "-S", "--unset", "--chdir")),
    "exec": frozenset(("-a",)),
    "command": frozenset(),
    "builtin": frozenset(),
    "nohup": frozenset(),
    "time": frozenset(("-o", "-f")),
    "nice": frozenset(("-n",)),
    "ionice": frozenset(("-c", "-n")),
    "stdbuf": frozenset(),
    "unbuffer": frozenset(),
    "setsid": frozenset(),
    "caffeinate": frozenset(),
    "timeout": frozenset(("-k", "-s", "--signal", "--kill-after")),
    "gtimeout": frozenset(("-k", "-s", "--signal", "--kill-after")),
    "xargs": frozenset(("-n", "-I", "-P", "-L", "-d", "-a", "-s", "-E", "--max-args", "--max-procs", "--delimiter")),
}
"""Wrappers of every shell, with their options that take a value."""

_RUNNERS: dict[_Words, frozenset[str]] = {
    ("uv", "run"): frozenset(
        ("--with", "--extra", "--group", "--only-group", "--no-group", "--package", "--project", "--python", "-p")
        + ("--directory", "--env-file", "--index", "--with-requirements", "--with-editable", "--no-extra", "-w")
    ),
    ("uv", "tool", "run"): frozenset(("--from", "--with", "--python", "-p")),
    ("uvx",): frozenset(("--from", "--with", "--python", "-p")),
    ("pipx", "run"): frozenset(("--spec", "--python", "--pip-args")),
    ("poetry", "run"): frozenset(("-C", "--directory", "-P", "--project")),
    ("pipenv", "run"): frozenset(),
    ("pdm", "run"): frozenset(("-p", "--project")),
    ("hatch", "run"): frozenset(),
    ("rye", "run"): frozenset(("--pyproject",)),
    ("conda", "run"): frozenset(("-n", "-p", "--name", "--prefix", "--cwd")),
    ("mamba", "run"): frozenset(("-n", "-p", "--name", "--prefix", "--cwd")),
    ("micromamba", "run"): frozenset(("-n", "-p", "--name", "--prefix", "--cwd", "-e", "--env")),
    ("pixi", "run"): frozenset(("-e", "--environment", "--manifest-path")),
    ("coverage", "run"): frozenset(("--source", "--omit", "--include", "--rcfile", "--data-file", "--context")),
    ("accelerate", "launch"): frozenset(
        ("--config_file", "--num_processes", "--num_machines", "--mixed_precision", "--main_process_port")
        + ("--gpu_ids", "--machine_rank", "--main_process_ip", "--dynamo_backend", "--num_cpu_threads_per_process")
    ),
    ("torchrun",): frozenset(
        ("--nnodes", "--nproc_per_node", "--nproc-per-node", "--node_rank", "--node-rank", "--rdzv_id")
        + ("--rdzv_backend", "--rdzv_endpoint", "--master_addr", "--master_port", "--max_restarts")
    ),
    ("deepspeed",): frozenset(("--num_gpus", "--num_nodes", "--include", "--hostfile", "--master_port")),
    ("xvfb-run",): frozenset(("-n", "-s", "-e", "-f", "-p", "--server-args", "--server-num")),
    ("srun",): frozenset(("-n", "-N", "-c", "-p", "-t", "-A", "-J", "-w", "-o", "-e")),
    ("mpirun",): frozenset(("-n", "-np", "--host", "-H", "--hostfile", "-x", "--map-by")),
    ("npx",): frozenset(("-p", "--package", "-c")),
    ("bunx",): frozenset(),
    ("pnpm", "exec"): frozenset(),
    ("yarn", "exec"): frozenset(),
    ("bundle", "exec"): frozenset(),
    ("direnv", "exec"): frozenset(),
    ("dotenv", "run"): frozenset(("-f",)),
    ("doppler", "run"): frozenset(("-p", "-c")),
    ("op", "run"): frozenset(),
    ("aws-vault", "exec"): frozenset(),
}
"""Runners of an environment, with their options that take a value."""

_IN_CONTAINER = frozenset(
    ("-f", "--file", "-p", "--profile", "--project-name", "-e", "--env", "-u", "--user", "-w", "--workdir", "-v")
    + ("--volume", "--name", "--entrypoint", "-l", "--label", "--network", "--platform", "--publish", "--gpus", "-m")
    + ("--env-file", "--mount", "--memory", "--cpus", "--shm-size", "-h", "--hostname", "--add-host", "--ipc", "--net")
    + ("--pull", "--restart", "--ulimit", "--device", "--cap-add", "--security-opt", "--index", "--project-directory")
)
_PYTHONS = re.compile(r"(?:.*/)?(?:python|pypy)(?:w|\d(?:\.\d+)?)?(?:\.exe)?\Z")
_PYTHON_VALUED = frozenset(("-W", "-X", "--check-hash-based-pycs"))
_MODULE_RUNNERS = {
    "coverage": ("coverage",),
    "accelerate.commands.launch": ("accelerate", "launch"),
    "torch.distributed.run": ("torchrun",),
    "torch.distributed.launch": ("torchrun",),
    "poetry": ("poetry",),
    "pipenv": ("pipenv",),
    "pdm": ("pdm",),
    "uv": ("uv",),
    "hatch": ("hatch",),
}
_MAX_WRAPPERS = 12


def effective(words: _Words) -> tuple[_Words, tuple[tuple[str, str], ...]]:
    """The words without `sudo`, `env`, `timeout 5` and the like, and the assignments that stood among them."""
    env: list[tuple[str, str]] = []
    for _ in range(_MAX_WRAPPERS):
        if not words or words[0] not in _PLAIN_WRAPPERS:
            break
        rest = _after_options(words[1:], _PLAIN_WRAPPERS[words[0]])
        if words[0] in ("timeout", "gtimeout") and rest and (_DURATION.match(rest[0]) or "$" in rest[0]):
            rest = rest[1:]
        while rest and _ASSIGNMENT.match(rest[0]):
            name, _, value = rest[0].partition("=")
            env.append((name, value))
            rest = rest[1:]
        if not rest:
            break
        words = rest
    return words, tuple(env)


def program(words: _Words) -> tuple[str, _Words]:
    """The program that really runs and its arguments: `("python", ("train.py",))` for `uv run python -u train.py`.

    A folder in front of the program is taken off (`venv/bin/pytest` is `pytest`), except for a script of the
    project (`./train.sh`, `scripts/train.py`). `docker run IMAGE …` keeps the image: `("docker", ("run", IMAGE, …))`.
    """
    for _ in range(_MAX_WRAPPERS):
        shorter = _unwrap(effective(words)[0])
        if shorter == words or not shorter:
            break
        words = shorter
    if not words:
        return "", ()
    if _PYTHONS.match(words[0]):
        return "python", words[1:]
    return _bare(words[0]), words[1:]


def _unwrap(words: _Words) -> _Words:
    if not words:
        return words
    first = _bare(words[0])
    for length in (3, 2, 1):
        head = (first, *words[1:length])
        if head in _RUNNERS:
            return _after_runner(head, words)
    if _PYTHONS.match(words[0]):
        return _unwrap_python(words)
    return _CONTAINERS[first](words) if first in _CONTAINERS else words


def _after_runner(head: _Words, words: _Words) -> _Words:
    options = words[len(head) :]
    rest = _after_options(options, _RUNNERS[head])
    taken = options[: len(options) - len(rest)]
    if head == ("hatch", "run") and rest and re.match(r"[\w.-]+:\w", rest[0]):
        rest = (rest[0].partition(":")[2], *rest[1:])
    if head in (("direnv", "exec"), ("aws-vault", "exec")):
        rest = rest[1:]
    if rest[:1] == ("--",):
        rest = rest[1:]
    if not rest:
        return words
    if "-m" in taken or "--module" in taken:
        return ("python", "-m", *rest)
    launches = head[0] in ("coverage", "accelerate", "torchrun", "deepspeed") or head == ("uv", "run")
    return ("python", *rest) if launches and rest[0].endswith(".py") else rest


def _unwrap_python(words: _Words) -> _Words:
    rest = words[1:]
    while rest and rest[0].startswith("-") and rest[0] not in ("-m", "-c", "-"):
        if rest[0] in ("--version", "-V", "--help", "-h"):
            return words
        rest = rest[2:] if rest[0] in _PYTHON_VALUED else rest[1:]
    if len(rest) >= 2 and rest[0] == "-m" and rest[1] in _MODULE_RUNNERS:
        runner = _MODULE_RUNNERS[rest[1]] + rest[2:]
        unwrapped = _unwrap(runner)
        if unwrapped != runner:
            return unwrapped
    return ("python", *rest)


def _unwrap_docker(words: _Words) -> _Words:
    """`docker compose run svc cmd`, `docker exec c cmd`: the command; `docker run image cmd`: as it is, options off."""
    rest = words[1:]
    composed = _bare(words[0]) == "docker-compose"
    if rest[:1] == ("compose",):
        composed, rest = True, rest[1:]
    elif rest[:1] == ("container",):
        rest = rest[1:]
    rest = _after_options(rest, _IN_CONTAINER)
    if rest[:1] not in (("run",), ("exec",)):
        return words
    target = _after_options(rest[1:], _IN_CONTAINER)
    if composed or rest[0] == "exec":
        return target[1:] or words
    return ("docker", "run", *target) if target else words


def _unwrap_kubectl(words: _Words) -> _Words:
    if "exec" in words and "--" in words:
        return words[words.index("--") + 1 :] or words
    return words


_CONTAINERS: dict[str, Callable[[_Words], _Words]] = {
    "docker": _unwrap_docker,
    "docker-compose": _unwrap_docker,
    "podman": _unwrap_docker,
    "kubectl": _unwrap_kubectl,
    "oc": _unwrap_kubectl,
}


def _after_options(words: _Words, valued: frozenset[str]) -> _Words:
    at = 0
    while at < len(words) and words[at].startswith("-") and words[at] not in ("-", "--"):
        if words[at] in ("-m", "--module") and words[at] not in valued:
            at += 1
            break
        at += 2 if words[at] in valued else 1
    return words[at:]


def _bare(word: str) -> str:
    """`venv/bin/pytest` → `pytest`, `/usr/bin/env` → `env`; a script of the project stays."""
    folder, slash, name = word.rpartition("/")
    return name if slash and folder.rpartition("/")[2] in ("bin", "Scripts", "sbin") else word
