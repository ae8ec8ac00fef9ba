from rung.assess.parse import ini


def test_sections():
    found = ini.read(
        "Version: 1.0\n\n[tool:pytest]\naddopts = -q\n  --x # not this\nlist =\n    a\n    b, c\n; d = 1\n"
    )
    assert found[""].values == {"Version": "1.0"}
    section = found["tool:pytest"]
    assert section.values["addopts"] == "-q\n--x"
    assert section.items("list") == ("a", "b", "c")
    assert (section.line, section.lines) == (3, {"addopts": 4, "list": 6})


def test_a_section_may_come_twice():
    assert ini.read("[a]\nx=1\n[b]\n[a]\ny=2\n")["a"].values == {"x": "1", "y": "2"}
