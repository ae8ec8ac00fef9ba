import pytest

from rung.assess.parse.shell import read_script


def words(text, **options):
    return [" ".join(command.words) for command in read_script(text, **options).commands]


def lost(text, **options):
    """First word → why its failure does not count."""
    return {c.words[0]: c.why_not for c in read_script(text, **options).commands if not c.can_fail}


def test_continuations_comments_quotes_and_lines():
    script = read_script("# one\npython \\\n  train.py --name 'a b' # two\necho \"x # y\"; ls\n", first_line=10)
    assert [(c.words, c.line) for c in script.commands] == [
        (("python", "train.py", "--name", "a b"), 11),
        (("echo", "x # y"), 13),
        (("ls",), 13),
    ]


def test_here_documents_are_input():
    script = read_script("python - <<'EOF'\nimport os\nrm -rf x\nEOF\ncat <<-A <<B\n\tone\n\tA\ntwo\nB\nls\n")
    assert [c.words[0] for c in script.commands] == ["python", "cat", "ls"]
    assert script.commands[0].stdin == "import os\nrm -rf x"
    assert script.commands[2].line == 10


def test_prefixes_are_taken_off():
    command = read_script("A=1 sudo -E -u me env B=2 timeout -k 5 10m nice -n 3 python x.py > log 2>&1").commands[0]
    assert command.words == ("python", "x.py")
    assert command.env == (("A", "1"), ("B", "2"))
    assert words("command -v pixi") == ["command -v pixi"]
    assert words("find . | xargs -n1 -I{} mypy {}")[1] == "mypy {}"


def test_compound_commands_keep_what_is_inside():
    text = "if a; then b; elif c; then d; else e; fi\nfor x in 1 2; do f; done\nwhile g; do h; done\n"
    text += "case $x in a|b) i ;; *) j;; esac\n( k; l )\n{ m; }\n"
    text += "foo() { n; }\nfunction bar { o; }\nfoo; bar\n[[ $a && (b) ]] && p\n"
    names = [word.split()[0] for word in words(text)]
    assert [name for name in names if len(name) == 1] == list("abcdefghijklmnop")


def test_substitutions_run_too():
    assert words('x=$(dvc pull)\necho "$(git rev-parse HEAD)" `date`')[:3] == ["dvc pull", "git rev-parse HEAD", "date"]
    assert words("diff <(sort a) <(sort b)")[:2] == ["sort a", "sort b"]


def test_shells_inside_the_shell():
    assert words("bash -ec 'pytest; mypy'")[1:] == ["pytest", "mypy"]
    assert words('eval "make all"')[1:] == ["make all"]


def test_known_variables_are_filled_in():
    assert words('S=src/train.py\nPY="uv run python"\n$PY "$S" ${LR:-0.1} $OTHER') == [
        "uv run python src/train.py 0.1 $OTHER"
    ]
    assert words("python $ENTRY", variables={"ENTRY": "a.py"}) == ["python a.py"]


def test_a_variable_bomb_stays_small():
    script = read_script("A=xxxxxxxxxx\n" + "A=$A$A$A$A\n" * 50 + "echo $A")
    assert len(script.commands[0].words[1]) <= 2_000


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("pytest || true", "`|| true` swallows its exit code"),
        ("pytest || :", "`|| :` swallows its exit code"),
        ("pytest || echo failed", "`|| echo failed` swallows its exit code"),
        ("pytest || exit 0", "`|| exit 0` swallows its exit code"),
        ("pytest | tee log", "exit code lost in a pipe to tee (no pipefail)"),
        ("pytest &", "`&` runs it in the background"),
        ("! pytest", "`!` inverts its exit code"),
        ("if pytest; then echo; fi", "its exit code only steers an `if`"),
        ("until pytest; do sleep 1; done", "its exit code only steers a loop"),
        ("pytest && echo done\nls", "a failure before `&&` does not stop the script"),
        ("exit 0\npytest", "never reached: the script exits before it"),
        ("set +e\npytest\nls", "no `set -e`: only the last command counts"),
        ("( pytest ) || true", "`|| true` swallows its exit code"),
        ("echo $(pytest)", "exit code lost inside `echo $( )`"),
        ("t() { pytest; }\nls", "the function t is not called here"),
        ("t() { pytest; }\nt || true", "`|| true` swallows its exit code"),
    ],
)
def test_failure_is_lost(text, why):
    assert lost(text, errexit=True)["pytest"] == why


@pytest.mark.parametrize(
    "text",
    [
        "pytest\nls",
        "pytest || exit 1",
        "pytest || { echo failed; exit 1; }",
        "pytest || (echo failed && exit 1)",
        "pytest || return 1",
        "fail() { echo $1; exit 1; }\npytest || fail 'tests'",
        "if ! pytest; then exit 1; fi",
        "pytest && ls",
        "set -o pipefail\npytest | tee log",
        "x=$(pytest)\nls",
        "( pytest )\nls",
        "for x in a b; do pytest $x; done\nls",
        "t() { pytest; }\nt || true\nt",
        "set +e\npytest\nrc=$?\nls\nexit $rc",
        "pytest &\nwait $!",
    ],
)
def test_failure_counts(text):
    assert "pytest" not in lost(text, errexit=True)


def test_without_errexit_only_the_last_command_counts():
    assert lost("pytest\nls") == {"pytest": "no `set -e`: only the last command counts"}
    assert lost("set -e\npytest\nls") == {}
    assert lost("#!/bin/bash -e\npytest\nls") == {}
    assert lost("pytest || exit 1\nls") == {}
    assert "pytest" not in lost("pytest\nif [ $? -ne 0 ]; then exit 1; fi\nls")


def test_options_inside_a_subshell_stay_there():
    script = read_script("( set -e; a )\nb\nc")
    assert not script.errexit
    assert [c.can_fail for c in script.commands if c.words[0] in "bc"] == [False, True]


def test_flags_of_a_command():
    condition, _, piped, reader, background = read_script("if a; then :; fi; b | c; d &").commands
    assert condition.condition
    assert piped.piped
    assert reader.piped
    assert background.background


@pytest.mark.parametrize(
    "text", ["'", '"', "$(", "`", "<<", "<<EOF", "if", "fi fi", "case", "}", "((", "a |", "&& b", "f()", "\\"]
)
def test_broken_scripts_give_something(text):
    read_script(text)


def test_many_commands_are_cut():
    script = read_script("a\n" * 30_000)
    assert script.truncated
    assert len(script.commands) == 20_000


def test_deep_nesting_is_survived():
    read_script("(" * 5_000 + "a" + ")" * 5_000)
    read_script("if a; then " * 3_000)
    read_script("$(" * 3_000 + "a" + ")" * 3_000)
