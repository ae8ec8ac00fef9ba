import pytest

from rung.assess.parse import yaml
from rung.errors import UnreadableError


def first(text):
    return yaml.read(text)[0]


def test_keys_stay_as_written_and_values_follow_yaml_1_1():
    value = first("on: push\nyes: yes\n1.0: 012\ntime: 12:30:01\nnothing: ~\nquoted: 'off'\nbig: 0x1F\npi: 3.14\n")
    assert dict(value) == {
        "on": "push", "yes": True, "1.0": 10, "time": "12:30:01",
        "nothing": None, "quoted": "off", "big": 31, "pi": 3.14,
    }  # fmt: skip


def test_every_key_and_item_knows_its_line():
    value = first("a: 1\n\nb:\n  - x\n  - c: 2\n")
    assert value.lines == {"a": 1, "b": 3}
    assert yaml.line_of(value, "b", 1, "c") == 5
    assert yaml.line_of(value, "b", 7) == 3
    assert yaml.line_of(3, "b") == 0


def test_several_documents():
    assert yaml.read("a: 1\n---\n- b\n---\n") == [{"a": 1}, ["b"], None]
    assert yaml.read("") == []


@pytest.mark.parametrize("text", ["!Ref x", "!reference x", "!!python/name:os.system x", "!vault x"])
def test_unknown_tags_give_their_plain_content(text):
    assert first(f"key: {text}") == {"key": "x"}


def test_unknown_tags_on_collections_construct_nothing():
    assert first("a: !!python/object/apply:os.system ['ls']") == {"a": ["ls"]}


def test_merge_keys_fill_in_but_do_not_override():
    value = first("base: &base {a: 1, b: 2}\nuse:\n  b: 3\n  <<: *base\nboth:\n  <<: [*base, {c: 4}]\n")
    assert value["use"] == {"a": 1, "b": 3}
    assert value["both"] == {"a": 1, "b": 2, "c": 4}
    assert value["use"].lines["a"] == 1


def test_find_looks_at_any_depth_in_order():
    value = first("run: 1\njobs:\n  - run: 2\n  - steps:\n      run: 3\n")
    assert list(yaml.find(value, "run")) == [(1, 1), (2, 3), (3, 5)]


def test_find_goes_into_found_values():
    assert [line for _, line in yaml.find(first("a:\n  a: 1\n"), "a")] == [1, 2]


def laughs(levels, width=9):
    lines = ["a0: &a0 [x]"]
    lines += [f"a{i}: &a{i} [{', '.join([f'*a{i - 1}'] * width)}]" for i in range(1, levels)]
    return "\n".join(lines)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        (laughs(9), "its aliases stand for more than"),
        (laughs(150, width=1), "nested more than 100 deep"),
        ("[" * 3000, "nested more than 100 deep"),
        ("a: &a [*a]", "holds itself"),
        ("a: *b", "has no anchor"),
        ("a: [", "did not find expected node content"),
        ("a: 1\nb: c: d\n", "line 2"),
        ("a: \x00", "control characters"),
        ("x" * 2_000_001, "longer than"),
        ("<<<<<<< HEAD\na: 1\n=======\n", "line 2"),
    ],
)
def test_refused(text, problem):
    with pytest.raises(UnreadableError, match=problem):
        yaml.read(text)


def test_a_few_aliases_are_fine():
    assert first(laughs(4))["a3"][8][8][8] == ["x"]


def test_huge_numbers_stay_text():
    assert first("a: " + "9" * 5000)["a"] == "9" * 5000


def test_helm_templates_keep_their_lines():
    value = yaml.read_templated(
        "{{- if .Values.on }}\n"
        "image: {{ .Values.repo }}:{{ .Values.tag | quote }}\n"
        "{{- /* a\ncomment */}}\n"
        "env:\n  {{- toYaml .Values.env | nindent 2 }}\n"
        "secret: ${{ secrets.TOKEN }}\n"
        "{{- end }}\n"
    )[0]
    assert value["image"] == "__templated__:__templated__"
    assert value["secret"] == "${{ secrets.TOKEN }}"
    assert value.lines == {"image": 2, "env": 5, "secret": 7}


def test_jinja_templates():
    value = yaml.read_templated("{% set name = 'x' %}\npackage:\n  name: {{ name }}\n  {# note #}\n  unclosed: '{{'\n")[
        0
    ]
    assert value == {"package": {"name": "__templated__", "unclosed": "{{"}}
