"""Resources are declared, scale inside limits, and meet a tested target."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.resources import Resources
from rung.assess.collectors.serving import Serving
from rung.assess.resources.facts import Fact
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet


class CapacityManaged(Practice):
    """Serving and training declare resources, scale within limits, and meet a tested latency or completion target.

    Why it matters
        Without limits one model starves the others on the same machine; without scaling the first busy hour is an
        outage; without a tested target nobody knows which of the two comes first.

    How to get there
        State memory and processor limits next to the service, let it scale between two numbers, write the latency or
        completion target down, and run a load test in CI that fails when the target is missed.

    Not enough
        - a locustfile with the default tasks
        - limits that were copied and never reached
        - a load script that prints numbers and fails for none of them

    References
        - Google MLOps level 2: load testing (queries per second, latency)
        - ML Test Score, Monitor 6
        - NIST AI RMF, MEASURE 2.6
    """

    id = "capacity-managed"
    capability = Capability.SERVING_AND_SCALE
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 60
    needs = ("served-behind-interface",)
    pitfall = "The first busy hour takes the service down, and the neighbour's model with it"
    effort = Effort.DAYS
    remedy = "state limits and replicas for the service and a load test that fails above the latency target"

    def judge(self, resources: Resources, serving: Serving) -> Judgement:
        """Met by limits, scaling and a load test with a threshold; partial by any of them."""
        limits, scaling = resources.of(Fact.LIMIT), resources.of(Fact.SCALING)
        tested = [each for each in resources.load_tests if each.threshold]
        held = [
            word
            for word, there in (("limits", limits), ("scaling", scaling), ("a load test that can fail", tested))
            if there
        ]
        places = [*limits[:2], *scaling[:2], *(each.place for each in resources.load_tests)]
        if len(held) == 3:
            return met("limits, scaling and a load test with a threshold are declared", places)
        if held:
            missing = [word for word in ("limits", "scaling", "a load test that can fail") if word not in held]
            return partial(
                f"declared: {', '.join(held)}; missing: {', '.join(missing)}",
                places,
                remedy=f"add {', '.join(missing)}",
            )
        if resources.load_tests:
            return unmet(
                "a load script prints numbers and fails for none of them; no limits or scaling are declared",
                places,
                remedy="let the load test fail above a target, and state limits and replicas for the service",
            )
        return unmet("no limits, scaling or load test are declared", [each.place for each in serving.predicting[:2]])
