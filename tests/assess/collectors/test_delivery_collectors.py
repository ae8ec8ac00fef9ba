"""The rules that every collector of delivery and governance keeps."""

from __future__ import annotations

import pytest

from rung.assess.collectors.governance import GovernanceCollector
from rung.assess.collectors.model_cards import ModelCardsCollector
from rung.assess.collectors.progressive import ProgressiveCollector
from rung.assess.collectors.releases import ReleasesCollector
from rung.assess.collectors.rollbacks import RollbacksCollector
from rung.assess.collectors.supply_chain import SupplyChainCollector
from rung.testing.collectors import check_collector


@pytest.mark.parametrize(
    "collector",
    [
        GovernanceCollector,
        ModelCardsCollector,
        ProgressiveCollector,
        ReleasesCollector,
        RollbacksCollector,
        SupplyChainCollector,
    ],
)
def test_keeps_the_rules(collector):
    check_collector(collector)
