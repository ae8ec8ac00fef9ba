"""How forecasts are operated: one folder a run, one asset a part, images that jobs hand on, machines that are asked for."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.configuration import Configuration
from rung.assess.collectors.deployments import Deployments
from rung.assess.collectors.gates import Gates
from rung.assess.collectors.model_family import ModelFamily
from rung.assess.collectors.model_files import BESIDE, ModelFiles
from rung.assess.collectors.pipelines import Pipelines
from rung.assess.collectors.releases import Releases
from rung.assess.collectors.resources import Resources
from rung.assess.collectors.tracking import Tracking
from rung.assess.delivery.base import Half, Start
from rung.assess.engine import Engine
from rung.assess.graphs.base import Role
from rung.assess.invocation import RUNNABLE
from rung.assess.resources.facts import Fact
from rung.assess.tracking.base import Holds
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(kind: type, files: dict[str, str]) -> Any:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [kind])
    return evidence.seen[kind]


FIT = (
    "import pickle\n\nimport tomli_w\nfrom statsmodels.tsa.arima.model import ARIMA\n\n\n"
    "def note(run_dir):\n    tomli_w.dump({{'{key}': head(), 'branch': 'main'}}, open(run_dir / 'about.toml', 'wb'))\n\n\n"
    "def fit({folder}):\n    pickle.dump(ARIMA(levels).fit(maxiter=9), open({folder} / 'fit.pickle', 'wb'))\n\n\n"
    "def main(place):\n    note(place)\n    fit(place)\n\n\nif __name__ == '__main__':\n    main(where)\n"
)


def test_a_commit_in_the_folder_of_the_run_links_the_model():
    files = {"fit.py": FIT.format(key="commit_sha", folder="run_dir")}
    assert [said for said, _ in collect(ModelFiles, files).linked] == [BESIDE]
    assert Holds.COMMIT in collect(Tracking, files).holds(RUNNABLE)


@pytest.mark.parametrize(("key", "folder"), [("owner", "run_dir"), ("commit_sha", "model_path")])
def test_another_folder_or_a_record_without_commit_does_not(key: str, folder: str):
    assert collect(ModelFiles, {"fit.py": FIT.format(key=key, folder=folder)}).linked == ()


ASSET = (
    "import dagster as dg\nfrom sklearn.linear_model import Ridge\n\nparts = dg.{kind}({given})\n\n\n"
    "@dg.asset(partitions_def=parts)\ndef surge():\n    {work}\n\n\ndefs = dg.Definitions(assets=[surge])\n"
)


@pytest.mark.parametrize(
    ("kind", "given", "work", "count"),
    [
        ("StaticPartitionsDefinition", "['north', 'south']", "Ridge().fit(x, y)", 1),
        ("DailyPartitionsDefinition", "'2026-01-01'", "Ridge().fit(x, y)", 0),
        ("StaticPartitionsDefinition", "['north', 'south']", "print(1)", 0),
    ],
)
def test_an_asset_that_trains_once_for_each_part(kind: str, given: str, work: str, count: int):
    files = {"defs.py": ASSET.format(kind=kind, given=given, work=work)}
    assert len(collect(ModelFamily, files).instantiated) == count


FLOW = "on: {when}\njobs:\n  run:\n    uses: org/shared/.github/workflows/batch.yml@v1\n    with:\n      {inputs}\n"


@pytest.mark.parametrize(
    ("files", "count"),
    [
        ({".github/workflows/a.yml": FLOW.format(when="push", inputs="vcpu: '8'\n      memory: '16000'")}, 1),
        ({".github/workflows/a.yml": FLOW.format(when="push", inputs="memory: high")}, 0),
        ({"run.py": "start({'cpu': 2, 'memory': 4})\n\n\nif __name__ == '__main__':\n    start({})\n"}, 1),
        ({"run.py": "show({'cpu': 2, 'disk': 4})\n\n\nif __name__ == '__main__':\n    show({})\n"}, 0),
    ],
)
def test_machines_that_are_asked_for(files: dict[str, str], count: int):
    assert len(collect(Resources, files).of(Fact.LIMIT)) == count


BUILT = (
    "on:\n  push:\n    branches: [main]\njobs:\n  image:\n    runs-on: x\n    outputs:\n      tag: a\n    steps:\n"
    "      - uses: docker/build-push-action@v6\n        with:\n          push: true\n          tags: r/tides:a\n"
    "          build-args: |\n            BUILT_FROM={value}\n"
    "  {job}:\n    needs: image\n    runs-on: x\n    steps:\n      - uses: org/runner@v1\n        with:\n"
    "          script: update --image r/tides:${{{{ {tag} }}}}\n"
)
TAG = "needs.image.outputs.tag"


@pytest.mark.parametrize(
    ("job", "tag", "found"),
    [
        ("deploy_code", TAG, [(Half.SERVICE | Half.JOB, Start.MERGE)]),
        ("scan", TAG, []),
        ("deploy_code", "github.ref_name", []),
        ("deploy_docs", TAG, []),
    ],
)
def test_a_deploying_job_that_takes_over_the_image(job: str, tag: str, found: list[tuple[Half, Start]]):
    files = {".github/workflows/a.yml": BUILT.format(job=job, tag=tag, value="${{ github.sha }}")}
    assert [(each.half, each.start) for each in collect(Deployments, files).rollouts] == found


@pytest.mark.parametrize(
    ("value", "line", "count"),
    [
        ("${{ github.sha }}", "ARG BUILT_FROM\nENV BUILT_FROM=$BUILT_FROM\n", 1),
        ("${{ github.sha }}", "ARG BUILT_FROM\n", 0),
        ("stable", "ARG BUILT_FROM\nENV BUILT_FROM=$BUILT_FROM\n", 0),
    ],
)
def test_an_image_that_holds_its_commit(value: str, line: str, count: int):
    flow = BUILT.format(job="scan", tag=TAG, value=value)
    files = {".github/workflows/a.yml": flow, "Dockerfile": f"FROM python:3.12\n{line}"}
    assert len(collect(Releases, files).baked) == count


STAGES = (
    "stages:\n  train:\n    cmd: Rscript fit.R\n    outs:\n      - out/fit.rds:\n          cache: false\n"
    "  upload:\n    cmd: Rscript up.R\n    deps:\n      - {given}\n"
)


@pytest.mark.parametrize(("given", "registers"), [("out/fit.rds", True), ("out/report.html", False)])
def test_a_stage_that_puts_away_what_was_trained(given: str, registers: bool):
    files = {"dvc.yaml": STAGES.format(given=given), "fit.R": "fit(x)\n", "up.R": "x\n"}
    (graph,) = collect(Pipelines, files).of("dvc")
    assert (Role.REGISTER in graph.roles) is registers


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("rows |> group_by(harbour) |> summarise(rmse = rmse_vec(a, b), mae = mae_vec(a, b))\n", 1),
        ("rows |> group_by(harbour) |> summarise(high = max(a), low = min(a))\n", 0),
        ("rows |> summarise(rmse = rmse_vec(a, b), mae = mae_vec(a, b))\n", 0),
    ],
)
def test_figures_by_group_in_r(text: str, count: int):
    assert len(collect(Gates, {"judge.R": text, "fit.R": "fit(x)\n"}).slices) == count


TYPED = (
    "import json\n\nimport dagster as dg\nfrom sklearn.linear_model import Ridge\n\n\n"
    "class RunConfig(dg.Config):\n    days: int = 90\n\n\n"
    "def main():\n    json.{verb}({given})\n    params = json.load(open('out/model_params.json'))\n    Ridge().fit(x, y)\n\n\n"
    "if __name__ == '__main__':\n    main()\n"
)


def test_a_file_that_an_earlier_step_writes_is_no_missing_configuration():
    written = collect(Configuration, {"run.py": TYPED.format(verb="dump", given="{}, out")})
    assert [written.absent, len(written.modules)] == [(), 1]
    read = collect(Configuration, {"run.py": TYPED.format(verb="loads", given="text")})
    assert [each.what for each in read.absent] == ["model_params.json"]
