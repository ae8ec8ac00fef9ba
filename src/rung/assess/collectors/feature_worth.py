"""Finds what measures or limits the worth of single features."""

from __future__ import annotations

import re

from msgspec import Struct

from rung.assess.base import Collector
from rung.assess.code import Code, Reach, Site
from rung.assess.collectors.files import Files
from rung.assess.regex import regex
from rung.assess.tree.base import Tree
from rung.domain import Place

MEASURING = (
    "*.permutation_importance", "*.PermutationImportance", "shap.*", "*.plot_importance", "*.get_score",
    "*.feature_importance",
    "*.get_feature_importance", "eli5.*", "vip", "varImp", "*.plot_feature_importance*",
    "*.feature_importances", "*.explain_model",
    "*.log_explainer", "importance", "*.drop_column_importance",
    "*.create_xgboost_report", "lgb.importance", "*.lgb.importance", "xgb.importance", "*.xgb.importance", "vi",
    "vip.vi", "shapviz", "xgb.ggplot.importance", "extract_importance",
)  # fmt: skip
SELECTING = (
    "*.RFE", "*.RFECV", "*.SelectFromModel", "*.SelectKBest", "*.SelectPercentile", "*.VarianceThreshold",
    "*.BorutaPy", "Boruta",
    "*.SequentialFeatureSelector", "*.DropCorrelatedFeatures", "*.SmartCorrelatedSelection", "*ablation*",
    "step_nzv", "step_corr", "rfe",
    "*.SelectByShuffling", "*.ProbeFeatureSelection",
)  # fmt: skip
KEEPING = frozenset({
    "to_csv", "to_parquet", "to_json", "write", "savefig", "log_artifact", "log_figure", "log_dict",
    "log_table", "log_image", "dump", "log",
    "save", "ggsave", "log_artifacts", "log_metrics", "log_plots", "summary_plot", "write_csv", "write_parquet",
    "write_feather", "write_rds", "saveRDS", "write_json", "fwrite", "write_dataset",
})  # fmt: skip
REPORTING = frozenset({"create_xgboost_report"})
"""Those that make the training platform write a report by itself."""
_ARTEFACT = regex(
    r"(feat\w{0,60}[-_]?imp|importance|shap|ablation|permutation|unused[-_]?columns)[^/]{0,200}\.(csv|json|png|parquet|html|svg|md|tsv)$",
    re.I,
)


class FeatureWorth(Struct, frozen=True):
    """How the worth of features is looked at, outside tests and notebooks."""

    measured: tuple[Site, ...] = ()
    """Importance or attribution computed by code that something starts."""
    kept: tuple[Site, ...] = ()
    """Those whose file goes on to write the result down."""
    selected: tuple[Site, ...] = ()
    """Selection or ablation that something starts."""
    artefacts: tuple[Place, ...] = ()
    """Committed results."""
    in_notebooks: tuple[Place, ...] = ()


class FeatureWorthCollector(Collector):
    """Looks at calls by name and at files that hold results."""

    def collect(self, tree: Tree, files: Files, code: Code, reach: Reach) -> FeatureWorth:
        """Examples and vendored code are left out."""

        def own(*patterns: str) -> list[Site]:
            return [
                each
                for each in code.find(*patterns)
                if not files.aside(each.module.path) and not files.excluded(each.module.path)
            ]

        measured = [each for each in [*own(*MEASURING), *_attributed(own("predict", "*.predict"))] if _is_measure(each)]
        running = reach.only([each for each in measured if not each.module.notebook])
        kept = [
            each
            for each in running
            if each.call.last in REPORTING or any(call.last in KEEPING for call in each.module.calls)
        ]
        return FeatureWorth(
            tuple(running),
            tuple(kept),
            tuple(reach.only([each for each in own(*SELECTING) if not each.module.notebook])),
            tuple(
                Place(path)
                for path in tree.entries
                if _ARTEFACT.search(path) and not files.excluded(path) and not files.aside(path)
            ),
            tuple(each.place for each in measured if each.module.notebook),
        )


def _attributed(sites: list[Site]) -> list[Site]:
    """Predictions that are asked for the share of each feature instead."""
    asked = ((site, site.call.kwargs) for site in sites)
    return [
        site
        for site, given in asked
        if given.get("type") == "contrib" or given.get("pred_contrib") is True or given.get("predcontrib") == "TRUE"
    ]


def _is_measure(site: Site) -> bool:
    if site.call.last in ("get_score", "importance", "vip", "varImp"):
        return site.module.language == "r" or "booster" in site.call.name.lower()
    return True
