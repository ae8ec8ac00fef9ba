"""The text of a first `rung.yaml`."""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence

from rung.assess.regex import regex
from rung.plan.starting.proposal import Dataset, Proposal, Step
from rung.project.yaml_lines import is_text

_PLAIN = regex(r"[A-Za-z_][A-Za-z0-9_./-]*")
_MOST_SHOWN = 8
_TOP = """\
# The workflow of this project in one file, as `rung init` guessed it from the folder. Nothing was run.
# Whatever is marked `guessed` is yours to confirm or correct; lines behind a # are proposals that nothing reads.
"""
_LATER = """
# How a model is judged before it may be released:
# (with a holdout, a step works with what its inputs hand it, and fails where it reads the data files itself)
# evaluate:
#   holdout: {random: 20%, seed: 7}   # or {latest: 14d}, or {group: customer_id, share: 20%}; needs a label
#   metric: roc_auc
#   gates: [roc_auc >= 0.7]
# Who says yes to a release:
# release:
#   approve: {production: approver}
# What is watched in production:
# monitor:
#   window: 1d
#   runbook: docs/runbook.md
"""


def render(proposal: Proposal) -> str:
    """The file; it fits the schema whatever was found."""
    lines = [
        *_project(proposal),
        *_environment(proposal),
        *_datasets(proposal),
        *_pipeline(proposal),
        *_model(proposal),
    ]
    return _TOP + "\n".join(lines) + "\n" + _LATER


def scalar(text: str) -> str:
    """A text as YAML reads it back."""
    return text if _PLAIN.fullmatch(text) and is_text(text) else json.dumps(text, ensure_ascii=False)


def remark(text: str) -> str:
    """A text as the rest of a comment: one line, and nothing that a terminal or YAML would take for more."""
    shown = "".join(each if each.isprintable() else "?" for each in " ".join(text.split()))
    return shown if len(shown) <= 160 else f"{shown[:157]}..."


def _project(proposal: Proposal) -> Iterator[str]:
    yield f"project: {scalar(proposal.project)}  # guessed: the name of the folder"
    if proposal.owner:
        yield f"owner: {scalar(proposal.owner.value)}  # guessed: {remark(proposal.owner.why)}"
    else:
        yield "# owner: team@example.org   # who answers for the model; a role address is fine"
    yield "# purpose: what the model is for, in one sentence; only you can say it"
    yield "# success: how one would know that it works, with a number"


def _environment(proposal: Proposal) -> Iterator[str]:
    yield ""
    if proposal.environment:
        yield f"environment: {scalar(proposal.environment)}  # guessed: a virtual environment lies there"
    elif proposal.packages:
        install = "-e ." if proposal.packages == "pyproject.toml" else f"-r {proposal.packages}"
        yield f"# Steps run in Rung's own interpreter, unless: python -m venv .venv; .venv/bin/pip install {install}"
        yield "# environment: .venv"
    else:
        yield "# environment: .venv   # the interpreter that steps run in; Rung's own where none is named"


def _datasets(proposal: Proposal) -> Iterator[str]:
    yield ""
    if not proposal.datasets:
        yield "# No data file was found. A dataset is named like this:"
        yield "# datasets:"
        yield "#   customers:"
        yield "#     source: data/customers.csv"
        yield "#     label: churned"
    else:
        yield "datasets:"
        for each in proposal.datasets:
            yield from _dataset(each)
    if proposal.left_out:
        yield f"  # left out: data files that no code names ({proposal.left_out})"
    if proposal.absent:
        yield "# Named in the code, and not in this folder; add them, and name them under datasets:"
    for lost in proposal.absent[:_MOST_SHOWN]:
        yield f"#   {remark(lost.value)} ({remark(lost.why)})"
    if len(proposal.absent) > _MOST_SHOWN:
        yield f"#   and {len(proposal.absent) - _MOST_SHOWN} more"


def _dataset(dataset: Dataset) -> Iterator[str]:
    yield f"  {dataset.name}:  # guessed: {remark(dataset.why)}"
    sources = [scalar(each) for each in dataset.sources]
    yield f"    source: {sources[0] if len(sources) == 1 else '[' + ', '.join(map(_in_flow, dataset.sources)) + ']'}"
    for key in ("label", "time", "key"):
        guess = getattr(dataset, key)
        if guess is not None:
            value = f"[{_in_flow(guess.value)}]" if key == "key" else scalar(guess.value)
            yield f"    # {key}: {remark(value)}  # guessed: {remark(guess.why)}"
    if not dataset.readable:
        yield "    # its first lines are no plain UTF-8 table with a row of names: steps cannot be given it as a frame"


def _in_flow(text: str) -> str:
    return json.dumps(text, ensure_ascii=False)


def _pipeline(proposal: Proposal) -> Iterator[str]:
    ready = [each for each in proposal.steps if each.ready]
    others = [each for each in proposal.steps if not each.ready]
    yield ""
    if ready:
        yield "pipeline:"
        for each in ready:
            yield from _step(each, "  ")
    elif others:
        yield "# No step can run as it is; of what was found, complete one:"
        yield "# pipeline:"
    else:
        yield "# Nothing that trains a model was found. A step is a function, a command or a notebook:"
        yield "# pipeline:"
        yield "#   train: {notebook: train.ipynb, inputs: [customers]}"
        yield '#   train: {run: "python train.py --data {customers} --out {model}"}'
    if ready and others:
        yield "  # Also trains, and is not run; write it above in the place of another where it is the one:"
    for each in others[:_MOST_SHOWN]:
        yield from _step(each, "  # " if ready else "#   ")
    if len(others) > _MOST_SHOWN:
        yield f"  # and {len(others) - _MOST_SHOWN} more"
    for path, why in proposal.unread[:_MOST_SHOWN]:
        yield f"# {remark(path)} could not be read: {remark(why)}"


def _step(step: Step, lead: str) -> Iterator[str]:
    yield f"{lead}{step.name}:  # guessed: {remark(step.why)}"
    yield f"{lead}  {step.kind}: {scalar(step.does)}"
    if step.inputs:
        yield f"{lead}  inputs: [{', '.join(step.inputs)}]  # guessed: it reads them"
    if step.frame and step.kind != "run":
        yield f"{lead}  frame: {step.frame}  # guessed: it imports {step.frame}"
    for doubt in step.doubts:
        yield f"{lead}  # doubt: {remark(doubt)}"


def _model(proposal: Proposal) -> Iterator[str]:
    yield ""
    ready: Sequence[Step] = [each for each in proposal.steps if each.ready]
    maker = next((each for each in ready if each.model), None)
    name = scalar(proposal.project)
    if maker and maker.model:
        yield "model:"
        yield f"  name: {name}"
        yield f"  from: {maker.name}  # guessed: {remark(maker.model.why)}"
        yield "  # task: binary   # or multiclass, regression, any"
        return
    step = ready[0] if ready else None
    if step and step.kind == "notebook":
        yield f"# A notebook hands on what it calls `model` or `result`; {step.name} binds neither. Do so, and say:"
    elif step:
        yield "# A command hands its model on by a place that it writes to: python … --out {model}. Then say:"
    else:
        yield "# The model that a step makes, once there is one:"
    yield "# model:"
    yield f"#   name: {name}"
    yield f"#   from: {step.name if step else 'train'}"
    yield "#   task: binary   # or multiclass, regression, any"
