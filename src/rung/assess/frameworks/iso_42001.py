"""ISO/IEC 42001: the controls of annex A, and the clauses that a repository can say something about."""

from rung.assess.frameworks.base import Framework, Group, asks

_MANAGEMENT = "the management system itself: policies, minutes, audits and decisions of the organisation"
_PEOPLE = "roles, competence and reporting lines, which the organisation keeps"


class Iso42001(Framework):
    """Management system for artificial intelligence."""

    id = "iso-42001"
    title = "ISO/IEC 42001, artificial intelligence management system"
    version = "2023, annex A and clauses 6, 8, 9 and 10"
    source = "https://www.iso.org/standard/42001"
    caveat = (
        "Headings are in our words and numbers should be checked against the standard. Certification is about the "
        "organisation's management system; this lists what the repository can contribute to an audit."
    )
    groups = (
        Group(
            "Clauses",
            (
                asks(
                    "6.1",
                    "Risks and opportunities are assessed and treated",
                    "risk-and-policy-as-code",
                    beyond=_MANAGEMENT,
                ),
                asks(
                    "8",
                    "Operation is planned and controlled, and risks are assessed again",
                    "pipeline-defined model-quality-gate risk-and-policy-as-code",
                    beyond=_MANAGEMENT,
                ),
                asks(
                    "9",
                    "Performance is measured, audited and reviewed by management",
                    "maturity-remeasured delivery-metrics-reviewed performance-monitored",
                    beyond="internal audits and management reviews",
                ),
                asks("10.1", "Improvement goes on", "maturity-remeasured offline-online-link-known"),
                asks("10.2", "What went wrong is corrected, and its cause removed", "incidents-become-checks"),
            ),
        ),
        Group(
            "A.2 Policies",
            (
                asks("A.2.2", "There is a policy for AI", "risk-and-policy-as-code", beyond=_MANAGEMENT),
                asks("A.2.3", "It agrees with other policies", beyond=_MANAGEMENT),
                asks("A.2.4", "It is reviewed", beyond=_MANAGEMENT),
            ),
        ),
        Group(
            "A.3 Internal organisation",
            (
                asks(
                    "A.3.2",
                    "Roles and responsibilities are given",
                    "owner-and-goal-named controlled-promotion shared-ownership",
                    beyond=_PEOPLE,
                ),
                asks("A.3.3", "Concerns can be reported", beyond=_PEOPLE),
            ),
        ),
        Group(
            "A.4 Resources",
            (
                asks(
                    "A.4.2",
                    "Resources are documented",
                    "central-model-registry workflow-documented many-models-one-way",
                ),
                asks("A.4.3", "Data resources are documented", "data-source-documented data-versioned"),
                asks("A.4.4", "Tools are documented", "environment-locked"),
                asks(
                    "A.4.5",
                    "Systems and computing are documented",
                    "infrastructure-as-code capacity-managed cost-visible",
                ),
                asks("A.4.6", "People and their competence are documented", beyond=_PEOPLE),
            ),
        ),
        Group(
            "A.5 Impacts",
            (
                asks(
                    "A.5.2",
                    "Impacts are assessed by a process",
                    "risk-and-policy-as-code",
                    beyond="the assessment of impacts itself",
                ),
                asks("A.5.3", "Assessments are documented", "model-card", beyond="the assessment of impacts itself"),
                asks(
                    "A.5.4",
                    "Impacts on individuals and groups",
                    "slices-and-fairness-gated fairness-monitored",
                    beyond="consequences for the people concerned",
                ),
                asks("A.5.5", "Impacts on society", beyond="consequences for society"),
            ),
        ),
        Group(
            "A.6 Life cycle",
            (
                asks("A.6.1.2", "Objectives of responsible development", "owner-and-goal-named", beyond=_MANAGEMENT),
                asks(
                    "A.6.1.3",
                    "Processes of responsible design and development",
                    "workflow-documented changes-reviewed ci-on-every-change retention-and-retirement",
                ),
                asks("A.6.2.2", "Requirements are specified", "owner-and-goal-named data-contract model-quality-gate"),
                asks(
                    "A.6.2.3",
                    "Design and development are documented",
                    "code-in-version-control model-traceable-to-run workflow-documented runs-recorded",
                ),
                asks(
                    "A.6.2.4",
                    "Verification and validation",
                    "model-quality-gate changes-reviewed feature-and-model-code-tested pipeline-integration-tested "
                    "slices-and-fairness-gated robustness-tested holdout-protected",
                ),
                asks(
                    "A.6.2.5",
                    "Deployment follows a plan, and its conditions are met before",
                    "automated-deployment release-recorded controlled-promotion progressive-delivery rollback-ready",
                ),
                asks(
                    "A.6.2.6",
                    "Operation and monitoring",
                    "realtime-monitoring data-drift-monitored performance-monitored service-watched alerts-actionable "
                    "runbook-and-on-call drift-triggered-retraining",
                ),
                asks("A.6.2.7", "Technical documentation", "model-card workflow-documented"),
                asks(
                    "A.6.2.8",
                    "Events are recorded",
                    "prediction-log audit-trail-tamper-evident lineage-end-to-end release-recorded",
                ),
            ),
        ),
        Group(
            "A.7 Data",
            (
                asks(
                    "A.7.2",
                    "Data for development are managed",
                    "data-versioned holdout-protected sensitive-data-controls",
                ),
                asks(
                    "A.7.3",
                    "How data were acquired is known",
                    "data-source-documented",
                    beyond="contracts and consents behind the data",
                ),
                asks("A.7.4", "Quality of data", "data-contract data-validation-blocks"),
                asks("A.7.5", "Provenance of data", "data-versioned lineage-end-to-end data-source-documented"),
                asks("A.7.6", "How data are prepared", "pipeline-defined modular-code features-justified"),
            ),
        ),
        Group(
            "A.8 Information for others",
            (
                asks("A.8.2", "Users get documentation", "model-card served-behind-interface"),
                asks(
                    "A.8.3",
                    "Others can report adverse effects",
                    "feedback-captured",
                    beyond="channels outside the repository",
                ),
                asks(
                    "A.8.4",
                    "Incidents are told to users",
                    "runbook-and-on-call incidents-become-checks",
                    beyond="what users were told",
                ),
                asks("A.8.5", "Interested parties are informed", beyond="what was told to authorities and the public"),
            ),
        ),
        Group(
            "A.9 Use",
            (
                asks(
                    "A.9.2",
                    "Processes of responsible use",
                    "human-can-stop-and-override human-review-sampled",
                    beyond="what those who use the system do",
                ),
                asks("A.9.3", "Objectives of responsible use", "owner-and-goal-named", beyond=_MANAGEMENT),
                asks(
                    "A.9.4",
                    "It is used as intended",
                    "model-card prediction-log",
                    beyond="what those who use the system do",
                ),
            ),
        ),
        Group(
            "A.10 Third parties and customers",
            (
                asks("A.10.2", "Responsibilities are shared out", beyond="contracts"),
                asks("A.10.3", "Suppliers", "supply-chain-secured", beyond="contracts with suppliers"),
                asks("A.10.4", "Customers", "model-card", beyond="expectations of customers"),
            ),
        ),
    )
