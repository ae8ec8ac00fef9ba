import pytest

from rung.assess.parse import dockerfile

TEXT = """\
# syntax=docker/dockerfile:1
ARG PY=3.11
FROM --platform=linux/amd64 python:${PY}-slim AS base
ENV A=1 B="x y"
ENV OLD some text
RUN apt-get update && \\
    # a comment inside
    apt-get install -y curl

COPY --from=build --chown=a:b /src ./app /dst/
COPY ["a b", "/x"]
RUN <<EOF
pip install x
EOF
FROM base
ARG PY
ARG PORT=80
USER app
ENTRYPOINT ["python", "-m"]
CMD uvicorn app:app --port $PORT
"""


def test_stages_and_images():
    built = dockerfile.read(TEXT)
    assert [(stage.image, stage.name, stage.line) for stage in built.stages] == [
        ("python:3.11-slim", "base", 3),
        ("base", "", 15),
    ]
    assert built.base_images == (("python:3.11-slim", 3),)


def test_instructions():
    base, final = dockerfile.read(TEXT).stages
    assert base.env == {"A": "1", "B": "x y", "OLD": "some text"}
    assert [(copy.sources, copy.destination, copy.stage) for copy in base.copies] == [
        (("/src", "./app"), "/dst/", "build"),
        (("a b",), "/x", ""),
    ]
    first, second = base.all("RUN")
    assert "apt-get install -y curl" in first.value
    assert (second.line, second.value) == (12, "<<EOF\npip install x\nEOF")
    assert final.last("USER").value == "app"
    assert final.args == {"PY": "3.11", "PORT": "80"}
    assert final.command == ("python", "-m", "uvicorn", "app:app", "--port", "80")


@pytest.mark.parametrize(
    ("image", "expected"),
    [
        ("python", "floating"),
        ("python:latest", "floating"),
        ("python:${TAG}", "floating"),
        ("host:5000/python", "floating"),
        ("host:5000/python:3.11", "tag"),
        ("python@sha256:00", "digest"),
    ],
)
def test_pinned(image, expected):
    assert dockerfile.pinned(image) == expected


def test_another_escape_character():
    built = dockerfile.read("# escape=`\nFROM a\nRUN b `\n  c\n")
    assert built.final.all("RUN")[0].line == 3
    assert "c" in built.final.all("RUN")[0].value


def test_no_stage_at_all():
    assert dockerfile.read("hello\nworld").final is None
