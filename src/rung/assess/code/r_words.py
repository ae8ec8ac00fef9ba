"""The words of R: which functions train, ask, judge, keep and fetch a model. They are called by their bare names."""

from __future__ import annotations

from collections.abc import Iterator

from rung.assess.code.base import Code, Site

TRAINING = frozenset({
    "fit", "train", "lm", "glm", "randomForest", "ranger", "xgb.train", "xgboost", "lgb.train", "glmnet",
    "cv.glmnet", "rpart", "svm", "gam", "lmer", "brm", "h2o.automl", "h2o.randomForest", "h2o.gbm", "last_fit",
    "fit_resamples", "tune_grid", "bart", "nnet", "gbm", "prophet", "auto.arima", "ARIMA", "Arima", "ETS", "ets",
    "TSLM", "tslm", "NNETAR", "nnetar", "tbats", "stan", "stan_glm", "stan_glmer", "stan_lmer", "ulam", "inla",
    "jags.model", "glmer", "glmmTMB", "coxph", "survreg", "fit_xy", "tune_bayes", "tune_race_anova", "workflow_map",
})  # fmt: skip
MEASURING = frozenset({
    "rmse", "rmse_vec", "mae", "mae_vec", "mape", "mape_vec", "rsq", "rsq_vec", "roc_auc", "roc_auc_vec", "conf_mat",
    "confusionMatrix", "postResample", "collect_metrics", "RMSE", "MAE", "R2", "mn_log_loss", "f_meas", "metric_set",
    "brier_class", "accuracy", "crps",
})  # fmt: skip
SAVING = frozenset({
    "lgb.save", "xgb.save", "save_model_hdf5", "save_model_tf", "save_model", "vetiver_pin_write", "h2o.saveModel",
})  # fmt: skip
LOADING = frozenset({
    "lgb.load", "xgb.load", "load_model_hdf5", "load_model_tf", "load_model", "vetiver_pin_read", "h2o.loadModel",
})  # fmt: skip
OBJECTS_OUT = frozenset({"saveRDS", "write_rds", "qsave"})
"""Write any object; in a file that trains it is the model or what prepares its rows."""
OBJECTS_IN = frozenset({"readRDS", "read_rds", "qread"})
"""Read any object; in a file that asks a model it is the model."""
_NEW_ROWS = frozenset({"new_data", "newdata", "h", "newdataset"})
"""Arguments that hand rows, or a horizon, to a model."""


def calling(code: Code, words: frozenset[str]) -> list[Site]:
    """Calls of these functions in R."""
    return [
        Site(module, call)
        for module in code.modules.values()
        if module.language == "r"
        for call in module.calls
        if call.last in words or call.name in words
    ]


def predicting(code: Code) -> Iterator[Site]:
    """`predict` of anything, and of the ambiguous words those that hand over new rows."""
    for site in calling(code, frozenset({"predict", "augment", "forecast", "generate"})):
        if site.call.last == "predict" or not _NEW_ROWS.isdisjoint(site.call.kwargs):
            yield site
