"""A defined second answer takes over when the first cannot be given."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.fallbacks import Fallbacks
from rung.assess.collectors.serving import Serving
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet


class GracefulDegradation(Practice):
    """When model, features or quality fail, a defined and flagged fallback takes over by itself.

    Why it matters
        Something behind the model will fail. Decided beforehand, the failure is a flagged default and a quiet day;
        undecided, it is either an outage or a wrong answer that looks like a right one.

    How to get there
        Decide per consumer what to answer when the model cannot (the last good model, a rule, "ask a person"), put a
        time limit around model and features, return the substitute with a flag, count it, and drill it.

    Not enough
        - `except: return 0` that the caller cannot tell from an answer
        - retries alone
        - a 503 and nothing else

    References
        - EU AI Act, article 15(4): fail-safe
        - NIST AI RMF, MEASURE 2.6 and MANAGE 2.4
        - ML Test Score, Infra 7
    """

    id = "graceful-degradation"
    capability = Capability.SERVING_AND_SCALE
    level = Level.OPTIMIZED
    min_strength = Strength.PROVEN
    fresh_days = 180
    needs = ("served-behind-interface", "service-watched")
    pitfall = "When the feature store is down, users get an outage or a wrong answer that looks right"
    effort = Effort.DAYS
    remedy = "answer with a flagged default (fallback=true) when the model or its features time out"

    def judge(self, fallbacks: Fallbacks, serving: Serving) -> Judgement:
        """Met by a flagged fallback in the serving path; partial when it is silent."""
        if fallbacks.flagged:
            return met("the serving path has a fallback that its answer names", fallbacks.flagged)
        if fallbacks.silent:
            return partial(
                "the serving path has a fallback, and the answer does not say so",
                fallbacks.silent,
                remedy="mark the answer that comes from it (fallback=true)",
            )
        if not serving.exists:
            return unmet("nothing is served, so nothing can fall back")
        if fallbacks.guards:
            return unmet(
                "there are time-outs or retries, and no answer to fall back to",
                fallbacks.guards,
                remedy="answer with a flagged default when the time-out or the last retry is over",
            )
        return unmet("no fallback was found in the serving path", [each.place for each in serving.predicting])
