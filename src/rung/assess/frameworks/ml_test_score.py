"""The ML Test Score: 28 tests for production readiness."""

from rung.assess.frameworks.base import Framework, Group, asks


class MLTestScore(Framework):
    """Seven tests each of data, model, infrastructure and monitoring."""

    id = "ml-test-score"
    title = "The ML Test Score: a rubric for ML production readiness"
    version = "Breck, Cai, Nielsen, Salib, Sculley, 2017"
    source = "https://research.google/pubs/pub46555/"
    caveat = "The rubric gives half a point for a test done by hand and one for an automated one; none is made here."
    groups = (
        Group(
            "Data",
            (
                asks(
                    "Data 1", "Expectations of features are written as a schema", "data-contract data-validation-blocks"
                ),
                asks("Data 2", "Every feature is beneficial", "features-justified offline-online-link-known"),
                asks("Data 3", "No feature costs too much", "features-justified cost-visible"),
                asks(
                    "Data 4",
                    "Features keep to rules above them: what may be used, and from where",
                    "data-source-documented data-contract features-justified",
                ),
                asks(
                    "Data 5",
                    "The data pipeline protects privacy",
                    "sensitive-data-controls",
                    beyond="who really has access to the stores",
                ),
                asks(
                    "Data 6",
                    "New features can be added quickly",
                    "train-serve-same-features reusable-components delivery-metrics-reviewed",
                    beyond="how many weeks the last one took",
                ),
                asks(
                    "Data 7",
                    "Code of input features is tested",
                    "feature-and-model-code-tested train-serve-same-features",
                ),
            ),
        ),
        Group(
            "Model",
            (
                asks(
                    "Model 1",
                    "Every specification of a model is reviewed and checked in",
                    "code-in-version-control changes-reviewed config-as-code ci-on-every-change model-card",
                ),
                asks(
                    "Model 2",
                    "Offline and online metrics go together",
                    "offline-online-link-known performance-monitored champion-challenger",
                ),
                asks("Model 3", "All hyper-parameters are tuned", "search-systematic runs-recorded"),
                asks(
                    "Model 4",
                    "It is known what an old model costs",
                    "performance-monitored pipeline-runs-unattended drift-triggered-retraining",
                ),
                asks("Model 5", "A simpler model is not better", "baseline-compared model-quality-gate"),
                asks(
                    "Model 6",
                    "Quality suffices on every important slice",
                    "slices-and-fairness-gated holdout-protected",
                ),
                asks("Model 7", "The model is tested for inclusion", "slices-and-fairness-gated fairness-monitored"),
            ),
        ),
        Group(
            "Infrastructure",
            (
                asks(
                    "Infra 1",
                    "Training is reproducible",
                    "run-reproducible environment-locked data-versioned config-as-code one-command-run runs-recorded "
                    "model-traceable-to-run lineage-end-to-end immutable-deployable",
                ),
                asks("Infra 2", "Specifications of models are unit-tested", "feature-and-model-code-tested"),
                asks(
                    "Infra 3",
                    "The whole pipeline is integration-tested",
                    "pipeline-integration-tested pipeline-defined",
                ),
                asks(
                    "Infra 4",
                    "Quality is validated before a model is served",
                    "model-quality-gate holdout-protected baseline-compared champion-challenger",
                ),
                asks(
                    "Infra 5",
                    "One example can be followed through the model, step by step",
                    "serving-compatibility-tested pipeline-integration-tested human-review-sampled",
                    beyond="whether somebody on call can do it",
                ),
                asks(
                    "Infra 6",
                    "Models go through a canary before they serve",
                    "progressive-delivery serving-compatibility-tested served-behind-interface champion-challenger",
                ),
                asks(
                    "Infra 7",
                    "A model can be rolled back quickly and safely",
                    "rollback-ready immutable-deployable release-recorded graceful-degradation",
                ),
            ),
        ),
        Group(
            "Monitoring",
            (
                asks(
                    "Monitor 1",
                    "Changes of what the system depends on reach somebody",
                    "pipeline-failure-reaches-a-person alerts-actionable supply-chain-secured proactive-detection",
                    beyond="whether owners of upstream data announce what they change",
                ),
                asks(
                    "Monitor 2",
                    "Invariants of the data hold for training and for serving",
                    "data-validation-blocks data-drift-monitored alerts-actionable robustness-tested",
                ),
                asks(
                    "Monitor 3",
                    "Features of training and of serving give the same values",
                    "train-serve-same-features data-drift-monitored prediction-log",
                ),
                asks("Monitor 4", "Models are not too old", "drift-triggered-retraining performance-monitored"),
                asks(
                    "Monitor 5",
                    "The model is numerically stable",
                    "feature-and-model-code-tested robustness-tested proactive-detection",
                ),
                asks(
                    "Monitor 6",
                    "Training speed, latency, throughput and memory have not become worse, at once or slowly",
                    "service-watched realtime-monitoring capacity-managed cost-visible proactive-detection",
                ),
                asks(
                    "Monitor 7",
                    "Prediction quality on served data has not become worse",
                    "performance-monitored prediction-log feedback-captured",
                ),
            ),
        ),
    )
