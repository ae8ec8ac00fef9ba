"""The code that a step reaches: what changes its key, and what does not."""

from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.project import StepProject
from rung.pipeline.code.file_states import FileStates
from rung.pipeline.code.reach import Reach

FILES = {
    "src/pkg/__init__.py": "from .parts import shown\n",
    "src/pkg/train.py": (
        "import pkg.parts as parts\nfrom pkg import features as f\nfrom .late import *\nimport numpy as np\n"
        "def fit(x):\n    return parts.used(f.build(x), starred())\n"
        "def other():\n    return parts.unused()\n"
        "def lazy():\n    from pkg.inner.deep import find\n    return find()\n"
        "def whole():\n    return getattr(parts, 'un' + 'used')\n"
    ),
    "src/pkg/parts.py": (
        "def used(a, b):\n    return _helped(a)\ndef _helped(a):\n    return a\ndef unused():\n    return 1\n"
        "def shown():\n    return 2\nclass Kept:\n    size = 1\n@property\ndef decorated(self):\n    return 1\n"
        "def with_default(x=len([1])):\n    return 3\n"
    ),
    "src/pkg/features.py": "def build(x):\n    return x\ndef apart(x):\n    return -x\n",
    "src/pkg/late.py": "def starred():\n    return 5\n",
    "src/pkg/inner/__init__.py": "",
    "src/pkg/inner/deep.py": "def find():\n    return 6\ndef lost():\n    return 7\n",
    "src/pkg/dynamic.py": "import importlib\ndef go(name):\n    return importlib.import_module(name)\n",
    "src/pkg/written.py": "import importlib\ndef go():\n    return importlib.import_module('pkg.inner.deep')\n",
}


@pytest.fixture
def reached(project: StepProject) -> StepProject:
    for path, text in FILES.items():
        project.write(path, text)
    return project


def key(project: StepProject, function: str, module: str = "pkg.train") -> dict[str, str]:
    states = FileStates(project.root, project.folder / "states")
    reach = Reach(states)
    assert reach.module(module, function)
    found = reach.digests()
    states.save()
    return found


@pytest.mark.parametrize(
    ("function", "path", "old", "counts"),
    [
        ("fit", "src/pkg/train.py", "f.build(x)", True),
        ("fit", "src/pkg/parts.py", "_helped(a)", True),
        ("fit", "src/pkg/parts.py", "return a\n", True),
        ("fit", "src/pkg/parts.py", "return 1\n", True),  # `decorated` says the same, and runs when it is imported
        ("fit", "src/pkg/parts.py", "return 2", False),
        ("fit", "src/pkg/parts.py", "size = 1", True),
        ("fit", "src/pkg/parts.py", "len([1])", True),
        ("fit", "src/pkg/features.py", "return x", True),
        ("fit", "src/pkg/features.py", "return -x", False),
        ("fit", "src/pkg/late.py", "return 5", True),
        ("fit", "src/pkg/inner/deep.py", "return 6", False),
        ("lazy", "src/pkg/inner/deep.py", "return 6", True),
        ("lazy", "src/pkg/inner/deep.py", "return 7", False),
        ("lazy", "src/pkg/features.py", "return x", False),
        ("other", "src/pkg/features.py", "return x", False),
        ("whole", "src/pkg/parts.py", "return 2", True),
    ],
)
def test_what_is_reached_counts(reached: StepProject, function: str, path: str, old: str, counts: bool) -> None:
    before = key(reached, function)
    text = FILES[path]
    assert old in text
    reached.write(
        path,
        text.replace(
            old, {"_helped(a)": "_helped(a + a)", "f.build(x)": "f.build(x, x)"}.get(old, f"{old.rstrip()} + 1\n")
        ),
    )
    assert (key(reached, function) != before) is counts


def test_what_is_looked_up_counts_with_its_whole_package(reached: StepProject) -> None:
    assert set(key(reached, "go", "pkg.dynamic")) == set(FILES)
    assert "src/pkg/inner/deep.py" in key(reached, "go", "pkg.written")
    assert "src/pkg/features.py" not in key(reached, "go", "pkg.written")


def test_a_module_that_cannot_be_parsed_counts_as_it_is(reached: StepProject) -> None:
    reached.write("src/pkg/features.py", "def build(:\n")
    before = key(reached, "fit")
    reached.write("src/pkg/features.py", "def build(: \n")
    assert key(reached, "fit") != before


def test_a_file_that_changed_within_the_same_moment_is_seen(reached: StepProject) -> None:
    import os

    path = reached.root / "src/pkg/features.py"
    before = key(reached, "fit")
    state = path.stat()
    path.write_text(FILES["src/pkg/features.py"].replace("return x", "return 3"))
    os.utime(path, ns=(state.st_atime_ns, state.st_mtime_ns))
    assert key(reached, "fit") != before


NAMES = st.sampled_from(["a", "b", "c", "d"])


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.dictionaries(NAMES, st.lists(NAMES, max_size=2), min_size=1), NAMES, NAMES)
def test_a_function_counts_exactly_when_a_chain_of_calls_leads_to_it(
    project: StepProject, calls: dict[str, list[str]], begin: str, change: str
) -> None:
    graph = {name: calls.get(name, []) for name in "abcd"}

    def module(changed: str = "") -> str:
        return "\n".join(
            f"def {name}():\n    {'; '.join([f'{each}()' for each in calls] + [f'return {int(name == changed)}'])}"
            for name, calls in graph.items()
        )

    reachable, waiting = set(), [begin]
    while waiting:
        name = waiting.pop()
        if name not in reachable:
            reachable.add(name)
            waiting += graph[name]
    project.write("chain.py", module())
    before = key(project, begin, "chain")
    project.write("chain.py", module(change))
    assert (key(project, begin, "chain") != before) is (change in reachable)
