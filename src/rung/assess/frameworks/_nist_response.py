"""MEASURE and MANAGE of the NIST AI RMF: where a repository has most to show."""

from rung.assess.frameworks.base import Group, asks

_EXPERTS = "experts from outside the team, and what they said"
_PRIORITIES = "which risks were accepted, and by whom"

MEASURE = Group(
    "MEASURE",
    (
        asks("MEASURE 1.1", "Metrics are chosen for the risks that matter", "model-quality-gate owner-and-goal-named"),
        asks("MEASURE 1.2", "Metrics and controls are reviewed", "maturity-remeasured offline-online-link-known"),
        asks("MEASURE 1.3", "People other than the developers assess", "changes-reviewed", beyond=_EXPERTS),
        asks(
            "MEASURE 2.1",
            "Test sets, metrics and tools are documented",
            "runs-recorded data-versioned holdout-protected data-source-documented",
        ),
        asks(
            "MEASURE 2.2", "Evaluations with people protect them", "sensitive-data-controls", beyond="consent of people"
        ),
        asks(
            "MEASURE 2.3",
            "Performance is measured under conditions like those of use",
            "holdout-protected baseline-compared model-quality-gate progressive-delivery",
        ),
        asks(
            "MEASURE 2.4",
            "Function and behaviour are watched in production",
            "realtime-monitoring data-drift-monitored performance-monitored post-release-check",
        ),
        asks("MEASURE 2.5", "The system is shown to be valid and reliable", "model-quality-gate run-reproducible"),
        asks(
            "MEASURE 2.6",
            "It is evaluated for safety, and fails safely",
            "graceful-degradation robustness-tested data-validation-blocks realtime-monitoring capacity-managed",
        ),
        asks("MEASURE 2.7", "Security and resilience", "robustness-tested repository-hygiene supply-chain-secured"),
        asks(
            "MEASURE 2.8", "Transparency and accountability", "audit-trail-tamper-evident lineage-end-to-end model-card"
        ),
        asks("MEASURE 2.9", "The model is explained, its output interpreted", "model-card human-review-sampled"),
        asks("MEASURE 2.10", "Privacy", "sensitive-data-controls"),
        asks("MEASURE 2.11", "Fairness and bias", "slices-and-fairness-gated fairness-monitored"),
        asks("MEASURE 2.12", "Environmental impact", "cost-visible", beyond="energy and emissions"),
        asks("MEASURE 2.13", "The measuring itself is evaluated", "offline-online-link-known run-reproducible"),
        asks("MEASURE 3.1", "Risks are tracked over time", "proactive-detection maturity-remeasured"),
        asks("MEASURE 3.2", "Risks that are hard to measure are tracked too", beyond=_PRIORITIES),
        asks(
            "MEASURE 3.3",
            "Users can report and appeal, and it flows back",
            "feedback-captured human-review-sampled fairness-monitored",
        ),
        asks("MEASURE 4.1", "Measurement fits the context of use", beyond=_EXPERTS),
        asks(
            "MEASURE 4.2",
            "Results are validated with those who know the domain",
            "champion-challenger",
            beyond=_EXPERTS,
        ),
        asks(
            "MEASURE 4.3",
            "Improvement or decline is seen in the field",
            "performance-monitored offline-online-link-known",
        ),
    ),
)

MANAGE = Group(
    "MANAGE",
    (
        asks("MANAGE 1.1", "Go or no-go is decided", "model-quality-gate controlled-promotion"),
        asks("MANAGE 1.2", "Treatment of risks is prioritised", "risk-and-policy-as-code", beyond=_PRIORITIES),
        asks("MANAGE 1.3", "Responses to high risks are planned", "risk-and-policy-as-code", beyond=_PRIORITIES),
        asks("MANAGE 1.4", "Remaining risks are documented", "risk-and-policy-as-code model-card", beyond=_PRIORITIES),
        asks("MANAGE 2.1", "Alternatives are weighed, simpler ones too", "baseline-compared", beyond=_PRIORITIES),
        asks(
            "MANAGE 2.2",
            "The value of deployed systems is sustained",
            "pipeline-runs-unattended drift-triggered-retraining",
        ),
        asks(
            "MANAGE 2.3",
            "Risks unknown before are answered and recovered from",
            "incidents-become-checks runbook-and-on-call",
        ),
        asks(
            "MANAGE 2.4",
            "The system can be superseded, disengaged or switched off",
            "human-can-stop-and-override rollback-ready graceful-degradation retention-and-retirement",
        ),
        asks("MANAGE 3.1", "Third-party resources are watched", "supply-chain-secured"),
        asks("MANAGE 3.2", "Pretrained models are watched", "supply-chain-secured"),
        asks(
            "MANAGE 4.1",
            "Monitoring after deployment, with override, incident response, recovery and change management",
            "runbook-and-on-call human-can-stop-and-override rollback-ready feedback-captured human-review-sampled "
            "retention-and-retirement",
        ),
        asks(
            "MANAGE 4.2",
            "Improvements are measured and built into updates",
            "delivery-metrics-reviewed drift-triggered-retraining",
        ),
        asks(
            "MANAGE 4.3",
            "Incidents are communicated, tracked and recovered from",
            "incidents-become-checks alerts-actionable",
            beyond="what was told to those affected",
        ),
    ),
)
