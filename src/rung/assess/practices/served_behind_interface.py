"""Predictions come from a versioned, described interface."""

from __future__ import annotations

from rung.assess.base import Practice
from rung.assess.collectors.serving import Serving
from rung.domain import Capability, Effort, Judgement, Level, met, partial, unmet
from rung.domain.unread import CODE


class ServedBehindInterface(Practice):
    """Predictions come from a versioned interface with a stated contract, never from a person running a notebook.

    Why it matters
        Who uses the model must be able to rely on what goes in and what comes out. A person running a notebook is
        neither there at night nor able to say what changed; an interface without a contract breaks its callers
        silently.

    How to get there
        Wrap predict in one function behind an HTTP route with a typed request and answer, or in a batch job that a
        schedule starts and that writes to a table with a stated schema. Say which model version answered.

    Not enough
        - a Streamlit or Gradio page as the only consumer
        - a service that trains when it starts
        - a scoring script that a person runs

    References
        - Google MLOps level 0 and 1: prediction service
        - Microsoft MLOps maturity model, level 3: application integration
        - Marvelous MLOps 1: API documented
    """

    id = "served-behind-interface"
    capability = Capability.SERVING_AND_SCALE
    level = Level.AUTOMATED
    fresh_days = 45
    needs = ("model-traceable-to-run",)
    pitfall = "Callers depend on a person and a format that changes without notice"
    effort = Effort.DAYS
    denied_in = CODE
    half_denied_in = denied_in
    remedy = "put predict behind one HTTP route with a typed request, or a scheduled job with a stated output schema"

    def judge(self, serving: Serving) -> Judgement:
        """Met by a reachable route or platform endpoint with a contract, or a scheduled batch job."""
        if serving.trains_at_start:
            return unmet(
                "the service trains when it starts",
                serving.trains_at_start,
                remedy="load a saved model when the service starts, and train in a job of its own",
            )
        answering = serving.predicting
        described = [each for each in answering if each.contract]
        if described:
            first = described[0]
            return met(
                f"{first.framework} answers in {first.scope[1]} with a described request",
                [each.place for each in described],
            )
        scheduled = [each for each in serving.batches if each.scheduled]
        if serving.platform and not answering and serving.described:
            return met(
                "a managed endpoint is defined, and what it takes in is described",
                [*serving.platform[:2], *serving.described[:1]],
            )
        if scheduled and not answering:
            return met("a scheduled job scores and writes", [each.place for each in scheduled])
        return self._undescribed(serving)

    def _undescribed(self, serving: Serving) -> Judgement:
        """The judgement where no route or endpoint says what it takes in and no schedule scores."""
        answering = serving.predicting
        if answering:
            first = answering[0]
            return partial(
                f"{first.framework} answers in {first.scope[1]}, and nothing describes what goes in",
                [each.place for each in answering],
                remedy="give the route a typed request and answer model",
            )
        if serving.platform:
            return partial(
                "a managed endpoint is defined, and nothing describes what goes in",
                serving.platform,
                remedy="state the names and types of the features beside the endpoint",
            )
        if serving.batches:
            return partial(
                "a batch job scores, and no schedule starts it",
                [each.place for each in serving.batches],
                remedy="start the batch job on a schedule, and state the schema of what it writes",
            )
        if serving.pages:
            return unmet(
                "only a demonstration page asks the model",
                serving.pages,
                remedy="put predict behind one HTTP route with a typed request, beside the page",
            )
        return unmet("nothing serves predictions", [each.place for each in serving.endpoints[:2]])
