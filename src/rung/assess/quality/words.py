"""Words that tell a metric, a limit and a current model apart in the names of variables."""

from __future__ import annotations

import re
from collections.abc import Iterable

from rung.assess.regex import regex

_SPLIT = regex(r"[^A-Za-z0-9]+|(?<=[a-z])(?=[A-Z])")
METRICS = frozenset({
    "mse", "rmse", "mae", "mape", "smape", "wape", "r2", "f1", "auc", "roc", "auroc", "pr", "auprc", "accuracy", "acc",
    "precision", "recall", "logloss", "metric", "metrics", "error", "score", "scores", "rmsle", "mcc", "kappa", "ap",
    "map", "iou", "bleu", "rouge", "perplexity", "wer", "cer", "ndcg", "brier", "gini", "silhouette", "loss", "dice",
    "performance", "evaluation", "sensitivity", "specificity", "lift", "quality", "winkler", "pinball", "crps",
})  # fmt: skip
_VAGUE = frozenset(
    {"score", "scores", "error", "loss", "pr", "map", "ap", "quality", "metric", "metrics", "lift", "evaluation"}
)
LIMITS = frozenset({
    "threshold", "thresholds", "thresh", "min", "max", "minimum", "maximum", "limit", "limits", "floor",
    "required", "tolerance",
    "target", "acceptable", "expected", "cutoff", "bar", "criteria", "margin", "allowed", "gate",
})  # fmt: skip
CURRENT = frozenset({
    "champion", "champ", "production", "prod", "current", "baseline", "incumbent", "deployed", "live",
    "previous", "prev", "old",
    "existing", "latest", "registered", "base", "blessed", "reference", "best", "challenger", "candidate", "chall",
})  # fmt: skip
STRONG_CURRENT = CURRENT - {"best", "latest", "base", "previous", "prev", "old", "reference", "candidate"}
_HELD = frozenset({"champion", "champ", "production", "incumbent", "baseline", "deployed"})
_NEW = frozenset({"challenger", "chall", "candidate", "contender"})
SEGMENTS = frozenset(
    {"segment", "segments", "slice", "slices", "subgroup", "subgroups", "cohort", "cohorts", "fairness"}
)
"""Words for a part of the rows that quality is measured on."""
OTHER_MATTERS = frozenset({
    "drift", "psi", "wasserstein", "ks", "pvalue", "latency", "cpu", "memory", "epoch", "epochs", "patience", "retry",
    "retries", "attempt", "attempts", "step", "steps", "timeout", "status", "code", "errors", "lr", "gradient", "grad",
    "token", "tokens", "age", "days", "version",
})  # fmt: skip
PROMOTING = regex(
    r"register|promot|deploy(?!ment_target)|set_registered_model_alias|transition_model|set_stage|upload_model|create_model_version|Model\.upload|"
    r"publish|rollout|release_model|push_model|set_model_version_tag|set_alias|update_endpoint|create_endpoint|copy_model|"
    r"approve|bless|update_alias|tag_model|stage_model|update_model_package|crown|pin_write|link_artifact",
    re.I,
)
"""Names of calls that put a model forward."""
KEEPING = regex(
    r"(^|\.)(dump|save_model|save|log_model|save_pretrained|to_onnx|copyfile|copy|copy2|move|replace|upload_file)$"
)
"""Names of calls that keep a model: putting it forward, where there is no registry."""
_REGISTER_ELSE = regex(
    r"atexit|blueprint|router|signal|dispatch|register_(?:blueprint|handler|hook|buffer|parameter|forward|plugin|type|udf|op)|"
    r"deploy(?:ed|ment)s?$|keras|codecs|register_dataset|datasets?\.register|registered$"
)


def words_of(names: Iterable[str]) -> set[str]:
    """The words in some identifiers, lower case: `newMse`, `val_f1` → new, mse, val, f1."""
    return {word.lower() for name in names for word in _SPLIT.split(name) if word}


def promoting(name: str) -> bool:
    """Whether a call of that name puts a model forward."""
    return bool(PROMOTING.search(name)) and not _REGISTER_ELSE.search(name)


def speaks_of_quality(words: set[str]) -> bool:
    """Whether a condition is about the quality of a model, by its words."""
    found = words & METRICS
    if words & OTHER_MATTERS:
        return False
    if words & _HELD and words & _NEW:
        return True
    if not found:
        return False
    return bool(found - _VAGUE) or bool(words & (LIMITS | CURRENT))
