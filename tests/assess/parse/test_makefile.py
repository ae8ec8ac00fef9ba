from rung.assess.parse import makefile

TEXT = """\
PY ?= python3
SRC := src
CMD = $(PY) $(SRC)/train.py
.PHONY: train test
## Train it
train: data/x.csv $(SRC)/a.py | out
\t@$(CMD) --a \\
\t\t--b $$HOME
\t-rm $@
ifeq ($(CI),1)
test: lint ; pytest ## Run the tests
endif
lint: CC = gcc
data/x.csv:
\tdvc pull $@; echo $(shell git rev-parse HEAD) $(UNKNOWN)
"""


def test_targets():
    made = makefile.read(TEXT)
    train = made.targets["train"]
    assert train.prerequisites == ("data/x.csv", "src/a.py", "out")
    assert train.recipe == ((7, "python3 src/train.py --a  --b $HOME"), (9, "rm train"))
    assert train.ignore_errors == {9}
    assert (train.phony, train.doc, train.line) == (True, "Train it", 6)
    assert made.targets["test"].recipe == ((11, "pytest"),)
    assert made.targets["data/x.csv"].recipe == ((15, "dvc pull data/x.csv; echo $(git rev-parse HEAD) ${UNKNOWN}"),)
    assert made.default == "train"
    assert "lint" not in made.targets


def test_one_shell_for_a_whole_recipe():
    made = makefile.read(".ONESHELL:\n.SHELLFLAGS = -ec\n.DEFAULT_GOAL := b\na:\n\tx\n\ty\nb:\n\tz\n")
    assert made.oneshell
    assert made.shell_flags == "-ec"
    assert made.default == "b"
    assert made.targets["a"].recipe == ((5, "x\ny"),)


def test_a_variable_of_itself_ends():
    made = makefile.read("A = $(A)$(A)\nB = x\nB += y\nt:\n\techo $(A) $(B)\n")
    assert made.targets["t"].recipe[0][1].endswith(" x y")


def test_several_targets_share_a_recipe():
    made = makefile.read("a b: c\n\tcmd $<\n")
    assert made.targets["a"].recipe == made.targets["b"].recipe == ((2, "cmd c"),)


def test_definitions_are_no_recipes():
    assert makefile.read("define X\na: b\n\trm\nendef\n").targets == {}
