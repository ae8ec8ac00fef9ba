"""Calls that ask a model without a word such as `predict`: `model(rows)`, and `transform` of a fitted Spark model."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.code import Code, Reach, Site
from rung.assess.invocation import By
from rung.assess.parse.python_facts import USED, Module
from rung.assess.regex import regex

_CALLABLE = ("torch", "torchvision", "tensorflow", "keras", "transformers", "ultralytics", "timm", "fastai", "flax")
"""Packages whose models are called like functions."""
_LOADED = regex(
    r"^(torch\.(jit\.|hub\.)?load|transformers\.pipeline|(tensorflow\.)?keras\..*load_model|tensorflow\.saved_model\.load"
    r"|ultralytics\.YOLO|timm\.create_model|torchvision\.models\..+"
    r"|(transformers|sentence_transformers|peft)\..*\.from_pretrained)(\(\)\.(eval|to|cuda|half|cpu)\(?\)?)*$"
)
_UNLIKE_MODELS = regex(r"Tokenizer|Processor|FeatureExtractor|Config\b")
_MODEL_WORD = regex(r"^_?(\w+_)?(model|net|network|classifier|detector|predictor|generator|pipe(line)?)$", re.I)
_BASES = regex(r"(^|\.)(Module|LightningModule|PreTrainedModel|Model|ScriptModule)$")
_SPARK = ("pyspark", "synapse")
_FITTED = regex(r"(model|Model\.load\(\))\.transform$", re.I)


def asking(code: Code, reach: Reach) -> Iterator[Site]:
    """Such calls outside notebooks and tests."""
    networks = {
        name
        for module in code.python()
        for name, each in module.classes.items()
        if any(_BASES.search(base) for base in each.bases)
    }
    for module in code.python():
        calls_models = code.imports(module.path, *_CALLABLE)
        spark = code.imports(module.path, *_SPARK)
        if not (calls_models or spark) or reach.from_module(module.path) == By.TEST:
            continue
        held = _held(module, networks)
        for call in module.calls:
            if not (call.args or call.kwargs):
                continue
            fitted = spark and bool(_FITTED.search(call.name))
            if fitted or (calls_models and _is_model(call.name, held, networks, module)):
                yield Site(module, call)


def _held(module: Module, networks: set[str]) -> set[str]:
    """Attributes that hold a model: `self.model = torch.load(…)`."""
    return {
        call.target
        for call in module.calls
        if call.flags & USED and call.target and (_loads(call.name) or call.name.rpartition(".")[2] in networks)
    }


def _loads(name: str) -> bool:
    return bool(_LOADED.match(name)) and not _UNLIKE_MODELS.search(name)


def _is_model(name: str, held: set[str], networks: set[str], module: Module) -> bool:
    """The result of loading or building a model is called, or an attribute or parameter that holds one."""
    if name.endswith("()"):
        made = name.removesuffix("()")
        return _loads(made) or made.rpartition(".")[2] in networks
    if name in held:
        return True
    last = name.rpartition(".")[2]
    owned = name.startswith(("self.", "?")) or "." not in name
    return owned and bool(_MODEL_WORD.match(last)) and last not in module.functions and last not in module.imports
