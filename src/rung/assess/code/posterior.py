"""Models that are fitted by drawing from a posterior: `mcmc.run(…)`, `model.sample(chains=4, iter_warmup=500)`.

Such a fit has no name of its own: `run` and `sample` mean anything. What tells it apart are the settings that only a
sampler has, a time to warm up and a number of draws or chains.
"""

from __future__ import annotations

from rung.assess.parse.python_facts import Call

SAMPLING = (
    "pymc.sample", "pymc3.sample", "pymc.fit", "pymc3.fit", "*.MCMC().run", "*.SVI().run", "*.SVI().step",
    "*.EnsembleSampler().run_mcmc", "nutpie.sample", "*.sample_chain", "pymc.*.sample_smc", "stan.build().sample",
    "cmdstanpy.CmdStanModel().sample", "cmdstanpy.CmdStanModel().variational", "cmdstanpy.CmdStanModel().optimize",
)  # fmt: skip
"""Calls that can be told by their library."""
UNNAMED = ("*.run", "*.sample", "*.sampling", "*.infer", "*.fit_model", "*.run_inference", "sampling", "sample")
"""Calls that may be one; `draws_posterior` tells."""
_WARMING = frozenset({
    "num_warmup", "n_warmup", "iter_warmup", "burnin", "burn_in", "n_burnin", "nburn", "num_burnin_steps", "n_tune",
})  # fmt: skip
_CHAINS = frozenset({"draws", "n_draws", "num_chains", "n_chains", "chains", "nchains"})
_DRAWING = _CHAINS | {"num_samples", "n_samples", "iter_sampling", "num_results"}
_LOOSE = frozenset({"warmup", "tune"})
"""Words that a benchmark says as well: with them only chains tell."""


def draws_posterior(call: Call) -> bool:
    """Whether it is told both how long to warm up and how much to draw."""
    said = call.kwargs.keys()
    if not _WARMING.isdisjoint(said):
        return not _DRAWING.isdisjoint(said)
    return not _LOOSE.isdisjoint(said) and not _CHAINS.isdisjoint(said)
