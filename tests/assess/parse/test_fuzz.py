"""Whatever the text, a reader gives a value or `UnreadableError`, and soon."""

import json
import time
from datetime import timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from rung.assess.parse import (
    bicep,
    dockerfile,
    groovy,
    hcl,
    ini,
    jsonc,
    justfile,
    makefile,
    markdown,
    notebook,
    r_script,
    requirements,
    shell,
    toml,
    yaml,
)
from rung.errors import UnreadableError

MANY = settings(
    max_examples=40, deadline=timedelta(seconds=2), suppress_health_check=[HealthCheck.too_slow], derandomize=True
)
SECONDS = 4


def read_notebook(text):
    notebook.to_python(notebook.read(text.encode("utf-8", "surrogatepass")))


def read_cell(text):
    notebook.to_python(notebook.read(json.dumps({"cells": [{"cell_type": "code", "source": text}]})))


def read_dockerfile(text):
    built = dockerfile.read(text)
    assert built.base_images is not None
    for stage in built.stages:
        assert (stage.copies, stage.env, stage.command) is not None
        assert all(isinstance(each.words, tuple) for each in stage.instructions)


def read_markdown(text):
    document = markdown.read(text)
    for heading in document.headings[:20]:
        document.body_of(heading)


def run_script(text):
    for command in shell.read_script(text, errexit=True).commands:
        shell.program(command.words)


READERS = {
    "yaml": yaml.read,
    "yaml template": yaml.read_templated,
    "shell": run_script,
    "makefile": makefile.read,
    "justfile": justfile.read,
    "dockerfile": read_dockerfile,
    "hcl": hcl.read,
    "hcl json": hcl.read_json,
    "bicep": bicep.read,
    "toml": toml.read,
    "toml lines": lambda text: toml.line_of(text, "a", "b"),
    "ini": ini.read,
    "json": jsonc.read,
    "notebook": read_notebook,
    "cell": read_cell,
    "groovy": groovy.read,
    "markdown": read_markdown,
    "r": r_script.read,
    "r chunks": r_script.read_chunks,
    "requirements": requirements.read,
}
SAMPLES = (
    ("on: [push]\njobs:\n  a: &x {run: |\n    make}\n  b:\n    <<: *x\n    if: ${{ x }}\n{{- if .y }}\n{{ z }}: 1\n"),
    (
        "set -e\n"
        "if ! a; then exit 1; fi\n"
        'for x in $(ls); do b "$x" | tee c || true; done\n'
        "cat <<EOF\n"
        "d\n"
        "EOF\n"
        "f() { g; }\n"
        "f &\n"
    ),
    ("A := $(shell b)\n.PHONY: c\nc: d ; e\n\t@f $< \\\n\t  g\nset shell := ['a']\nh x='1': (i 'j')\n  k {{x}}\n"),
    ('ARG A=1\nFROM a:${A} AS b\nRUN c \\\n # d\n e\nCOPY --from=b ["f", "g"] /\nENV H=1 I="j k"\nCMD ["l"]\n'),
    ('resource "a" "b" {\n  c = "${d("e")}"\n  f { g = <<E\nh\nE\n  }\n}\n/* i */ j = { k = [1, 2] }\n'),
    ("param a string = 'b'\nresource c 'd@1' = {\n  e: {\n    f: [\n      1\n    ]\n  }\n}\n"),
    ('[a.b]\nc = \'d\'\n[[e]]\nf.g = [1, {h = 2}]\ni = """\nj\n"""\n; k\n[tool:x]\ny = z\n  1\n'),
    ('{"cells": [{"cell_type": "code", "source": ["%a b\\n", "!c"], "outputs": [1]}], // d\n "e": [1,],}'),
    (
        "pipeline { agent any\n"
        " stage('a') { steps { sh '''b''' \n"
        " sh(script: \"c\", d: true) } } post { failure { mail to: 'e' } } }"
    ),
    ("---\na: b\n---\n# C [d](e)\n```{r}\nlibrary(f)\n```\n<!-- g -->\nH\n===\n![i](j) <k> [l]: m\n"),
    (
        "f <- function(a) { pkg::g('b', c = 1) } # d\n"
        'library(e); s <- r"(h)"\n'
        "numpy==1 --hash=sha256:a\n"
        "-e git+x@y#egg=z\n"
    ),
)
PIECES = (
    "\n", " ", "\t", "\\", "'", '"', "`", "$", "$(", "${", "{", "}", "(", ")", "[", "]", "<<", "#", "|", "&",
    ";", ":", "=", "-", "*", "&a", "*a", "%", "!", "{{", "}}", "%}", "/*", "*/", "//", "```", "---", "\r",
    "\x00", "\u2028", "\ud800", "é", "0",
)  # fmt: skip


@st.composite
def mutated(draw):
    text = draw(st.sampled_from(SAMPLES))
    for _ in range(draw(st.integers(1, 8))):
        at, to = sorted((draw(st.integers(0, len(text))), draw(st.integers(0, len(text)))))
        new = draw(st.sampled_from((*PIECES, text[at:to], text[at:to] * 3)))
        text = text[:at] + new + text[min(to, at + 12) :]
    return text


def survives(name, text):
    try:
        READERS[name](text)
    except UnreadableError as error:
        assert error.what  # noqa: PT017


@pytest.mark.parametrize("name", READERS)
@given(text=st.text(max_size=300) | st.lists(st.sampled_from(PIECES), max_size=60).map("".join))
@MANY
def test_any_text(name, text):
    survives(name, text)


@pytest.mark.parametrize("name", READERS)
@given(text=mutated())
@MANY
def test_broken_samples(name, text):
    survives(name, text)


UNITS = (
    *PIECES, "a", "a ", "a:", "- ", "a=", "1.", "a.", "[[a]]\n", "[a](", "[![a](", "<!--", "a ", "if ",
    "f(){ ", "case a in a) ", "<<A\n", "FROM a\n", "RUN a \\\n", "a {\n", "a: {\n", "stage('a') {", '"\\',
    '"""', "pkg::", "f(a,", 'r"(', "A=$A$A\n", "(a|", "&& a ", "|a", "a := $(a)$(a)\n", "a\n===\n", "{{a}}",
    "%% ", "--hash=a ", "\\\n", "? ", "![",
)  # fmt: skip


@pytest.mark.parametrize("name", READERS)
def test_repetition_takes_linear_time(name):
    started = time.perf_counter()
    for unit in UNITS:
        unit_started = time.perf_counter()
        survives(name, "a: " + unit * (8_000 // len(unit)))
        assert time.perf_counter() - unit_started < SECONDS, repr(unit)
    assert time.perf_counter() - started < 15 * SECONDS
