"""A pipeline that cannot run is refused before anything does, with the line."""

from __future__ import annotations

import pytest

from pipeline.project import StepProject
from rung.errors import ManifestError
from rung.pipeline.limits import written_bytes, written_seconds


@pytest.mark.parametrize(
    ("text", "what", "line"),
    [
        (
            "pipeline:\n  a: {call: 'm:f', inputs: [nothing]}",
            "step a reads nothing, which is no dataset and no step",
            2,
        ),
        (
            "pipeline:\n  a: {call: 'm:f', inputs: [b]}\n  b: {call: 'm:f', inputs: [a]}",
            "steps wait for each other: ",
            2,
        ),
        ("pipeline:\n  a: {call: 'm:f', inputs: [a]}", "steps wait for each other: a → a", 2),
        ("pipeline:\n  a: {call: 'm:f', run: 'x'}", "step a needs exactly one of call, run, notebook", 2),
        ("pipeline:\n  a: {}", "step a needs exactly one of call, run, notebook", 2),
        ("pipeline:\n  a: {call: m.f}", "'m.f' names no function", 2),
        ("pipeline:\n  a: {notebook: a.ipynb}", "there is no notebook a.ipynb", 2),
        ("pipeline:\n  a:\n    call: 'm:f'\n    timeout: soon", "timeout is 'soon'", 4),
        ("pipeline:\n  a:\n    call: 'm:f'\n    memory: lots", "memory is 'lots'", 4),
        ("pipeline:\n  a:\n    call: 'm:f'\n    frame: dask", "frame is dask", 4),
        ("datasets: {a: {source: x}}\npipeline:\n  a: {call: 'm:f'}", "step a has the name of a dataset", 3),
        (
            "datasets: {x: {source: x}}\npipeline:\n  a: {call: 'm:f', inputs: [x], params: {x: 1}}",
            "two inputs or params named x",
            3,
        ),
        ("pipeline:\n  'a b': {call: 'm:f'}", "step 'a b' has a name", 2),
    ],
)
def test_refuses(project: StepProject, text: str, what: str, line: int) -> None:
    with pytest.raises(ManifestError) as caught:
        project.pipeline(text)
    assert what in caught.value.what
    assert caught.value.where == f"rung.yaml:{line}"
    assert caught.value.fix or "exactly one" in what


def test_names_what_was_meant(project: StepProject) -> None:
    with pytest.raises(ManifestError) as caught:
        project.pipeline("datasets: {flights: {source: x}}\npipeline:\n  a: {call: 'm:f', inputs: [flihgts]}")
    assert caught.value.fix == "did you mean flights?"


def test_puts_steps_into_an_order(project: StepProject) -> None:
    pipeline = project.pipeline(
        "pipeline:\n  c: {call: 'm:f', inputs: [b.part]}\n  b: {run: 'cp {a} {part}'}\n  a: {call: 'm:f'}"
    )
    assert list(pipeline.steps) == ["a", "b", "c"]
    assert pipeline.steps["b"].outputs == ("part",)
    assert pipeline.with_needs(["b"]) == {"a", "b"}


def test_limits_as_people_write_them() -> None:
    assert [written_seconds(each) for each in ("30m", "1.5h", 90, "x", None, True, 0)] == [
        1800,
        5400,
        90,
        None,
        None,
        None,
        None,
    ]
    sizes = ("4GB", "512 mb", "2GiB", "1.5G", 1000, "GB", None)
    assert [written_bytes(each) for each in sizes] == [4 * 10**9, 512 * 10**6, 2**31, 15 * 10**8, 1000, None, None]
