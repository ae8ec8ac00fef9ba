"""The EU's AI Act: what it asks of providers and deployers of high-risk systems."""

from rung.assess.frameworks.base import Framework, Group, asks

_LEGAL = "a legal question that no repository answers"


class EuAiAct(Framework):
    """Chapter III and what follows it after the system is on the market."""

    id = "eu-ai-act"
    title = "Regulation (EU) 2024/1689, the AI Act"
    version = "as published on 12 July 2024; later amendments and dates of application are not followed"
    source = "https://eur-lex.europa.eu/eli/reg/2024/1689/oj"
    caveat = (
        "Whether a system is high-risk, who is its provider, and whether an obligation applies are legal questions. "
        "Nothing here is legal advice."
    )
    groups = (
        Group(
            "Before all else",
            (
                asks("Article 4", "People who operate the system are AI-literate", beyond="training of people"),
                asks("Article 5", "The practice is not prohibited", beyond=_LEGAL),
                asks("Article 6", "Whether the system is high-risk is decided", beyond=_LEGAL),
            ),
        ),
        Group(
            "Requirements for high-risk systems",
            (
                asks(
                    "Article 9",
                    "Risk management over the whole life, with tests against metrics defined before",
                    "risk-and-policy-as-code model-quality-gate slices-and-fairness-gated",
                    beyond="which risks to health, safety and rights were judged acceptable",
                ),
                asks(
                    "Article 10",
                    "Governance of data: origin, preparation, quality, bias, gaps; separate test data",
                    "data-source-documented data-contract data-validation-blocks data-versioned holdout-protected "
                    "slices-and-fairness-gated fairness-monitored sensitive-data-controls",
                    beyond="whether the data represent the people concerned",
                ),
                asks(
                    "Article 11",
                    "Technical documentation (annex IV), kept up to date",
                    "model-card workflow-documented runs-recorded data-source-documented data-versioned "
                    "model-traceable-to-run lineage-end-to-end",
                ),
                asks(
                    "Article 12",
                    "Events are logged automatically over the lifetime",
                    "prediction-log audit-trail-tamper-evident release-recorded runs-recorded lineage-end-to-end",
                ),
                asks(
                    "Article 13",
                    "Deployers get instructions: purpose, accuracy, limits, oversight",
                    "model-card served-behind-interface human-review-sampled",
                ),
                asks(
                    "Article 14",
                    "People can oversee, override and stop the system",
                    "human-can-stop-and-override human-review-sampled controlled-promotion",
                    beyond="whether those people have competence, time and authority",
                ),
                asks(
                    "Article 15",
                    "Accuracy, robustness and cybersecurity; feedback loops are countered",
                    "model-quality-gate performance-monitored data-drift-monitored robustness-tested "
                    "graceful-degradation rollback-ready run-reproducible supply-chain-secured repository-hygiene "
                    "data-validation-blocks fairness-monitored feedback-captured drift-triggered-retraining",
                ),
            ),
        ),
        Group(
            "Obligations of providers and deployers",
            (
                asks(
                    "Article 17",
                    "A quality management system with named responsibilities",
                    "risk-and-policy-as-code owner-and-goal-named changes-reviewed ci-on-every-change",
                    beyond="the quality management system of the organisation",
                ),
                asks("Article 18", "Documentation is kept for ten years", "retention-and-retirement release-recorded"),
                asks(
                    "Article 19", "Logs are kept", "prediction-log audit-trail-tamper-evident retention-and-retirement"
                ),
                asks(
                    "Article 20",
                    "Corrective action, and duty to inform",
                    "incidents-become-checks rollback-ready",
                    beyond="who was informed",
                ),
                asks(
                    "Article 26",
                    "Deployers watch, oversee, keep logs and input data relevant",
                    "human-can-stop-and-override prediction-log audit-trail-tamper-evident fairness-monitored "
                    "performance-monitored",
                    beyond="what deployers outside the organisation do",
                ),
                asks("Article 27", "Impact on fundamental rights is assessed", beyond="the assessment itself"),
                asks(
                    "Article 43",
                    "Conformity is assessed, again after a substantial modification",
                    "drift-triggered-retraining release-recorded",
                    beyond=_LEGAL,
                ),
                asks(
                    "Articles 47 to 49",
                    "Declaration, CE marking, registration",
                    "central-model-registry",
                    beyond=_LEGAL,
                ),
                asks("Article 50", "People know that they deal with an AI system", beyond="what users are shown"),
            ),
        ),
        Group(
            "After the system is on the market",
            (
                asks(
                    "Article 72",
                    "Post-market monitoring: performance is collected and analysed over the lifetime",
                    "post-release-check realtime-monitoring data-drift-monitored performance-monitored "
                    "proactive-detection",
                ),
                asks(
                    "Article 73",
                    "Serious incidents are reported in time",
                    "incidents-become-checks proactive-detection runbook-and-on-call",
                    beyond="reports to authorities",
                ),
                asks(
                    "Article 86",
                    "A person concerned can have a decision explained",
                    "human-review-sampled prediction-log",
                    beyond="what was explained to whom",
                ),
            ),
        ),
    )
