"""Commands that run another command, and which of their options take a value."""

from __future__ import annotations


def _options(text: str) -> frozenset[str]:
    return frozenset(text.split())


PLAIN_WRAPPERS: dict[str, frozenset[str]] = {
    "sudo": _options("-u -g -C -h -p -U --user --group"),
    "doas": _options("-u"),
    "env": _options("-u -C -S --unset --chdir"),
    "exec": _options("-a"),
    "command": _options(""),
    "builtin": _options(""),
    "nohup": _options(""),
    "time": _options("-o -f"),
    "nice": _options("-n"),
    "ionice": _options("-c -n"),
    "stdbuf": _options(""),
    "unbuffer": _options(""),
    "setsid": _options(""),
    "caffeinate": _options(""),
    "timeout": _options("-k -s --signal --kill-after"),
    "gtimeout": _options("-k -s --signal --kill-after"),
    "xargs": _options("-n -I -P -L -d -a -s -E --max-args --max-procs --delimiter"),
}
"""Wrappers of every shell, with their options that take a value."""

RUNNERS: dict[tuple[str, ...], frozenset[str]] = {
    ("uv", "run"): _options(
        "--with --extra --group --only-group --no-group --package --project --python -p --directory "
        "--env-file --index --with-requirements --with-editable --no-extra -w"
    ),
    ("uv", "tool", "run"): _options("--from --with --python -p"),
    ("uvx",): _options("--from --with --python -p"),
    ("pipx", "run"): _options("--spec --python --pip-args"),
    ("poetry", "run"): _options("-C --directory -P --project"),
    ("pipenv", "run"): _options(""),
    ("pdm", "run"): _options("-p --project"),
    ("hatch", "run"): _options(""),
    ("rye", "run"): _options("--pyproject"),
    ("conda", "run"): _options("-n -p --name --prefix --cwd"),
    ("mamba", "run"): _options("-n -p --name --prefix --cwd"),
    ("micromamba", "run"): _options("-n -p --name --prefix --cwd -e --env"),
    ("pixi", "run"): _options("-e --environment --manifest-path"),
    ("coverage", "run"): _options("--source --omit --include --rcfile --data-file --context"),
    ("accelerate", "launch"): _options(
        "--config_file --num_processes --num_machines --mixed_precision --main_process_port --gpu_ids "
        "--machine_rank --main_process_ip --dynamo_backend --num_cpu_threads_per_process"
    ),
    ("torchrun",): _options(
        "--nnodes --nproc_per_node --nproc-per-node --node_rank --node-rank --rdzv_id --rdzv_backend "
        "--rdzv_endpoint --master_addr --master_port --max_restarts"
    ),
    ("deepspeed",): _options("--num_gpus --num_nodes --include --hostfile --master_port"),
    ("xvfb-run",): _options("-n -s -e -f -p --server-args --server-num"),
    ("srun",): _options("-n -N -c -p -t -A -J -w -o -e"),
    ("mpirun",): _options("-n -np --host -H --hostfile -x --map-by"),
    ("npx",): _options("-p --package -c"),
    ("bunx",): _options(""),
    ("pnpm", "exec"): _options(""),
    ("yarn", "exec"): _options(""),
    ("bundle", "exec"): _options(""),
    ("direnv", "exec"): _options(""),
    ("dotenv", "run"): _options("-f"),
    ("doppler", "run"): _options("-p -c"),
    ("op", "run"): _options(""),
    ("aws-vault", "exec"): _options(""),
}
"""Runners of an environment, with their options that take a value."""

IN_CONTAINER = _options(
    "-f --file -p --profile --project-name -e --env -u --user -w --workdir -v --volume --name "
    "--entrypoint -l --label --network --platform --publish --gpus -m --env-file --mount --memory "
    "--cpus --shm-size -h --hostname --add-host --ipc --net --pull --restart --ulimit --device "
    "--cap-add --security-opt --index --project-directory"
)

MODULE_RUNNERS: dict[str, tuple[str, ...]] = {
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
"""What `python -m` of these modules is short for."""
