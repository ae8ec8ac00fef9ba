"""What is read out of documents and the files that name people."""

from __future__ import annotations

from rung.assess.collectors.docs import DocsCollector
from rung.assess.collectors.files import FilesCollector
from rung.assess.documents import DocKind, Topic
from rung.assess.tree.memory import MemoryTree
from rung.testing.collectors import check_collector

LONG = "This sentence is only here so that the document says enough to count as one that somebody has filled in.\n"


def collect(files):
    tree = MemoryTree(files)
    return DocsCollector().collect(tree, FilesCollector().collect(tree))


def test_keeps_the_rules():
    check_collector(DocsCollector)


def test_sections_topics_and_instructions():
    docs = collect(
        {"README.md": f"# Churn\n{LONG}\n## Train the model\n\n1. Download the data\n\n```bash\npython train.py\n```\n"}
    )
    (section,) = docs.sections(Topic.TRAIN)
    assert (section.heading, section.place.line) == ("Train the model", 4)
    assert section.instructions == ("Download the data", "python train.py")
    assert all(section.tells(each) for each in (Topic.DATA, Topic.TRAIN))


def test_restructured_text_has_headings_and_code():
    docs = collect({"docs/index.rst": f"Deploy\n======\n\n{LONG}\nRun::\n\n    make deploy\n"})
    assert [each.heading for each in docs.sections(Topic.RELEASE)] == ["Deploy"]
    assert docs.documents[0].markdown.code[0].text == "make deploy"


def test_kinds_by_path_and_by_title():
    docs = collect({
        "docs/model_card.md": f"# Churn\n{LONG}",
        "docs/a.md": f"# Datasheet\n{LONG}",
        "docs/runbooks/b.md": f"# B\n{LONG}",
        "CHANGELOG.md": f"# Changes\n{LONG}",
        "README.md": f"# Churn\n{LONG}",
    })  # fmt: skip
    assert {each.path: each.kind for each in docs.documents} == {
        "README.md": DocKind.README,
        "CHANGELOG.md": DocKind.CHANGELOG,
        "docs/a.md": DocKind.DATA_SHEET,
        "docs/model_card.md": DocKind.MODEL_CARD,
        "docs/runbooks/b.md": DocKind.RUNBOOK,
    }
    assert docs.readme.path == "README.md"


def test_a_form_that_nobody_filled_in_does_not_count():
    docs = collect(
        {"MODEL_CARD.md": "# Model card\n## Use\n[More Information Needed]\n## Limits\n[More Information Needed]\n"}
    )
    assert docs.of(DocKind.MODEL_CARD) == []
    assert [each.path for each in docs.unfilled(DocKind.MODEL_CARD)] == ["MODEL_CARD.md"]


def test_the_last_line_of_codeowners_wins():
    docs = collect({"CODEOWNERS": "* @ana\n/models/ @ben # thresholds\ndocs/*.md @cleo\n*.sql\n"})
    assert docs.owners_of("train.py") == ("@ana",)
    assert docs.owners_of("models/a/b.py") == ("@ben",)
    assert docs.owners_of("docs/a.md") == ("@cleo",)
    assert docs.owners_of("docs/a/b.md") == ("@ana",)
    assert docs.owners_of("a/b.sql") == ()


def test_people_are_named_and_placeholders_are_not():
    docs = collect({
        "pyproject.toml": '[project]\nauthors = [{name = "Ana Lima"}, {name = "Your Name"}]\n',
        "pkg/DESCRIPTION": "Package: churn\nMaintainer: Ben <ben@example.org>\n",
        "catalog-info.yaml": "kind: Component\nspec:\n  owner: analytics\n",
        "setup.py": 'setup(author=about["author"])\n',
    })  # fmt: skip
    assert [(each.name, each.role, str(each.place)) for each in docs.named] == [
        ("analytics", "owner", "catalog-info.yaml:3"),
        ("Ben <ben@example.org>", "maintainer", "pkg/DESCRIPTION:2"),
        ("Ana Lima", "author", "pyproject.toml:2"),
    ]


def test_bad_bytes_are_read_over():
    assert (
        collect(
            {
                "README.md": b"# \xff\xfe\x00",
                "pyproject.toml": "[[[",
                "catalog-info.yaml": "a: [",
                "CODEOWNERS": b"\xff",
            }
        ).named
        == ()
    )
