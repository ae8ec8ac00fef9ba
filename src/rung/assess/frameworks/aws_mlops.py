"""Amazon's four phases of an MLOps foundation."""

from rung.assess.frameworks.base import Framework, Group, asks


class AwsMLOps(Framework):
    """Initial, repeatable, reliable, scalable."""

    id = "aws-mlops"
    title = "AWS, MLOps foundation roadmap for enterprises"
    version = "four phases, text of June 2022"
    source = (
        "https://aws.amazon.com/blogs/machine-learning/mlops-foundation-roadmap-for-enterprises-with-amazon-sagemaker/"
    )
    caveat = "The roadmap speaks of one vendor's services; here any tool that does the same counts."
    groups = (
        Group(
            "Initial",
            (
                asks(
                    "Initial: environment",
                    "A secure place to experiment, apart from others",
                    "sensitive-data-controls repository-hygiene",
                    beyond="accounts, networks and rights of people in the cloud",
                ),
                asks("Initial: tracking", "Experiments are tracked", "runs-recorded"),
            ),
        ),
        Group(
            "Repeatable",
            (
                asks(
                    "Repeatable: code",
                    "Notebooks become versioned code in one repository",
                    "code-in-version-control modular-code config-as-code",
                ),
                asks(
                    "Repeatable: pipeline",
                    "Preparation, training and evaluation run as one pipeline",
                    "one-command-run pipeline-defined pipeline-runs-unattended",
                ),
                asks(
                    "Repeatable: data", "Data are found, versioned and known", "data-versioned data-source-documented"
                ),
                asks("Repeatable: registry", "Models are registered", "model-traceable-to-run central-model-registry"),
            ),
        ),
        Group(
            "Reliable",
            (
                asks(
                    "Reliable: tests",
                    "Everything is tested before production, in an isolated staging account",
                    "ci-on-every-change dev-prod-parity pipeline-integration-tested",
                ),
                asks(
                    "Reliable: quality",
                    "Data and models pass automatic checks, then a person evaluates and approves",
                    "data-contract data-validation-blocks model-quality-gate controlled-promotion",
                ),
                asks(
                    "Reliable: deployment",
                    "Promotion and deployment are automated, infrastructure is code",
                    "automated-deployment infrastructure-as-code progressive-delivery",
                ),
                asks(
                    "Reliable: operation",
                    "Models are watched and problems reach an operator",
                    "service-watched data-drift-monitored alerts-actionable",
                ),
                asks(
                    "Reliable: people",
                    "Engineers of ML, operations and security have their roles",
                    "shared-ownership owner-and-goal-named",
                    beyond="who holds which role in the organisation",
                ),
            ),
        ),
        Group(
            "Scalable",
            (
                asks(
                    "Scalable: templates",
                    "New use cases start from templates and shared components",
                    "reusable-components many-models-one-way infrastructure-as-code",
                ),
                asks("Scalable: features", "Teams share features through a store", "train-serve-same-features"),
                asks(
                    "Scalable: many",
                    "Tens or hundreds of use cases, with capacity and cost in hand",
                    "many-models-one-way capacity-managed cost-visible",
                ),
                asks(
                    "Scalable: governance",
                    "One view of all models, their lineage and their approvals",
                    "central-model-registry lineage-end-to-end model-card",
                ),
            ),
        ),
    )
