"""Configuration that several collectors search."""

from __future__ import annotations

from rung.assess.collectors.configuration_texts import ConfigurationTextsCollector
from rung.assess.collectors.files import FilesCollector
from rung.assess.tree.memory import MemoryTree
from rung.testing.collectors import check_collector


def collect(files):
    tree = MemoryTree(files)
    return ConfigurationTextsCollector().collect(tree, FilesCollector().collect(tree))


def test_keeps_the_rules():
    check_collector(ConfigurationTextsCollector)


def test_examples_and_locks_are_left_out():
    found = collect({"k8s/a.yaml": "kind: A\n", "examples/b.yaml": "kind: B\n", "package-lock.json": "{}"})
    assert found.files == (("k8s/a.yaml", "kind: A\n"),)


def test_files_are_chosen_by_suffix():
    found = collect({"a.yaml": "a: 1\n", "b.tf": "x = 1\n"})
    assert [path for path, _ in found.of(".tf")] == ["b.tf"]
