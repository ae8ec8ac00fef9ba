"""Reading a commit."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from rung.assess.tree import EntryKind, open_tree
from rung.domain import Place
from rung.errors import SourceError, UsageError


def test_reads_the_commit_and_not_the_disk(make_repo):
    repo = make_repo({"train.py": "fit()", "src/data.py": "load()"})
    repo.write({"train.py": "changed", "new.py": ""})
    tree = open_tree(repo.path)
    assert list(tree.entries) == ["src/data.py", "train.py"]
    assert tree.text("train.py") == "fit()"
    assert tree.entries["train.py"].size == 5
    assert tree.commit == repo.git("rev-parse", "HEAD")
    assert tree.dirty == 1
    assert tree.notes == []
    assert tree.text("not/there.py") is None


def test_large_files_are_not_compared_with_the_disk(make_repo, monkeypatch):
    repo = make_repo({"train.py": "fit()"})
    repo.write({"train.py": "changed"})
    monkeypatch.setattr("rung.assess.tree.git.MAX_COMPARED", 4)
    tree = open_tree(repo.path)
    assert tree.dirty == 0
    assert "not compared" in tree.notes[0]


def test_folders_come_from_the_paths(make_repo):
    tree = open_tree(make_repo({"a/b/c.py": "", "d.py": ""}).path)
    assert tree.folders == {"", "a", "a/b"}
    assert tree.is_folder("a/b/")
    assert not tree.is_folder("d.py")


def test_an_older_revision(make_repo):
    repo = make_repo({"train.py": "one"})
    repo.git("tag", "v1")
    repo.commit({"train.py": "two"})
    tree = open_tree(repo.path, at="v1")
    assert tree.text("train.py") == "one"
    assert len(tree.history().commits) == 1


@pytest.mark.parametrize("revision", ["nowhere", "HEAD~9", "v1:train.py", "", ":", "0" * 40, "a..b"])
def test_an_unknown_revision_is_named(make_repo, revision):
    repo = make_repo({"train.py": "one"})
    repo.git("tag", "v1")
    with pytest.raises(SourceError, match="there is no commit"):
        open_tree(repo.path, at=revision)


def test_a_revision_and_the_disk_exclude_each_other(make_repo):
    with pytest.raises(UsageError):
        open_tree(make_repo({}).path, at="HEAD", worktree=True)


def test_a_folder_of_a_working_copy_is_read_alone(make_repo):
    repo = make_repo({"models/churn/train.py": "fit()", "README.md": ""})
    repo.git("remote", "add", "origin", "git@github.com:owner/name.git")
    for tree in (open_tree(repo.path / "models" / "churn"), open_tree(repo.path, below="models/churn/")):
        assert list(tree.entries) == ["train.py"]
        assert tree.prefix == "models/churn"
        assert tree.web_link(Place("train.py", 7)) == (
            f"https://github.com/owner/name/blob/{tree.commit}/models/churn/train.py#L7"
        )
        assert list(tree.last_changed(["train.py"])) == ["train.py"]


def test_a_folder_that_git_does_not_track_is_read_from_disk(make_repo):
    repo = make_repo({"a.py": ""})
    repo.write({"scratch/b.py": "x"})
    tree = open_tree(repo.path / "scratch")
    assert tree.text("b.py") == "x"
    assert tree.history() is None
    assert "tracks none of its files" in tree.notes[0]


@pytest.mark.parametrize("below", ["nowhere", "train.py"])
def test_a_folder_that_is_not_there(make_repo, below):
    with pytest.raises(SourceError):
        open_tree(make_repo({"train.py": ""}).path, below=below)


def test_no_way_out_of_the_project(make_repo):
    with pytest.raises(UsageError):
        open_tree(make_repo({"train.py": ""}).path, below="../other")


def test_bare_git_folder_and_linked_worktree(make_repo, tmp_path):
    repo = make_repo({"train.py": "fit()"})
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare"))
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "-b", "side")
    for address in (tmp_path / "bare", repo.path / ".git", tmp_path / "linked"):
        assert list(open_tree(address).entries) == ["train.py"]
    with pytest.raises(SourceError, match="bare"):
        open_tree(tmp_path / "bare", worktree=True)


def test_a_bare_repository_whose_head_names_no_branch(make_repo, tmp_path):
    repo = make_repo({"train.py": ""})
    repo.git("clone", "-q", "--bare", str(repo.path), str(tmp_path / "bare"))
    (tmp_path / "bare" / "HEAD").write_text("ref: refs/heads/gone\n")
    tree = open_tree(tmp_path / "bare")
    assert list(tree.entries) == ["train.py"]
    assert "main was read" in tree.notes[0]


def test_no_commit_yet(make_repo, tmp_path):
    repo = make_repo()
    repo.write({"train.py": "fit()"})
    tree = open_tree(repo.path)
    assert tree.text("train.py") == "fit()"
    assert tree.history() is None
    assert "no commit yet" in tree.notes[0]
    repo.git("init", "-q", "--bare", str(tmp_path / "bare"))
    with pytest.raises(SourceError, match="no commit yet"):
        open_tree(tmp_path / "bare")


def test_detached_head(make_repo):
    repo = make_repo({"train.py": "one"})
    first = repo.git("rev-parse", "HEAD")
    repo.commit({"train.py": "two"})
    repo.git("checkout", "-q", first)
    assert open_tree(repo.path).commit == first


def test_shallow_clone(make_repo, tmp_path):
    repo = make_repo({"train.py": "one"})
    repo.commit({"train.py": "two"})
    tree = open_tree(repo.clone(tmp_path / "shallow", "--depth=1").path)
    assert tree.shallow
    assert tree.history().truncated
    assert len(tree.history().commits) == 1
    assert tree.last_changed(["train.py"]) == {}


def test_partial_clone_without_blobs_is_read_as_it_is(make_repo, tmp_path):
    repo = make_repo({"train.py": "fit()", "link.py": ""})
    partial = repo.clone(tmp_path / "partial", "--filter=blob:none", "--no-checkout")
    partial.git("config", "extensions.partialClone", "origin")
    before = snapshot(partial.path)
    tree = open_tree(partial.path)
    assert tree.entries["train.py"].missing
    assert tree.read("train.py") is None
    (note,) = tree.notes
    assert note.startswith("2 of 2 files are not in this partial clone: with `git fetch --refetch --no-filter`")
    assert len(tree.history().commits) == 1
    assert snapshot(partial.path) == before


def test_partial_clone_without_folders(make_repo, tmp_path):
    repo = make_repo({"src/train.py": "fit()"})
    repo.commit({"src/train.py": "fit(1)"})
    tree = open_tree(repo.clone(tmp_path / "treeless", "--filter=tree:0", "--no-checkout").path)
    assert not tree.entries
    assert "not in this copy" in tree.notes[0]
    assert tree.last_changed(["src/train.py"]) == {}


def test_links_and_submodules_are_listed_and_not_entered(make_repo):
    repo = make_repo({"train.py": "fit()"})
    os.symlink("..", repo.path / "loop")
    os.symlink("/etc/hostname", repo.path / "outside")
    repo.git("update-index", "--add", "--cacheinfo", f"160000,{repo.git('rev-parse', 'HEAD')},vendor/lib")
    repo.git("add", "loop", "outside")
    repo.git("commit", "-qm", "Add links")
    for tree in (open_tree(repo.path), open_tree(repo.path, worktree=True)):
        kinds = {path: entry.kind for path, entry in tree.entries.items()}
        assert kinds == {
            "loop": EntryKind.LINK,
            "outside": EntryKind.LINK,
            "train.py": EntryKind.FILE,
            "vendor/lib": EntryKind.SUBMODULE,
        }
        assert all(tree.read(path) is None for path in ("loop", "outside", "vendor/lib"))
        assert not tree.entries["vendor/lib"].missing


def test_odd_names_and_content(make_repo):
    repo = make_repo({"two\nlines.py": "x", "latin.py": b"# caf\xe9", "bom.py": b"\xef\xbb\xbfx", "bin.py": b"a\0b"})
    (repo.path / os.fsdecode(b"caf\xe9.py")).write_text("y")
    repo.commit()
    tree = open_tree(repo.path)
    assert tree.text("two\nlines.py") == "x"
    assert tree.text("caf\udce9.py") == "y"
    assert tree.text("latin.py") == "# café"
    assert tree.text("bom.py") == "x"
    assert tree.text("bin.py") is None
    assert open_tree(repo.path, worktree=True).text("caf\udce9.py") == "y"
    assert "caf\udce9.py" in tree.last_changed(tree.entries)


def test_a_large_file_is_listed_and_not_read(make_repo):
    tree = open_tree(make_repo({"big.csv": b"1" * 2_000_001}).path)
    assert tree.entries["big.csv"].size == 2_000_001
    assert tree.read("big.csv") is None


@pytest.mark.skipif(not hasattr(os, "geteuid") or os.geteuid() != 0, reason="only root can give files away")
def test_a_repository_of_another_user_is_read_with_a_note(make_repo):
    repo = make_repo({"train.py": "fit()"})
    for folder, names, files in os.walk(repo.path):
        for name in (".", *names, *files):
            os.chown(Path(folder) / name, 12345, 12345)
    tree = open_tree(repo.path)
    assert tree.text("train.py") == "fit()"
    assert "another user" in tree.notes[0]


@pytest.mark.parametrize("broken", ["HEAD", "refs/heads/main", "config"])
def test_a_damaged_repository_is_an_error_that_says_where(make_repo, broken):
    repo = make_repo({"train.py": "fit()"})
    (repo.path / ".git" / broken).write_bytes(b"\xff[[[ nonsense")
    with pytest.raises(SourceError) as caught:
        open_tree(repo.path)
    assert str(repo.path) in caught.value.where
    assert caught.value.fix


def test_damaged_objects_never_escape_as_something_else(make_repo):
    repo = make_repo({"train.py": "fit()", "src/a.py": "a"})
    for kept in (repo.path / ".git" / "objects").glob("??/*"):
        content = kept.read_bytes()
        kept.chmod(0o644)
        kept.write_bytes(b"garbage")
        try:
            tree = open_tree(repo.path)
            assert {tree.read(path) for path in tree.entries} <= {b"fit()", b"a", None}
            assert tree.history() is not None
            assert tree.dirty >= 0
        except SourceError as error:
            assert "cannot be read" in str(error) or "there is no" in str(error)  # noqa: PT017
        kept.write_bytes(content)


def test_dot_git_that_leads_nowhere(tmp_path):
    (tmp_path / ".git").write_text("gitdir: /not/there\n")
    with pytest.raises(SourceError):
        open_tree(tmp_path)


def test_reading_writes_nothing(make_repo):
    repo = make_repo({"train.py": "fit()", "src/a.py": "a"})
    repo.write({"train.py": "other", "new.py": ""})
    os.utime(repo.path / "src" / "a.py", (1, 1))
    before = snapshot(repo.path)
    for tree in (open_tree(repo.path), open_tree(repo.path, worktree=True)):
        assert [tree.read(path) for path in tree.entries]
        assert tree.history()
        assert tree.last_changed(tree.entries)
        assert tree.dirty >= 0
    assert snapshot(repo.path) == before


def test_a_tree_that_unfolds_without_end_is_bounded(make_repo, monkeypatch):
    repo = make_repo({})
    blob = _object(repo, "blob", b"x")
    folder = _tree(repo, {f"f{number}": f"100644 blob {blob}" for number in range(10)})
    for _ in range(9):
        folder = _tree(repo, {f"d{number}": f"040000 tree {folder}" for number in range(10)})
    bomb = repo.git("commit-tree", folder, "-m", "Bomb")
    monkeypatch.setattr("rung.assess.tree.git.MAX_ENTRIES", 500)
    tree = open_tree(repo.path, at=bomb)
    assert len(tree.entries) <= 500
    assert any("only the first" in note for note in tree.notes)


def test_the_working_copy_leaves_out_what_git_ignores(make_repo):
    repo = make_repo({".gitignore": "data/\n*.log\nkept.log\n", "kept.log": "tracked", "train.py": "fit()"})
    repo.write({"data/a.csv": "1", "b.log": "", "new.py": "new", "inner/.git/HEAD": "", "inner/x.py": ""})
    (repo.path / "train.py").unlink()
    tree = open_tree(repo.path, worktree=True)
    assert list(tree.entries) == [".gitignore", "kept.log", "new.py"]
    assert tree.text("new.py") == "new"
    assert tree.commit is None
    assert len(tree.history().commits) == 1


def test_when_files_changed(make_repo):
    repo = make_repo()
    repo.commit({"a.py": "1", "docs/b.md": "1"}, date="2026-01-01T12:00")
    repo.git("checkout", "-qb", "side")
    repo.commit({"a.py": "2"}, date="2026-02-01T12:00")
    repo.git("checkout", "-q", "main")
    repo.commit({"docs/b.md": "2"}, date="2026-03-01T12:00")
    repo.merge("side", date="2026-04-01T12:00")
    changed = open_tree(repo.path).last_changed(["a.py", "docs/b.md", "gone.py"])
    assert {path: f"{when:%m}" for path, when in changed.items()} == {"a.py": "02", "docs/b.md": "03"}
    assert open_tree(repo.path).last_changed(["a.py"], limit=1) == {}


def snapshot(root: Path) -> dict[str, tuple[int, int]]:
    """Time and size of everything below a folder."""
    found = {}
    for path in root.rglob("*"):
        status = path.lstat()
        found[str(path)] = (status.st_mtime_ns, status.st_size)
    return found


def _object(repo, kind: str, content: bytes) -> str:
    done = subprocess.run(
        ["git", "-C", str(repo.path), "hash-object", "-w", "-t", kind, "--stdin"],
        input=content,
        capture_output=True,
        check=True,
    )
    return done.stdout.decode().strip()


def _tree(repo, entries: dict[str, str]) -> str:
    lines = "".join(f"{what}\t{name}\n" for name, what in entries.items())
    done = subprocess.run(
        ["git", "-C", str(repo.path), "mktree"], input=lines.encode(), capture_output=True, check=True
    )
    return done.stdout.decode().strip()


LOOKS = "import sys\nfrom rung.assess.tree import open_tree\ntree = open_tree(sys.argv[1])\n"


def looked(path: Path, program: str) -> str:
    """What a process of its own says, because one that reads for ever cannot be interrupted."""
    source = str(Path(__file__).parents[3] / "src")
    command = [sys.executable, "-c", LOOKS + program, str(path)]
    return subprocess.run(
        command, capture_output=True, text=True, env={"PYTHONPATH": source}, timeout=60, check=True
    ).stdout


@pytest.mark.parametrize("kept", [0, 2, 20, 0.5, -4])
@pytest.mark.parametrize("what", ["HEAD:data/rows.csv", "HEAD:data"])
def test_an_object_that_is_cut_off_is_no_end_of_it(make_repo, what, kept):
    rows = "".join(f"{number * 7919 % 1000},{number}\n" for number in range(3_000))
    repo = make_repo({"data/rows.csv": rows, **{f"data/{number}.py": "" for number in range(30)}, "a.py": "fit()"})
    name = repo.git("rev-parse", what)
    file = repo.path / ".git" / "objects" / name[:2] / name[2:]
    whole = file.read_bytes()
    file.chmod(0o644)
    file.write_bytes(whole[: int(kept * len(whole)) if isinstance(kept, float) else kept])
    said = looked(repo.path, "print(tree.text('a.py'), tree.text('data/rows.csv'), len(tree.entries))")
    assert said.startswith("fit() None")


def test_an_object_that_holds_something_else_is_damaged(make_repo):
    repo = make_repo({"a.py": "fit()", "b.py": "predict()"})
    home = repo.path / ".git" / "objects"
    first, second = (repo.git("rev-parse", f"HEAD:{name}") for name in ("a.py", "b.py"))
    file = home / first[:2] / first[2:]
    file.chmod(0o644)
    file.write_bytes((home / second[:2] / second[2:]).read_bytes())
    tree = open_tree(repo.path)
    assert tree.text("a.py") is None
    assert tree.damaged == {"a.py"}
    assert tree.text("b.py") == "predict()"


def test_a_linked_worktree_reads_the_objects_of_its_repository(make_repo, tmp_path):
    repo = make_repo({"a.py": "fit()"})
    repo.git("worktree", "add", "-q", str(tmp_path / "linked"), "HEAD")
    tree = open_tree(tmp_path / "linked")
    assert tree.text("a.py") == "fit()"
    assert tree.damaged == set()


def test_what_is_packed_reads_the_same(make_repo):
    repo = make_repo({"a.py": "fit()", "b/c.py": "x = 1"})
    loose = open_tree(repo.path)
    texts = [loose.text(path) for path in loose.entries]
    repo.git("gc", "-q")
    packed = open_tree(repo.path)
    assert packed.entries == loose.entries
    assert [packed.text(path) for path in packed.entries] == texts
