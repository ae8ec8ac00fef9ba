"""GOVERN and MAP of the NIST AI RMF: mostly outside what a repository shows."""

from rung.assess.frameworks.base import Group, asks

_POLICY = "policies and decisions of the organisation"
_PEOPLE = "training, diversity and culture of people"
_CONTEXT = "the setting in which the system is used, and who is affected"

GOVERN = Group(
    "GOVERN",
    (
        asks(
            "GOVERN 1.1", "Legal and regulatory requirements are understood", "risk-and-policy-as-code", beyond=_POLICY
        ),
        asks("GOVERN 1.2", "Trustworthiness is part of policies and processes", beyond=_POLICY),
        asks(
            "GOVERN 1.3", "The needed amount of risk management is decided", "risk-and-policy-as-code", beyond=_POLICY
        ),
        asks(
            "GOVERN 1.4",
            "The process and its results are set out and open to see",
            "risk-and-policy-as-code audit-trail-tamper-evident",
            beyond=_POLICY,
        ),
        asks("GOVERN 1.5", "Monitoring and periodic review are planned", "maturity-remeasured risk-and-policy-as-code"),
        asks("GOVERN 1.6", "There is an inventory of AI systems", "central-model-registry lineage-end-to-end"),
        asks("GOVERN 1.7", "Systems are decommissioned safely", "retention-and-retirement"),
        asks(
            "GOVERN 2.1",
            "Roles and lines of communication are documented",
            "owner-and-goal-named shared-ownership",
            beyond=_PEOPLE,
        ),
        asks("GOVERN 2.2", "People are trained", beyond=_PEOPLE),
        asks("GOVERN 2.3", "Executives answer for decisions about risk", beyond=_POLICY),
        asks("GOVERN 3.1", "Decisions are informed by a diverse team", "shared-ownership", beyond=_PEOPLE),
        asks(
            "GOVERN 3.2",
            "Roles of people in oversight are defined",
            "controlled-promotion human-can-stop-and-override",
        ),
        asks("GOVERN 4.1", "Critical thinking and safety come first", beyond=_PEOPLE),
        asks("GOVERN 4.2", "Teams document risks and impacts", "model-card", beyond=_POLICY),
        asks("GOVERN 4.3", "Testing, incidents and sharing of information", "incidents-become-checks", beyond=_POLICY),
        asks("GOVERN 5.1", "Feedback from outside the team is collected", "feedback-captured", beyond=_CONTEXT),
        asks("GOVERN 5.2", "Adjudicated feedback is built in", "feedback-captured", beyond=_CONTEXT),
        asks(
            "GOVERN 6.1", "Risks of third parties are addressed", "supply-chain-secured", beyond="contracts and rights"
        ),
        asks("GOVERN 6.2", "Failures of third parties have a contingency", "graceful-degradation"),
    ),
)

MAP = Group(
    "MAP",
    (
        asks(
            "MAP 1.1",
            "Purpose, users, laws and settings are understood",
            "owner-and-goal-named model-card",
            beyond=_CONTEXT,
        ),
        asks("MAP 1.2", "Those who set the context are diverse", beyond=_PEOPLE),
        asks("MAP 1.3", "Mission and goals are documented", "owner-and-goal-named", beyond=_POLICY),
        asks("MAP 1.4", "Business value is defined", "owner-and-goal-named offline-online-link-known"),
        asks("MAP 1.5", "Risk tolerance is set", beyond=_POLICY),
        asks("MAP 1.6", "Requirements are drawn from those affected", beyond=_CONTEXT),
        asks("MAP 2.1", "Tasks and methods are defined", "model-card workflow-documented"),
        asks(
            "MAP 2.2", "Limits of knowledge and oversight of output are documented", "model-card human-review-sampled"
        ),
        asks(
            "MAP 2.3",
            "Scientific integrity: selection of data, design, construct validity",
            "data-source-documented holdout-protected features-justified",
        ),
        asks("MAP 3.1", "Benefits are examined", "offline-online-link-known", beyond=_CONTEXT),
        asks("MAP 3.2", "Costs of errors are examined", "cost-visible", beyond="costs to people"),
        asks("MAP 3.3", "Scope of use is specified", "model-card"),
        asks("MAP 3.4", "Operators are proficient", beyond=_PEOPLE),
        asks("MAP 3.5", "Human oversight is defined", "human-can-stop-and-override controlled-promotion"),
        asks("MAP 4.1", "Legal risks of components are mapped", "supply-chain-secured data-source-documented"),
        asks("MAP 4.2", "Controls for components and third parties", "supply-chain-secured environment-locked"),
        asks("MAP 5.1", "Likelihood and size of impacts are known", beyond=_CONTEXT),
        asks("MAP 5.2", "Those affected are engaged regularly", "feedback-captured", beyond=_CONTEXT),
    ),
)
