from rung.assess.parse import markdown

TEXT = """\
---
title: x
---
# Hi **there** [![badge](b.svg)](ci)

Text [a](http://x "t"), `[no](x)`, [`code`](u(1)), <https://auto.x>, ![img](i.png)
<!-- # hidden
## hidden -->
Sub
---
under
```{r, echo=FALSE}
# no heading
```
  ~~~python
  a
  ~~~
| a |
---
[ref]: http://ref
### Deep C# ###
body
# Next
"""


def test_headings():
    found = markdown.read(TEXT)
    assert [(h.level, h.text, h.line) for h in found.headings] == [
        (1, "Hi there", 4), (2, "Sub", 9), (3, "Deep C#", 21), (1, "Next", 23),
    ]  # fmt: skip
    assert found.body_of(found.headings[2]) == "body"
    assert found.body_of(found.headings[1]).startswith("under\n")
    assert found.body_of(found.headings[3]) == ""


def test_code():
    found = markdown.read(TEXT)
    assert [(c.language, c.text, c.line) for c in found.code] == [("r", "# no heading", 12), ("python", "a", 15)]


def test_links():
    found = markdown.read(TEXT)
    assert [(link.text, link.target) for link in found.links if not link.image] == [
        ("", "ci"), ("a", "http://x"), ("code", "u(1)"), ("", "https://auto.x"), ("ref", "http://ref"),
    ]  # fmt: skip
    assert [link.target for link in found.links if link.image] == ["b.svg", "i.png"]


def test_front_matter():
    assert markdown.read(TEXT).front_matter == "title: x"
    assert markdown.read("---\nno end").front_matter == ""


def test_an_open_fence_ends_with_the_text():
    assert markdown.read("```sh\nls").code[0].text == "ls"


def test_html():
    found = markdown.read("<h1 align='c'>Name</h1>\n<a href='x.md'>y</a>\n")
    assert found.headings[0].text == "Name"
    assert found.links[0].target == "x.md"
