"""Templates are read as the files they become, and named as the repository names them."""

from __future__ import annotations

from rung.assess.tree.memory import MemoryTree
from rung.assess.tree.templated import as_written
from rung.domain import Place

FILES = {
    "cookiecutter.json": "{}",
    "{{name}}/train.py.tmpl": "{{- if .big }}\nimport torch\n{{- end }}\nNAME = '{{ .name }}'\n",
    "{{name}}/ci.yml.tmpl": "on: push\n",
    "{{name}}/both.py": "x = 1\n",
    "{{name}}/both.py.jinja": "x = 2\n",
    "note.j2": "nothing that is read\n",
}


def test_a_template_is_seen_under_the_name_it_will_have() -> None:
    tree = as_written(MemoryTree(dict(FILES)))
    assert "{{name}}/train.py" in tree
    assert "{{name}}/train.py.tmpl" not in tree.entries
    assert tree.text("{{name}}/train.py") == "\nimport torch\n\nNAME = '__templated__name'\n"
    assert list(tree.entries) == sorted(tree.entries)


def test_places_go_back_to_the_file_that_is_there() -> None:
    tree = as_written(MemoryTree(dict(FILES)))
    assert tree.origin(Place("{{name}}/train.py", 2)) == Place("{{name}}/train.py.tmpl", 2)
    assert tree.origin(Place("cookiecutter.json", 1)) == Place("cookiecutter.json", 1)


def test_a_file_that_is_there_is_not_hidden_and_other_templates_stay() -> None:
    tree = as_written(MemoryTree(dict(FILES)))
    assert tree.text("{{name}}/both.py") == "x = 1\n"
    assert "{{name}}/ci.yml.tmpl" in tree.entries
    assert "note.j2" in tree.entries


def test_a_tree_without_templates_is_left_alone() -> None:
    plain = MemoryTree({"a.py": ""})
    assert as_written(plain) is plain


def test_what_lies_in_a_folder_to_be_named_is_read_as_it_will_be() -> None:
    path = "{{ x.repo }}/src/{{ x.package }}/run.py"
    tree = as_written(
        MemoryTree({path: "from {{ x.package }}.learn import fit\n", "{{ x.repo }}/ci.yml": "a: {{ b }}\n"})
    )
    assert tree.text(path) == "from __templated__x_package.learn import fit\n"
    assert tree.text("{{ x.repo }}/ci.yml") == "a: {{ b }}\n"
    assert tree.origin(Place(path, 1)) == Place(path, 1)


def test_a_value_that_a_template_quotes_stays_a_value() -> None:
    tree = as_written(
        MemoryTree({"{{ x.repo }}/pyproject.toml": "name = {{ x.name|tojson }}\nby = 'of {{ x.name }}'\n"})
    )
    assert tree.text("{{ x.repo }}/pyproject.toml") == (
        "name = \"__templated__x_name_tojson\"\nby = 'of __templated__x_name'\n"
    )


def test_the_folder_that_copier_fills_in_is_read_as_it_will_be() -> None:
    own = "template/{% if big %}big.py{% endif %}"
    files = {
        "copier.yml": '_subdirectory: "template"\n',
        "template/run.py": "{% if big %}\nimport big\n{% endif %}\nrun('{{ name }}')\n",
        own: "x = 1\n",
        "other/run.py": "{% x %}",
    }
    tree = as_written(MemoryTree(files))
    assert tree.text("template/run.py") == "\nimport big\n\nrun('__templated__name')\n"
    assert tree.text("template/big.py") == "x = 1\n"
    assert tree.origin(Place("template/big.py", 1)) == Place(own, 1)
    assert tree.text("other/run.py") == "{% x %}"
