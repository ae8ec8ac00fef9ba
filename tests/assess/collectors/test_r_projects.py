"""Projects in R: scripts that source each other, hand their results on by files, and keep them by run."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import Any

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.code import Code, Reach
from rung.assess.collectors.baselines import Baselines
from rung.assess.collectors.configuration import Configuration
from rung.assess.collectors.feature_worth import FeatureWorth
from rung.assess.collectors.prediction_records import PredictionRecords
from rung.assess.collectors.searches import Searches
from rung.assess.collectors.serving import Serving
from rung.assess.collectors.shared_features import SharedFeatures
from rung.assess.collectors.tracking import Tracking
from rung.assess.collectors.training import Training
from rung.assess.engine import Engine
from rung.assess.invocation import RUNNABLE
from rung.assess.kind import RepositoryKind
from rung.assess.tracking.base import CORE, Holds
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.domain import Kind
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])
STAGES = (
    "stages:\n  fit:\n    cmd: Rscript steps/fit.R\n    outs: [out/fit.rds]\n"
    "  score:\n    cmd: Rscript steps/score.R\n    deps: [out/fit.rds]\n    outs: [out/levels.parquet]\n"
    "  keep:\n    cmd: Rscript steps/keep.R\n    deps: [out/levels.parquet]\n"
    "  figures:\n    cmd: Rscript steps/figures.R\n  run:\n    cmd: Rscript steps/run.R\n"
)
FIT = (
    'library(tidymodels)\nrows <- read_csv("in/tides.csv")\nrec <- recipe(level ~ ., rows)\n'
    "model <- boost_tree() |> set_engine('xgboost')\nbest <- workflow() |> add_recipe(rec) |> add_model(model) |>\n"
    '  fit(rows)\nsaveRDS(prep(rec), "out/recipe.rds")\nsaveRDS(best, "out/fit.rds")\n'
)
SCORE = (
    'best <- readRDS("out/fit.rds")\nrec <- readRDS("out/recipe.rds")\n'
    'harbours <- read_csv("in/harbours.csv") |> left_join(names, by = "harbour")\n'
    "harbours |>\n  mutate(level = predict(best, new_data = bake(rec, harbours))$.pred) |>\n"
    '  write_parquet("out/levels.parquet")\n'
)
KEEP = (
    'read_parquet("out/levels.parquet") |>\n  mutate(run_id = !!run_id) |>\n  group_by(day, run_id) |>\n'
    '  arrow::write_dataset(path = "s3://tides/levels")\n'
)


def collect(kind: type, **scripts: str) -> Any:
    files = {f"steps/{name}.R": text for name, text in scripts.items() if "/" not in name}
    files = {"dvc.yaml": STAGES, "README.md": "# Tides\n\nWater levels of all harbours.\n", **files}
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [kind])
    return evidence.seen[kind]


def test_a_script_that_fits_saves_and_one_that_asks_loads():
    training = collect(Training, fit=FIT, score=SCORE)
    assert {site.module.path for site in training.saves} == {"steps/fit.R"}
    assert {site.module.path for site in training.loads} == {"steps/score.R"}
    assert {site.module.path for site in training.predicts} == {"steps/score.R"}


def test_reading_any_object_is_no_model():
    text = 'tables <- readRDS("out/tables.rds")\nsaveRDS(head(tables), "out/first.rds")\n'
    assert collect(Training, look=text).loads == ()
    assert collect(RepositoryKind, look=text).kind is Kind.NOT_ML


def test_scored_rows_that_another_script_keeps_by_run():
    (record,) = collect(PredictionRecords, fit=FIT, score=SCORE, keep=KEEP).records
    assert (record.version, record.identified, record.batch) == (True, True, True)


@pytest.mark.parametrize(
    "keep",
    [
        KEEP.replace("levels.parquet", "weather.parquet"),
        KEEP.replace("group_by(day, run_id)", "group_by(harbour)"),
        KEEP.replace("arrow::write_dataset", "arrow::write_parquet"),
    ],
)
def test_other_rows_or_rows_that_are_replaced_are_not_kept(keep: str):
    kept = collect(PredictionRecords, fit=FIT, score=SCORE, keep=keep)
    assert kept.records == ()
    assert len(kept.overwritten) == 1


def test_a_script_that_judges_scores_nothing():
    judging = SCORE + "rmse(harbours, truth, level)\n"
    assert collect(Serving, fit=FIT, score=judging).batches == ()


def test_the_recipe_that_was_fitted_is_applied_to_new_rows():
    assert collect(SharedFeatures, fit=FIT, score=SCORE).artefacts
    by_hand = SCORE.replace("bake(rec, harbours)", "harbours")
    loose = FIT.replace("workflow() |> add_recipe(rec) |> add_model(model)", "model")
    assert collect(SharedFeatures, fit=loose, score=by_hand).artefacts == ()


@pytest.mark.parametrize(
    "line",
    [
        'source("steps/lib/tools.R")',
        'source(here::here("steps", "lib", "tools.R"))',
        'purrr::walk(list.files("steps/lib/", "R$", full.names = TRUE), source)',
        'for (each in list.files("steps/lib")) source(each)',
        'targets::tar_source("steps/lib")',
    ],
)
def test_what_a_script_sources(line: str):
    files = {"steps/fit.R": line + "\n" + FIT, "steps/lib/tools.R": 'cfg <- read_yaml("params.yaml")\n'}
    evidence = ENGINE.start(
        {
            Tree: MemoryTree({**files, "params.yaml": "trees: 3\n", "dvc.yaml": STAGES}),
            Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)),
            Manifest: Manifest.empty(),
        }
    )
    ENGINE.collect(evidence, [Code, Reach, Configuration])
    assert evidence.seen[Code].importers["steps/lib/tools.R"] == {"steps/fit.R"}
    assert [each.what for each in evidence.seen[Configuration].files] == ["params.yaml"]


def test_a_folder_that_is_only_listed_is_not_sourced():
    code = collect(Code, fit='count <- length(list.files("steps"))\n' + FIT, score=SCORE)
    assert "steps/score.R" not in code.importers


RUN = (
    "run <- tibble(run_id = id, started = now(), git_sha = substr(commit$sha, 1, 8), params_trees = p$trees)\n"
    'write_parquet(run, "out/run.parquet")\n'
)
FIGURES = 'figures <- list(rmse = rmse_vec, mae = mae_vec, n = n)\nwrite_parquet(figures, "out/figures.parquet")\n'


def test_a_run_that_the_project_writes_down_itself():
    tracking = collect(Tracking, fit=FIT, figures=FIGURES + "rmse(x, y, z)\n", keep=KEEP, run=RUN + FIT)
    assert tracking.holds(RUNNABLE) & CORE == CORE


def test_figures_without_a_run_are_overwritten():
    tracking = collect(Tracking, fit=FIT, figures=FIGURES + "rmse(x, y, z)\n", keep=KEEP)
    assert not tracking.holds(RUNNABLE) & Holds.METRICS


SEARCH = "library(tune)\ntrials <- flow |>\n  tune_grid(folds, grid = 20)\n{}" + FIT


@pytest.mark.parametrize(
    ("then", "count"),
    [
        ('trials |>\n  collect_metrics() |>\n  write_csv("out/trials.csv")\n\n', 1),
        ('saveRDS(trials, "out/trials.rds")\n', 1),
        ("show_best(trials)\n", 0),
        ('best <- select_best(trials)\nwrite_csv(rows, "out/rows.csv")\n', 0),
    ],
)
def test_trials_that_are_written_down(then: str, count: int):
    assert len(collect(Searches, fit=SEARCH.format(then)).recorded) == count


def test_a_linear_model_beside_the_model_is_a_baseline():
    both = FIT + "plain <- linear_reg() |> fit(level ~ ., rows)\nx <- predict(best, rows)\ny <- predict(plain, rows)\n"
    assert len(collect(Baselines, fit=both).simple) == 1
    alone = FIT.replace("boost_tree", "linear_reg") + "x <- predict(best, rows)\n"
    assert collect(Baselines, fit=alone).simple == ()


def test_importance_that_is_written_down():
    told = FIT + 'lgb.importance(best) |> write_parquet("out/worth.parquet")\n'
    assert len(collect(FeatureWorth, fit=told).kept) == 1
    share = SCORE + 'predict(best, harbours, type = "contrib") |> saveRDS("out/worth.rds")\n'
    assert len(collect(FeatureWorth, score=share).kept) == 1
    assert collect(FeatureWorth, score=SCORE).measured == ()
