"""Commands that only show what they would do: nothing they name is run."""

from __future__ import annotations

from rung.assess.regex import regex

SHOWS = "only shows what it would do"
_Args = tuple[str, ...]
_EVERYWHERE = frozenset({"--dry-run", "--dryrun", "--dry_run", "--dry"})
_NOT_DRY = frozenset({"none", "false", "no", "0"})
_FIRST = frozenset({"--version", "--help"})
_ABOUT = _FIRST | {"-V", "-h"}
_OWN: dict[str, frozenset[str]] = {
    name: frozenset(options.split())
    for names, options in (
        ("make gmake", "--just-print --recon --question --touch"),
        ("just", "--list -l --show --summary --evaluate --dump"),
        ("task", "--list -l --list-all --summary --status"),
        ("dvc", ""),
        ("snakemake", "--lint --dag --rulegraph --filegraph --list --list-rules --summary --touch --unlock --dryrun"),
        ("nextflow", "-preview -stub -stub-run"),
        ("ansible-playbook", "--check -C --syntax-check --list-tasks --list-hosts --list-tags"),
        ("pytest py.test", "--collect-only --co --fixtures --setup-plan --setup-only --markers -h"),
        ("tox", "--listenvs -l --listenvs-all --showconfig --notest"),
        ("nox", "--list -l --list-sessions --install-only"),
        ("sbatch", "--test-only"),
        ("argo", "--server-dry-run"),
        ("papermill", "--prepare-only"),
        ("mvn gradle", "-m"),
    )
    for name in names.split()
}
_SHORT: dict[str, str] = {"make": "nqt", "gmake": "nqt", "just": "n", "task": "n", "snakemake": "n", "rsync": "n"}
"""Letters that mean a dry run, alone or among other letters: `make -sn`."""
_CLUSTER = regex(r"-[A-Za-z]{1,6}\Z")
_TAKES_VALUE = {"make": "CfIoWjl", "gmake": "CfIoWjl", "snakemake": "jcspAdCR", "just": "fd", "task": "dtoC"}
_KNOW_IT = frozenset({
    "kubectl", "oc", "helm", "argo", "aws", "gcloud", "az", "git", "npm", "pnpm", "yarn", "poetry", "uv", "pdm",
    "twine", "semantic-release", "docker", "podman", "kustomize", "skaffold", "nerdctl", "flux", "prefect",
    "databricks", "terraform", "tofu", "pulumi", "sam", "cdk", "serverless", "cml", "conda", "mamba", "pip",
    "rclone", "gsutil",
})  # fmt: skip
"""Programs whose `--dry-run` says that nothing is done; scripts of a project may mean anything by it."""
_SHELLS = frozenset({"bash", "sh", "zsh", "dash", "ksh"})
_PYTHONS = frozenset({"python", "ipython", "Rscript"})


def dry_run(program: str, args: _Args) -> str:
    """Why a command runs nothing: `make -n only shows what it would do`; empty when it does run."""
    if program == "python" and args[:1] == ("-m",) and len(args) > 1:
        program, args = args[1], args[2:]
    found = _dry_option(program.rpartition("/")[2], args)
    if not found:
        return ""
    return f"`{program} {found}` {'only tells about itself' if found in _ABOUT else SHOWS}"


def _dry_option(program: str, args: _Args) -> str:
    if program in _SHELLS:
        return _before_script(args, "n")
    if program in _PYTHONS:
        return args[0] if args and (args[0] in _FIRST or args[0] == "-V") else ""
    own = _OWN.get(program)
    if own is None and program not in _KNOW_IT and program not in _SHORT:
        return args[0] if len(args) == 1 and args[0] in _FIRST else ""
    letters = _SHORT.get(program, "")
    for at, word in enumerate(args):
        if word == "--":
            break
        option, _, value = word.partition("=")
        if option in _EVERYWHERE:
            told = value or (args[at + 1] if at + 1 < len(args) else "")
            if told.lower() not in _NOT_DRY:
                return word
        elif (own and word in own) or word in _FIRST or (letters and _is_short(program, word, letters)):
            return word
    return ""


def _is_short(program: str, word: str, letters: str) -> bool:
    if not _CLUSTER.match(word):
        return False
    for letter in word[1:]:
        if letter in letters:
            return True
        if letter in _TAKES_VALUE.get(program, ""):
            return False
    return False


def _before_script(args: _Args, letter: str) -> str:
    """`bash -n train.sh` reads the script and runs nothing."""
    for word in args:
        if not word.startswith("-") or word.startswith("--"):
            break
        if letter in word:
            return word
    return ""
