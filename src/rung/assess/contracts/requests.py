"""Models of requests: what a service says it accepts."""

from __future__ import annotations

import re
from collections.abc import Iterator

from rung.assess.code import Code, Reach
from rung.assess.code.base import place_in
from rung.assess.contracts.base import Contract
from rung.assess.dataflow.sides import Node, Side, Sides
from rung.assess.invocation import By
from rung.assess.parse.python_facts import Class, Module, Name, Opaque
from rung.assess.regex import regex

MODELS = ("BaseModel", "SQLModel", "Struct", "Schema", "RequestModel")
PACKAGES = ("pydantic", "sqlmodel", "msgspec", "marshmallow", "ninja")
RULED = regex(
    r"\b(ge|gt|le|lt|min_length|max_length|pattern|regex|multiple_of|min_items|max_items|allow_inf_nan)\s*=|"
    r"\bLiteral\[|\bcon(int|float|str|list|date|decimal)\(|\b(Non)?(Positive|Negative)\w*(Int|Float)\b|\bEmailStr\b"
)
RULE_ARGUMENTS = frozenset({
    "ge", "gt", "le", "lt", "min_length", "max_length", "pattern", "regex", "multiple_of", "min_items", "max_items",
    "validate", "choices",
})  # fmt: skip
_OPEN = regex(
    r"^(typing\.)?(Optional\[)?(List\[|list\[)?(typing\.)?(dict|Dict|Any|Mapping|object|JSON|list|"
    r"List)\b(\[str, ?(typing\.)?(Any|object|float|int|str)\])?"
)
CARRIERS = regex(
    r"^(inputs?|features?|data|instances?|rows?|records?|payload|samples?|dataframe\w*|x|values?|items?)$", re.I
)
"""Fields that carry the features of a request; when one of these is open, nothing is promised."""
_VALIDATORS = ("validator", "field_validator", "model_validator", "root_validator", "validates", "validates_schema")


def request_models(code: Code, reach: Reach, sides: Sides, away: frozenset[str]) -> Iterator[Contract]:
    """Models that a handler of requests takes, and models that rows of data are put through."""
    classes = {
        each.name: (module, each)
        for module in code.modules.values()
        if module.path not in away and not module.notebook
        for each in module.classes.values()
        if _is_model(each, module)
    }
    wanted = _taken(code, reach, sides, classes) | _filled(code, classes)
    for name in sorted(wanted):
        module, each = classes[name]
        if name in {inner for other in wanted for inner in _inner(classes[other][1], classes)}:
            continue
        yield _contract(module, each, classes, code, reach)


def _contract(
    module: Module, each: Class, classes: dict[str, tuple[Module, Class]], code: Code, reach: Reach
) -> Contract:
    fields = rules = opened = 0
    carrier = False
    dead = ""
    parents = list(_parents(each, classes))
    for owner, part in [(module, each), *parents, *(classes[name] for name in _inner(each, classes))]:
        for name, annotation, value in part.fields:
            if name.startswith("_") or name in ("model_config", "Config") or _names(annotation, classes):
                continue
            fields += 1
            if _OPEN.match(annotation) and not RULED.search(annotation):
                opened += 1
                carrier = carrier or bool(CARRIERS.match(name))
            rules += bool(RULED.search(annotation)) or _is_enum(annotation, code)
            if isinstance(value, Name | Opaque) and re.search(r"Literal|con(int|float|str)", _text(value)):
                dead = f"the rule of {name} is written as its default value and never fires"
        rules += sum(
            1
            for call in owner.calls
            if (call.scope == part.name and set(call.kwargs) & RULE_ARGUMENTS)
            or (
                call.scope.startswith(part.name)
                and call.last in _VALIDATORS
                and _bites(owner, call.target or call.scope)
            )
        )
    nothing = carrier or (bool(fields) and opened * 2 >= fields and not rules)
    return Contract(
        "Pydantic" if any("pydantic" in base or "BaseModel" in base for base in each.bases) else each.bases[0],
        each.name,
        place_in(module, each.line),
        frozenset({Side.SERVING}),
        fields,
        rules if not dead else 0,
        reach.from_module(module.path) & ~By.TEST,
        nothing or (bool(fields) and opened == fields),
        dead if dead and not rules else "",
    )


def _parents(each: Class, classes: dict[str, tuple[Module, Class]], depth: int = 0) -> Iterator[tuple[Module, Class]]:
    for base in (base.rpartition(".")[2] for base in each.bases):
        if base in classes and base != each.name and depth < 5:
            yield classes[base]
            yield from _parents(classes[base][1], classes, depth + 1)


def _bites(module: Module, scope: str) -> bool:
    """The validator compares values before it refuses."""
    return any(stop.scope == scope and stop.compares for stop in module.stops)


def _is_model(each: Class, module: Module) -> bool:
    if any(f"{each.name}.{method}" in module.functions for method in ("fit", "predict", "run", "train", "load")):
        return False
    if any(base.partition(".")[0] in PACKAGES and base.rpartition(".")[2] in MODELS for base in each.bases):
        return "Settings" not in each.name and "Config" not in each.name
    own = (module.classes[base] for base in each.bases if base in module.classes and base != each.name)
    return any(_is_model(base, module) for base in own)


def _taken(code: Code, reach: Reach, sides: Sides, classes: dict[str, tuple[Module, Class]]) -> set[str]:
    found: set[str] = set()
    if not classes:
        return found
    for path, scope in _asking(code, reach, sides):
        function = code.modules[path].functions.get(scope) if path in code.modules else None
        for _, annotation in function.params if function else ():
            found |= _names(annotation, classes)
    return {name for name in found if not re.search(r"Response|Output|Reload|Login|Token|User", name)}


def _asking(code: Code, reach: Reach, sides: Sides) -> set[Node]:
    """Handlers from which a model is asked; all of such a file, or all, where none can be told more exactly."""
    asks = code.find("*.predict*", "*.transform", "*.classify", "*.infer", "*.score", "*.forecast", "*.invoke_endpoint")
    nodes = reach.above(site.scope for site in asks)
    exactly = {node for node in sides.handlers if node in nodes and node[1]}
    paths = {path for path, _ in nodes}
    return exactly or {node for node in sides.handlers if node[0] in paths} or set(sides.handlers)


_FILLING = frozenset({"model_validate", "parse_obj", "validate_python", "model_validate_json", "parse_raw", "load"})


def _filled(code: Code, classes: dict[str, tuple[Module, Class]]) -> set[str]:
    """Models that are made from rows: `Row(**record)`, `Row.model_validate(record)`."""
    found = set()
    for site in code.ending(lambda last: last in _FILLING or last.removesuffix("()") in classes):
        call = site.call
        parts = call.name.replace("()", "").split(".")
        if (
            parts[-1] in classes
            and "**" in call.kwargs
            and re.search(r"row|record|input|request|sample", parts[-1] + call.scope, re.I)
        ):
            found.add(parts[-1])
        elif (
            call.last in _FILLING
            and len(parts) > 1
            and parts[-2] in classes
            and re.search(r"request|input|row|record", parts[-2], re.I)
        ):
            found.add(parts[-2])
    return found


def _names(annotation: str, classes: dict[str, tuple[Module, Class]]) -> set[str]:
    return {word for word in re.findall(r"\w+", annotation) if word in classes} if annotation else set()


def _inner(each: Class, classes: dict[str, tuple[Module, Class]], depth: int = 0) -> set[str]:
    found: set[str] = set()
    for _, annotation, _ in each.fields:
        for name in _names(annotation, classes) - {each.name}:
            found.add(name)
            if depth < 3:
                found |= _inner(classes[name][1], classes, depth + 1)
    return found - {each.name}


def _is_enum(annotation: str, code: Code) -> bool:
    word = re.sub(r"\W{0,20}(Optional|None)\W*", "", annotation)
    if not word.isidentifier() or not word[0].isupper():
        return False
    return any(
        "Enum" in base
        for module in code.modules.values()
        if word in module.classes
        for base in module.classes[word].bases
    )


def _text(value: Name | Opaque) -> str:
    return value.dotted if isinstance(value, Name) else value.text
