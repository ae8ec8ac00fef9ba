"""Conformance checks for plug-ins: call the one for your kind in a test of your own distribution.

Each raises `AssertionError` with a sentence that names the rule.
"""

from rung.testing.collectors import check_collector
from rung.testing.fairness import check_fairness_metric
from rung.testing.fixes import check_fix
from rung.testing.flavours import check_flavour
from rung.testing.formats import check_format
from rung.testing.frameworks import check_framework
from rung.testing.metrics import check_metric
from rung.testing.policies import check_policy
from rung.testing.practices import check_practice
from rung.testing.runners import check_runner
from rung.testing.staging_trials import check_staging_trial

__all__ = [
    "check_collector",
    "check_fairness_metric",
    "check_fix",
    "check_flavour",
    "check_format",
    "check_framework",
    "check_metric",
    "check_policy",
    "check_practice",
    "check_runner",
    "check_staging_trial",
]
