"""Microsoft's MLOps maturity model, levels 0 to 4."""

from rung.assess.frameworks.base import Framework, Group, asks

_PEOPLE = "how people work together; Rung sees who commits and reviews, not who talks"


class MicrosoftMLOps(Framework):
    """Each level by people, making of models, release of models, and integration into applications."""

    id = "microsoft-mlops"
    title = "Microsoft, MLOps maturity model"
    version = "levels 0 to 4, text of October 2025"
    source = "https://learn.microsoft.com/azure/architecture/ai-ml/guide/mlops-maturity-model"
    caveat = "Levels 0 and 1 mostly say what is missing; only what can be supported is listed."
    groups = (
        Group(
            "Level 0, no MLOps",
            (
                asks("0 people", "Data scientists, data engineers and software engineers work apart", beyond=_PEOPLE),
                asks(
                    "0 model",
                    "Data, compute and experiments are handled by hand; a single file is the result",
                    "runs-recorded model-traceable-to-run",
                ),
            ),
        ),
        Group(
            "Level 1, DevOps but no MLOps",
            (
                asks("1 model", "A data pipeline gathers data by itself", "pipeline-runs-unattended data-versioned"),
                asks(
                    "1 release",
                    "Scoring scripts are versioned, the release is handed over",
                    "code-in-version-control workflow-documented",
                ),
                asks(
                    "1 application",
                    "Basic integration tests; builds and tests of the application run by themselves",
                    "pipeline-integration-tested ci-on-every-change",
                ),
                asks(
                    "1 feedback",
                    "Some feedback on how a model does in production",
                    "service-watched post-release-check",
                ),
            ),
        ),
        Group(
            "Level 2, automated training",
            (
                asks(
                    "2 people",
                    "Data scientists and data engineers turn experiments into repeatable scripts and jobs",
                    "modular-code one-command-run",
                    beyond=_PEOPLE,
                ),
                asks("2 model: data", "Data are gathered and prepared by a pipeline", "data-contract pipeline-defined"),
                asks(
                    "2 model: training",
                    "Training is automated, by schedule or event, on managed compute",
                    "pipeline-defined pipeline-runs-unattended capacity-managed",
                ),
                asks("2 model: tracking", "Results of experiments are tracked", "runs-recorded"),
                asks(
                    "2 model: versions",
                    "Code and models are under version control; a model is easy to reproduce",
                    "code-in-version-control environment-locked run-reproducible model-traceable-to-run",
                ),
                asks("2 model: features", "Features come from a managed store", "train-serve-same-features"),
                asks(
                    "2 release",
                    "The scoring script is versioned with tests; models are managed in a registry",
                    "serving-compatibility-tested feature-and-model-code-tested central-model-registry",
                ),
                asks(
                    "2 feedback",
                    "Feedback on the model in production is limited",
                    "service-watched post-release-check",
                ),
            ),
        ),
        Group(
            "Level 3, automated deployment of models",
            (
                asks(
                    "3 people",
                    "Data scientists, data engineers and software engineers work in one flow",
                    "shared-ownership",
                    beyond=_PEOPLE,
                ),
                asks(
                    "3 environment",
                    "The environment from training to production is managed",
                    "infrastructure-as-code dev-prod-parity",
                ),
                asks(
                    "3 traceability",
                    "From a deployment back to the original data",
                    "lineage-end-to-end data-versioned",
                ),
                asks(
                    "3 release",
                    "Deployment is automatic, with A/B tests, behind a quality gate",
                    "automated-deployment progressive-delivery champion-challenger model-quality-gate",
                ),
                asks(
                    "3 tests",
                    "All code has automated tests; each release of a model has unit and integration tests",
                    "ci-on-every-change feature-and-model-code-tested pipeline-integration-tested",
                ),
                asks(
                    "3 registries",
                    "Registries share models and components between workspaces",
                    "central-model-registry reusable-components many-models-one-way",
                ),
                asks("3 application", "Models reach applications by a managed interface", "served-behind-interface"),
            ),
        ),
        Group(
            "Level 4, full MLOps with automated operations",
            (
                asks(
                    "4 model",
                    "Signals of drift or decline start training",
                    "drift-triggered-retraining data-drift-monitored performance-monitored",
                ),
                asks(
                    "4 metrics",
                    "Central, detailed metrics; the whole system is easy to watch",
                    "realtime-monitoring prediction-log alerts-actionable",
                ),
                asks(
                    "4 promotion",
                    "Policies decide on promotion, with approval where they ask for it",
                    "controlled-promotion risk-and-policy-as-code",
                ),
                asks(
                    "4 improvement",
                    "Production tells what to improve, and the improvement follows",
                    "feedback-captured incidents-become-checks maturity-remeasured",
                ),
                asks(
                    "4 availability",
                    "Close to no downtime",
                    "graceful-degradation capacity-managed rollback-ready",
                    beyond="the downtime there was, unless records of incidents are given",
                ),
            ),
        ),
    )
