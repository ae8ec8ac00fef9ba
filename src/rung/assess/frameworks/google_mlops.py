"""Google Cloud's levels 0 to 2 of continuous delivery for machine learning."""

from rung.assess.frameworks.base import Framework, Group, asks


class GoogleMLOps(Framework):
    """Three levels: manual, pipeline automation, pipeline automation with CI/CD."""

    id = "google-mlops"
    title = "Google Cloud, MLOps: continuous delivery and automation pipelines in machine learning"
    version = "levels 0 to 2, text of 2024"
    source = (
        "https://cloud.google.com/architecture/mlops-continuous-delivery-and-automation-pipelines-in-machine-learning"
    )
    caveat = (
        "The levels are described in prose and have no criteria of their own; these are its statements, one by one."
    )
    groups = (
        Group(
            "Level 0, a manual process",
            (
                asks("0.1", "Models are deployed as a prediction service", "served-behind-interface"),
                asks(
                    "0.2",
                    "Challenge: nobody tracks predictions, so decline goes unseen",
                    "prediction-log performance-monitored",
                ),
                asks(
                    "0.3",
                    "Challenge: those who train hand a file over to those who operate",
                    "model-traceable-to-run shared-ownership",
                    beyond="whether two teams really work as one",
                ),
                asks(
                    "0.4",
                    "Challenge: releases are rare because every step is done by hand",
                    "one-command-run pipeline-runs-unattended automated-deployment",
                ),
            ),
        ),
        Group(
            "Level 1, the pipeline is automated",
            (
                asks(
                    "1.1",
                    "Steps of an experiment are orchestrated",
                    "pipeline-defined one-command-run search-systematic",
                ),
                asks(
                    "1.2", "The model is trained continuously in production on fresh data", "pipeline-runs-unattended"
                ),
                asks(
                    "1.3",
                    "The same pipeline runs in development and in production",
                    "dev-prod-parity config-as-code",
                ),
                asks(
                    "1.4",
                    "Code of components and pipelines is modular, reusable and runs in containers",
                    "modular-code reusable-components environment-locked immutable-deployable",
                ),
                asks("1.5", "Models are delivered continuously, as a service", "automated-deployment"),
                asks(
                    "1.6",
                    "Data validation: schema and value skews are found, and can stop the pipeline",
                    "data-contract data-validation-blocks",
                ),
                asks(
                    "1.7",
                    "Model validation: compared with the current model, on segments, before promotion",
                    "baseline-compared model-quality-gate slices-and-fairness-gated holdout-protected",
                ),
                asks(
                    "1.8",
                    "Model validation: compatible with the infrastructure and the interface of the service",
                    "serving-compatibility-tested",
                ),
                asks("1.9", "Online validation by canary or A/B test", "progressive-delivery champion-challenger"),
                asks(
                    "1.10",
                    "Feature store: the same features for training and serving (optional)",
                    "train-serve-same-features",
                ),
                asks(
                    "1.11",
                    "Metadata: each execution, its parameters, data, artefacts and metrics, and the previous model",
                    "runs-recorded data-versioned lineage-end-to-end run-reproducible rollback-ready",
                ),
                asks(
                    "1.12",
                    "Triggers: on demand, on a schedule, on new data, on decline, on a changed distribution",
                    "pipeline-runs-unattended drift-triggered-retraining data-drift-monitored performance-monitored",
                ),
            ),
        ),
        Group(
            "Level 2, the pipeline itself is under CI/CD",
            (
                asks("2.1", "Source control", "code-in-version-control changes-reviewed"),
                asks("2.2", "Test and build: every change of the pipeline is built and tested", "ci-on-every-change"),
                asks(
                    "2.3",
                    "Tests of feature logic, of methods of the model, that training converges and gives no NaN",
                    "feature-and-model-code-tested",
                ),
                asks("2.4", "Tests of the integration between components", "pipeline-integration-tested"),
                asks(
                    "2.5",
                    "The prediction service is tested, under load too",
                    "serving-compatibility-tested capacity-managed",
                ),
                asks(
                    "2.6",
                    "Deployment: automatic to test, on a merge to pre-production, by a person's decision to production",
                    "automated-deployment dev-prod-parity controlled-promotion changes-reviewed",
                    beyond="approvals and branch rules that the forge keeps; records of reviews show them",
                ),
                asks("2.7", "Model registry", "central-model-registry release-recorded"),
                asks("2.8", "Pipeline orchestrator, many pipelines at once", "pipeline-defined many-models-one-way"),
                asks(
                    "2.9",
                    "Monitoring collects live statistics and triggers the pipeline or an experiment",
                    "service-watched realtime-monitoring data-drift-monitored performance-monitored "
                    "drift-triggered-retraining",
                ),
            ),
        ),
    )
