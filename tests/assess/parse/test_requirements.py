import pytest

from rung.assess.parse import requirements
from rung.assess.parse.requirements import parse


def test_a_file():
    found = requirements.read(
        "numpy==1.2 \\\n    --hash=sha256:aa \\\n    --hash=sha256:bb\n# c\n"
        "Scikit_Learn[a,b]>=1, <2 ; python_version<'3.9' # d\n"
        "-r base.txt\n-c con.txt\n--index-url https://x\n"
    )
    numpy, sklearn, base, constraints = found
    assert (numpy.name, numpy.specifier, numpy.exact, numpy.hashed, numpy.line) == ("numpy", "==1.2", True, True, 1)
    assert (sklearn.name, sklearn.specifier, sklearn.exact, sklearn.line) == ("scikit-learn", ">=1,<2", False, 5)
    assert (sklearn.extras, sklearn.marker) == (("a", "b"), "python_version<'3.9'")
    assert (base.include, base.constraint) == ("base.txt", False)
    assert (constraints.include, constraints.constraint) == ("con.txt", True)


@pytest.mark.parametrize(
    ("text", "name", "exact"),
    [
        ("torch == 2.0.*", "torch", False),
        ("torch===2.0", "torch", True),
        ("pkg", "pkg", False),
        ("-e git+https://x/y.git@v1.2.3#egg=Foo", "foo", True),
        ("foo @ git+https://x/y@main", "foo", False),
        ("foo @ git+ssh://git@host/y", "foo", False),
        ("foo @ git+https://x/y@" + "a1" * 20, "foo", True),
        ("https://x/foo_bar-1.0-py3-none-any.whl", "foo-bar", True),
        ("./local", "", False),
        ("-e .", "", False),
    ],
)
def test_one_line(text, name, exact):
    found = parse(text)
    assert (found.name, found.exact) == (name, exact)


@pytest.mark.parametrize("text", ["", "# x", "what is this", "--pre", "<html>"])
def test_no_requirement(text):
    assert parse(text) is None
