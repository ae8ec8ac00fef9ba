"""What is kept of a Python module once its syntax tree is gone."""

from __future__ import annotations

from msgspec import Struct, field

Literal = str | int | float | bool | None
"""A constant that stands in the source."""


class Name(Struct, frozen=True, array_like=True, tag="n"):
    """An argument or value that is a name and not a constant: `cfg.seed`; `rows["X"]` is `rows`.

    A variable of the environment keeps its key: `os.environ["X"]`, `os.environ.get("X")` and `os.getenv("X")` are
    `os.environ.X`, and so is a name bound to one of them.
    """

    dotted: str


class Items(Struct, frozen=True, array_like=True, tag="i"):
    """A list, tuple or set display, with what is known of its items."""

    values: tuple[Value, ...]


class Opaque(Struct, frozen=True, array_like=True, tag="o"):
    """An expression of another shape; `text` is the dotted name it calls, or empty."""

    text: str = ""


Value = Literal | Name | Items | Opaque
"""What is known of an argument without running anything. Dict displays are `Opaque("{}")`, empty ones too."""


class Call(Struct, array_like=True):
    """One call in the source."""

    name: str
    """Dotted name with the module's imports resolved: `mlflow.log_metric`. A method of something built by a
    known call reads `mlflow.MlflowClient().set_registered_model_alias`; one of an unknown local `?model.fit`
    (of an unnamed expression `?.fit`). A name of this very module stays as written: `build`, `self.build`."""
    line: int
    scope: str
    """Qualified name of the enclosing function, method or class, `Class.method`; empty at module level,
    `__main__` under the main guard."""
    args: tuple[Value, ...] = ()
    kwargs: dict[str, Value] = field(default_factory=dict)
    """By keyword; `**options` stands as `"**"`."""
    flags: int = 0
    """See `USED` and the other flags."""
    target: str = ""
    """Name the result is bound to, when it is: `model`, `self.model`."""

    @property
    def last(self) -> str:
        """The part after the last dot: `log_metric`."""
        return self.name.rsplit(".", 1)[-1]


USED = 1
"""The result is used: assigned, returned, compared or passed on."""
SWALLOWED = 2
"""Inside a `try` whose handler neither raises nor exits nor returns a failure."""
CONDITIONAL = 4
"""Inside an `if`, a conditional expression or a `match`."""
LOOPED = 8
"""Inside a loop or a comprehension."""
TESTED = 16
"""Part of the condition of an `if`, `while` or `assert`."""
DECORATES = 32
"""Stands as a decorator; `target` is the qualified name of what it decorates."""

OFF = 64
"""Behind a switch that the module sets once, the other way: `LOG = False` … `if LOG:`."""

OWN = 128
"""Bears the name of a library, and calls a module of the project of that name; set when modules are linked."""


class Stop(Struct, array_like=True):
    """A place where the program can refuse to go on."""

    kind: str
    """`raise`, `assert` or `exit` (non-zero)."""
    line: int
    scope: str
    what: str
    """Dotted name of the exception, or empty."""
    names: tuple[str, ...]
    """Identifiers and string constants of the conditions it stands under (of the assertion, for `assert`)."""
    compares: bool
    """The condition holds a comparison."""
    swallowed: bool = False
    numbers: tuple[float, ...] = ()
    """Numbers in the conditions."""
    exists: bool = False
    """An assertion that only asks whether something is there: `is not None`, `callable(…)`, `hasattr(…)`."""


class Branch(Struct, array_like=True):
    """An `if` whose condition compares something."""

    line: int
    scope: str
    names: tuple[str, ...]
    """Identifiers and string constants in the condition, in order."""
    ops: tuple[str, ...]
    """Comparison operators as written, in order: `<`, `>=`, `==`, `in`, `is`."""
    then: tuple[str, ...]
    """Dotted names called when it holds; `raise`, `return`, `exit` stand for those statements."""
    orelse: tuple[str, ...]
    """The same for the other branch."""
    numbers: tuple[float, ...] = ()
    """Numbers in the condition."""
    looped: bool = False
    """Inside a loop."""
    swallowed: bool = False
    """Inside a `try` whose handler neither raises nor exits."""
    answers: tuple[str, ...] = ()
    """Names that one of the arms binds to `True` or `False`: the answer is kept for a later `if`."""


class Comparison(Struct, array_like=True):
    """An ordering (`<`, `<=`, `>`, `>=`) whose answer is kept or returned instead of steering an `if`."""

    line: int
    scope: str
    names: tuple[str, ...]
    """Identifiers and string constants in it, in order."""
    ops: tuple[str, ...]
    target: str
    """Name the answer is bound to; `return` when it is returned."""
    numbers: tuple[float, ...] = ()
    swallowed: bool = False
    """Inside a `try` whose handler neither raises nor exits."""
    otherwise: str = ""
    """What such a handler returns instead: `return True`, `return`; empty when it does not return."""


class Function(Struct, array_like=True):
    """A function or method."""

    name: str
    """Qualified: `Class.method`, `outer.inner`."""
    line: int
    end_line: int
    params: tuple[tuple[str, str], ...]
    """Name and annotation (dotted, resolved; empty where there is none)."""
    decorators: tuple[Call, ...]
    """A bare decorator is a call without arguments."""
    doc: str
    """First line of the docstring."""
    statements: int
    """How many statements the body holds besides the docstring, `pass` and `...`."""
    idle: bool = False
    """It gives back a constant, or only says something."""


class Class(Struct, array_like=True):
    """A class."""

    name: str
    line: int
    bases: tuple[str, ...]
    decorators: tuple[Call, ...]
    fields: tuple[tuple[str, str, Value], ...]
    """Annotated or assigned names in the body: name, annotation (as source, may be long), value."""
    doc: str


class Assign(Struct, array_like=True):
    """A module-level or class-level constant."""

    name: str
    line: int
    value: Value
    scope: str


class Keys(Struct, array_like=True):
    """A dict display with string keys: a row, a record, a table of parameters."""

    line: int
    scope: str
    names: tuple[str, ...]


class Module(Struct, array_like=True):
    """One Python file, or the code cells of one notebook in order."""

    path: str
    dotted: str
    """How the file is imported from the nearest source root: `pkg.train`; may be a guess."""
    imports: dict[str, str] = field(default_factory=dict)
    """Bound name → what it names, relative imports resolved: `{"np": "numpy", "fit": "pkg.train.fit"}`."""
    import_lines: dict[str, int] = field(default_factory=dict)
    star_imports: tuple[str, ...] = ()
    calls: list[Call] = field(default_factory=list)
    stops: list[Stop] = field(default_factory=list)
    branches: list[Branch] = field(default_factory=list)
    comparisons: list[Comparison] = field(default_factory=list)
    functions: dict[str, Function] = field(default_factory=dict)
    classes: dict[str, Class] = field(default_factory=dict)
    assigns: list[Assign] = field(default_factory=list)
    references: set[tuple[str, str]] = field(default_factory=set)
    """(scope, dotted name) of project functions and classes named without being called: callbacks, `target=fit`.
    What a table holds (`STAGES = {"train": fit}`) has the name of the table as its scope."""
    tables: set[str] = field(default_factory=set)
    """Module-level names of lists and dicts that hold functions or classes by name."""
    dicts: list[Keys] = field(default_factory=list)
    strings: list[tuple[str, int]] = field(default_factory=list)
    """String constants of at most 200 characters on one line that hold a slash, dot or colon: paths, URLs, file
    names; also the first 200 characters of SQL. With their line. `f"models:/{name}"` reads `models:/{}`."""
    main_guard: int = 0
    """Line of `if __name__ == "__main__"`; 0 when there is none."""
    top_level_work: bool = False
    """Calls something at module level outside the guard besides set-up: a script without a guard."""
    doc: str = ""
    lines: int = 0
    notebook: bool = False
    language: str = "python"
    """`python` or `r`."""
    cell_lines: tuple[int, ...] = ()
    """Notebooks: first line of each code cell in the joined source."""
    out_of_order: bool = False
    """Notebooks: execution counts do not rise from top to bottom."""
    outputs_bytes: int = 0
    """Notebooks: bytes held by stored outputs."""
    python2: bool = False
    error: str = ""
    """Why nothing could be read: `syntax error in line 3`, `merge conflict markers`; else empty."""
    spared: set[str] = field(default_factory=set)
    """Names of `import_lines` that the module can do without: it catches that they are missing."""
    broken: str = ""
    """Notebooks: why some cells could not be read while the others were: `cell 7 is no Python`; else empty."""
    dead: list[int] = field(default_factory=list)
    """First lines of pieces of code that can never run and would call something."""
