from rung.assess.parse import justfile

TEXT = """\
set shell := ["bash", "-euo", "pipefail", "-c"]
py := "uv run python"
alias t := test
# Run the tests
test *args: lint (build "x")
    @{{py}} -m pytest {{args}} \\
        -q
    -rm x

[private]
lint:
  ruff check .
sh:
  #!/usr/bin/env bash
  set -e
  mypy
"""


def test_recipes():
    made = justfile.read(TEXT)
    test = made.targets["test"]
    assert test.prerequisites == ("lint", "build")
    assert test.recipe == ((6, "uv run python -m pytest ${args} -q"), (8, "rm x"))
    assert test.ignore_errors == {8}
    assert (test.doc, test.line) == ("Run the tests", 5)
    assert made.targets["t"] is test
    assert made.default == "test"
    assert made.shell_flags == "-euo -c"


def test_a_recipe_with_a_shebang_is_one_script():
    assert justfile.read(TEXT).targets["sh"].recipe == ((14, "#!/usr/bin/env bash\nset -e\nmypy"),)
