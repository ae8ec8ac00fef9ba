"""Each prediction is kept so that it can be joined with what happened."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.prediction_records import PredictionRecords
from rung.assess.collectors.serving import Serving
from rung.domain import Capability, Effort, Judgement, Level, Strength, met, partial, unmet


class PredictionLog(Practice):
    """Inputs, output, model version, time and id of each prediction are stored and can be joined with outcomes.

    Why it matters
        What is not kept cannot be monitored, explained or learned from. When an outcome arrives weeks later, only a row
        with an id and a model version says which answer it belongs to.

    How to get there
        Append one row per prediction in the serving function, before the reply: id, time, model version, inputs (or
        their digest), output. Give it a schema, a retention and a rule for personal fields.

    Not enough
        - an access log with address and status
        - a line on standard output that nothing keeps
        - rows without a model version

    References
        - Google MLOps level 0: no logging of predictions is the anti-pattern
        - EU AI Act, articles 12 and 19
        - ML Test Score, Monitor 3 and 7
    """

    id = "prediction-log"
    capability = Capability.SERVING_AND_SCALE
    level = Level.SCALABLE
    min_strength = Strength.PRACTISED
    fresh_days = 7
    needs = ("served-behind-interface",)
    pitfall = "Drift, errors and complaints cannot be traced to an answer, because no answer was kept"
    effort = Effort.DAYS
    remedy = "append id, time, model version, inputs and output of every prediction before replying"

    def judge(self, kept: PredictionRecords, serving: Serving) -> Judgement:
        """Met when rows name the model version and can be joined; partial when one of these is missing."""
        live = [each for each in kept.records if not each.switch]
        full = [each for each in live if each.version and (each.identified or each.time)]
        if full:
            return met(f"each answer is kept with model version by {full[0].how}", [each.place for each in full])
        if live:
            first = live[0]
            lacks = "model version" if not first.version else "time and id"
            return partial(
                f"predictions are kept ({first.how}) without {lacks}",
                [each.place for each in live],
                remedy=f"add {lacks} to what is kept",
            )
        if kept.records:
            switch = kept.records[0].switch
            return partial(
                f"predictions are kept only where {switch} asks for it, and no file sets it",
                [each.place for each in kept.records],
                remedy=f"set {switch} where the service is deployed",
            )
        if kept.overwritten:
            return unmet(
                "a job scores, and nothing shows that its rows stay beside those of earlier runs",
                kept.overwritten,
                remedy="write each batch with the time and the model version beside the earlier ones",
            )
        if not serving.exists:
            return unmet("nothing is served, so no prediction is kept")
        return unmet("answers are given and none is kept", [each.place for each in serving.predicting])
