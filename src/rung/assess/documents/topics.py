"""What a section is about: the step of the loop, or the fact about the project, that its heading names."""

from __future__ import annotations

import re
from enum import StrEnum
from functools import lru_cache

from rung.assess.regex import regex
from rung.assess.signs import Signed


class Topic(StrEnum):
    """A step from data to delivered prediction, or something a project says about itself."""

    SETUP = "setup"
    DATA = "data"
    TRAIN = "train"
    EVALUATE = "evaluate"
    RELEASE = "release"
    """Deploy, serve, publish, promote, score."""
    MONITOR = "monitor"
    RETRAIN = "retrain"
    OPERATE = "operate"
    """Incidents, rollback, being on call."""
    OWNER = "owner"
    PURPOSE = "purpose"
    SUCCESS = "success"
    """How one would know that it works: KPI, target metric."""
    CONSUMER = "consumer"
    """Who uses the predictions."""


_WORDS: dict[Topic, str] = {
    Topic.SETUP: r"set[- ]?up|install\w*|getting started|quick ?start|prerequisites?|requirements"
    r"|environment|usage|how to run",
    Topic.DATA: r"data|datasets?|data ?sets?|ingest\w*|preprocess\w*|pre-process\w*|features?|etl"
    r"|download\w*|annotat\w*|label\w*",
    Topic.TRAIN: r"train\w*|fit(ting)?|experiments?|model(l?ing| development| building)|hyper-?parameters?|tuning|"
    r"reproduc\w*|run (the )?(pipelines?|experiments?|workflows?)|pipelines?|ml ?flow|dvc",
    Topic.EVALUATE: r"evaluat\w*|validat\w*|metrics?|results?|performance|benchmark\w*|test set|scor(es?|ing)",
    Topic.RELEASE: r"deploy\w*|releas\w*|serv(e|es|ing|ice|er)|inference|predict\w*|publish\w*|promot\w*|production|"
    r"(batch )?scoring|api|endpoints?|submission|ci/?cd|cd|register\w*|roll ?out",
    Topic.MONITOR: r"monitor\w*|drift|observab\w*|alert\w*|dashboards?",
    Topic.RETRAIN: r"re-?train\w*|updat\w+ the model|new model version|refresh\w* the model",
    Topic.OPERATE: r"on[- ]call|incidents?|roll ?back\w*|run ?books?|escalat\w*|troubleshoot\w*|operations?|failures?",
    Topic.OWNER: r"owners?|ownership|maintainers?|maintained by|authors?|contacts?|team|who|credits?",
    Topic.PURPOSE: r"goals?|purpose|problem( statement)?|objectives?|motivation|business\w*"
    r"|use[- ]cases?|about|overview|"
    r"introduction|background|description|context",
    Topic.SUCCESS: r"kpis?|success( criteria| measures?| metrics?)?|acceptance criteria|targets?|okrs?"
    r"|slos?|service level\w*",
    Topic.CONSUMER: r"consumers?|stakeholders?|users?|customers?|intended use(rs)?|audience",
}
_HEADING: dict[Topic, re.Pattern[str]] = {
    topic: regex(rf"(?<![\w-])(?:{words})(?![\w-])", re.IGNORECASE) for topic, words in _WORDS.items()
}
STEPS: dict[Topic, Signed] = {
    Topic.DATA: Signed(
        r"\b(dvc (pull|get|import)|kaggle (competitions|datasets)|wget|curl -\S*O|gsutil (-m )?cp|aws s3 (cp|sync)|"
        r"git lfs pull|(download|extract|prepare|preprocess|process|ingest|load|generate|collect|fetch"
        r"|upload|split|clean|make|get)"
        r"\w*[ _-]?(the |your |raw |all |sample |training |input )*(data|dataset|features?)\w*|"
        r"(data|dataset|features?)[_/-](prep\w*|ingest\w*|download\w*|load\w*|process\w*|pipeline\w*))",
        re.IGNORECASE,
        "data", "dvc ", "kaggle ", "wget", "curl -", "gsutil ", "aws s3 ", "git lfs", "feature",
    ),
    Topic.TRAIN: Signed(
        r"\b((re)?train\w*[ _.-]|train(ing)?$|dvc (repro|exp run)|mlflow run|kedro run|snakemake"
        r"|tar_make|fit[_ ]\w*model|"
        r"run\w* (the )?(\w+ )?(experiments?|notebooks?|pipelines?)|train$)",
        re.IGNORECASE,
        "train", "dvc ", "mlflow run", "kedro run", "snakemake", "tar_make", "fit", "run",
    ),
    Topic.EVALUATE: Signed(
        r"\b(evaluat\w*|dvc (metrics|plots)|compare\w* (the )?(models?|metrics|runs|experiments)|model validation)",
        re.IGNORECASE,
        "evaluat", "dvc ", "compare", "model validation",
    ),
    Topic.RELEASE: Signed(
        r"\b(deploy\w*|docker (run|compose|build|push)|docker-compose up|kubectl|helm (install|upgrade)"
        r"|uvicorn|gunicorn|"
        r"mlflow models serve|bentoml|streamlit run|releas\w+|promot\w+|predict\w*|inference"
        r"|batch scoring|serv(e|ing) (the |a )?model|"
        r"publish\w*|endpoint)",
        re.IGNORECASE,
        "deploy", "docker", "kubectl", "helm ", "uvicorn", "gunicorn", "mlflow models", "bentoml", "streamlit",
        "releas", "promot", "predict", "inference", "batch scoring", "serv", "publish", "endpoint",
    ),
    Topic.RETRAIN: Signed(r"\b(re-?train\w*)", re.IGNORECASE, "train"),
}  # fmt: skip
"""What an instruction about a step of the loop says, in a command or an item of a list."""


def topics_of(heading: str) -> frozenset[Topic]:
    """What a heading says its section is about; empty for most."""
    return frozenset(topic for topic, pattern in _HEADING.items() if pattern.search(heading))


@lru_cache(maxsize=8_192)
def tells(instruction: str, step: Topic) -> bool:
    """Whether a command or an item of a list tells somebody to do that step of the loop."""
    return STEPS[step].search(instruction) is not None
