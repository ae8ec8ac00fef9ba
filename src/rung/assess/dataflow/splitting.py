"""The words by which code sets rows apart, draws them, fits on them and keeps them."""

from __future__ import annotations

import re

from rung.assess.regex import regex

TIMED = ("TimeSeriesSplit", "temporal_train_test_split", "initial_time_split", "sliding_window", "rolling_origin")
GROUPED = (
    "GroupKFold",
    "GroupShuffleSplit",
    "StratifiedGroupKFold",
    "LeaveOneGroupOut",
    "group_train_test_split",
    "group_initial_split",
)
FOLDS = regex(r"KFold|vfold_cv|cross_val|CV$")
SEEDS = (
    "*.random.seed",
    "random.seed",
    "*.manual_seed",
    "*.seed_everything",
    "*.set_seed",
    "*.set_random_seed",
    "set.seed",
    "*.set_seeds",
    "*.fix_seed",
    "*.default_rng",
    "set_seed",
    "seed_everything",
    "set_seeds",
    "fix_seed",
    "*.init_seeds",
)
SEED_WORDS = ("random_state", "seed", "generator", "rng", "random_seed", "random_number_seed")
SAVES = frozenset(
    {
        "to_csv",
        "to_parquet",
        "to_pickle",
        "to_feather",
        "write_csv",
        "write_parquet",
        "dump",
        "save",
        "saveRDS",
        "write_rds",
        "to_json",
        "savez",
        "save_to_disk",
        "writerows",
        "to_hdf",
        "to_sql",
    }
)
READS = regex(r"^(?:read_\w+|load|scan_\w+|loadtxt|load_from_disk)$")
"""Last words of calls that read rows from a file."""
OWN = regex(
    r"(^|[._])(split_(data\w*|dataset|train\w*|df|by_\w+)|(data|dataset|train_test|train_val|time|temporal|hash)_split(ter)?|"
    r"train_test_(split|sets?)(?!\w*(plot|chart|figure|report|summary))\w*|make_holdout|hold_?out\w*|split)$|Splitter",
    re.I,
)
MASK = regex(r"train|test|val|hold|mask|msk|split", re.I)
SPLITS = regex(r"(^|\.)_?split(_|$)|_split$", re.I)
PORTION = regex(
    r"(test|val|valid|validation|train|hold_?out|eval)\w{0,60}_(size|frac|fraction|ratio|pct|percent|share|prop\w{0,60}|days|weeks|"
    r"months|start|end|date|from|until)$|^(cut_?off|split_?(date|time|at|point))\w{0,60}$",
    re.I,
)
"""A parameter that says how much, or from when, is held back."""
MOMENT = regex(r"_(days|weeks|months|start|date|from|until)$|^cut_?off|^split_?(date|time)", re.I)
SHUFFLES = frozenset({"shuffle", "permutation", "sample", "permuted"})
HELD = regex(r"(^|[/_.\-])(test|holdout|hold_out)([_.\-/]|$)", re.I)
TRAINED = regex(r"(^|[/_.\-])train(ing)?([_.\-/]|$)", re.I)
_DATA = r"\.(csv|tsv|txt|pkl|pickle|parquet|feather|json|jsonl|npy|npz|joblib|hdf5?|h5|arrow|tfrecords?)(\.gz)?$"
HELD_FILE = regex(r"(^|[/_.\-])(x_|y_)?(test|holdout|hold_out|eval|validation)([_\-][\w\-]{0,40})?" + _DATA, re.I)
TRAINED_FILE = regex(r"(^|[/_.\-])(x_|y_)?train(ing)?([_\-][\w\-]{0,40})?" + _DATA, re.I)
PART_TRAINED = regex(r"(^|[_.?])train", re.I)
PART_HELD = regex(r"(^|[_.?])(test|val|valid|validation|hold_?out|eval|held)(_|s?$|[_.])", re.I)
"""Names of what takes the rows of one part."""
RESAMPLING = ("*.fit_resample", "*.fit_sample")
LEARNS_ROWS = regex(
    r"Scaler|Imputer|Vectorizer|PCA|SVD|SelectKBest|TargetEncoder|Discretizer|PowerTransformer|QuantileTransformer|"
    r"MeanEncoder|WOE|CatBoostEncoder|OneHotEncoder|OrdinalEncoder|ColumnTransformer",
    re.I,
)
EVALSET = ("eval_set", "validation_data", "valid_sets", "evals", "eval_dataset", "val_data")
