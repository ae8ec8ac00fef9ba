"""Statistical fits are training: what draws from a posterior, in whatever library."""

from __future__ import annotations

from datetime import UTC, datetime

import pytest

from rung.assess.base import Collector
from rung.assess.clock import Clock
from rung.assess.collectors.training import Training
from rung.assess.engine import Engine
from rung.assess.kind import RepositoryKind
from rung.assess.tree import Tree
from rung.assess.tree.memory import MemoryTree
from rung.domain import Kind
from rung.plugins import discover
from rung.project import Manifest

ENGINE = Engine([each() for each in discover("rung.assess.collectors", Collector)], [], given=[Tree, Clock, Manifest])


def collect(files: dict[str, str]) -> tuple[Training, Kind]:
    evidence = ENGINE.start(
        {Tree: MemoryTree(files), Clock: Clock(datetime(2026, 11, 1, tzinfo=UTC)), Manifest: Manifest.empty()}
    )
    ENGINE.collect(evidence, [Training, RepositoryKind])
    return evidence.seen[Training], evidence.seen[RepositoryKind].kind


OWN = (
    "from tides import surge\n\n\ndef main():\n    surge().run(rows, {})\n\n\nif __name__ == '__main__':\n    main()\n"
)


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("fit.py", OWN.format("num_warmup=500, n_draws=2000")),
        ("fit.py", OWN.format("tune=500, chains=4")),
        ("fit.py", "import pymc as pm\n\nwith pm.Model():\n    trace = pm.sample(1000)\n"),
        ("fit.py", "from numpyro.infer import MCMC, NUTS\n\nmcmc = MCMC(NUTS(model))\nmcmc.run(key, rows)\n"),
        ("fit.R", "library(cmdstanr)\nm <- cmdstan_model('surge.stan')\nf <- m$sample(data = d, chains = 4, iter_warmup = 500)\n"),
        ("fit.R", "library(fable)\nf <- rows |> model(best = ARIMA(log(level)))\n"),
    ],
)  # fmt: skip
def test_a_fit_by_sampling_is_training(path: str, text: str) -> None:
    training, kind = collect({path: text, "README.md": "# Surge\n\nWater levels of next week.\n"})
    assert [site.module.path for site in training.fits] == [path]
    assert kind is Kind.PROJECT


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("bench.py", OWN.format("warmup=3, n_samples=100")),
        ("fit.py", OWN.format("num_samples=10, seed=1")),
        ("draw.R", "rows <- sample(1:10, size = 3)\n"),
    ],
)
def test_a_benchmark_or_a_draw_of_rows_is_not(path: str, text: str) -> None:
    training, kind = collect({path: text, "README.md": "# Speed\n\nHow fast it is.\n"})
    assert training.fits == ()
    assert kind is Kind.NOT_ML
