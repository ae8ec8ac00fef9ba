"""Credentials in the tree. The values are put together here so that no scanner mistakes this file."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rung.assess.collectors.files import FilesCollector
from rung.assess.collectors.secrets import SecretsCollector
from rung.assess.tree.memory import MemoryTree
from rung.project.credentials import find_credentials, find_filled_in

RANDOM = "q7Zp2Lx9Vb4Nc8Rt1Ky6Wm3H"
AWS = "AKIA" + "Q3EGRZ5TLWVCM7UX"
BODY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEA"


def collect(files):
    tree = MemoryTree(files)
    return SecretsCollector().collect(tree, FilesCollector().collect(tree))


@pytest.mark.parametrize(
    "line",
    [
        f"key = '{AWS}'",
        f"token: ghp_{RANDOM}{RANDOM[:12]}",
        f"url = 'https://hooks.slack.com/services/T0AB1CD2E/B0AB1CD2E/{RANDOM}'",
        f"k = 'AIza{RANDOM}{RANDOM[:11]}'",
        f"-----BEGIN RSA PRIVATE KEY-----\n{BODY}",
        f"-----BEGIN RSA PRIVATE KEY-----\nProc-Type: 4,ENCRYPTED\n\n{BODY}",
        f"s = 'sk_live_{RANDOM}'",
        f"c = 'AccountKey={RANDOM * 3}{RANDOM[:14]}=='",
        "hf_" + "zQwKpRtYvBnMxLdFgHsJcVuTeWiOyXaPqZ",
        f"db = 'postgresql://svc:{RANDOM}@db.internal.net/prod'",
        f'password = "{RANDOM}"',
        f'{{"api_key": "{RANDOM}"}}',
        f'client = Client(url=URL, api_key="{RANDOM}")',
        f"prefect_api_key: {RANDOM}",
        f"os.environ['DB_SECRET'] = '{RANDOM}'",
    ],
)
def test_found_with_its_line(line):
    secrets = collect({"src/a.yaml": f"# first\n{line}\n"})
    assert [each.place.line for each in secrets.found] == [2]
    assert RANDOM not in str(secrets)


@pytest.mark.parametrize(
    "line",
    [
        "key = 'AKIAIOSFODNN7EXAMPLE'",
        'password = "changeme"',
        'password = "your-password-here-123"',
        'api_key = "xxxxxxxxxxxxxxxx1A"',
        "api_key: ${API_KEY_FROM_VAULT1}",
        "api_key: <put-Your-key-1-here>",
        'api_key = os.environ["API_KEY_2"]',
        "password = get_password(name1, Other2)",
        'secret = "projects/p-1/secrets/churn-db-2"',
        'secret_name = "q7Zp2Lx9Vb4Nc8Rt1Ky6Wm3H"',
        'password_hash = "q7Zp2Lx9Vb4Nc8Rt1Ky6Wm3H"',
        'password = "aaaaaaaaaaaaaaaaaaaaaaaa1"',
        f'password = "{RANDOM}"  # pragma: allowlist secret',
        "postgresql://postgres:postgres@db:5432/mlflow",
        "postgresql://user:${PASSWORD}@db.internal.net/prod",
        "-----BEGIN PRIVATE KEY-----",
        "token_key = 'q7Zp2Lx9Vb4Nc8Rt1Ky6Wm3H'",
        f"X{AWS}",
    ],
)
def test_not_a_secret(line):
    assert collect({"src/a.yaml": f"{line}\n"}).found == ()


def test_tests_fixtures_data_and_vendored_code_are_left_out():
    line = f'password = "{RANDOM}"\n'
    paths = ["tests/a.py", "src/fixtures/a.yaml", "test_a.py", "data/a.csv", "a.ipynb", "vendor/a.py", "a.png"]
    assert collect(dict.fromkeys(paths, line)).scanned == 0


def test_documents_count_only_for_formats_that_nobody_makes_up():
    assert collect({"README.md": f'password = "{RANDOM}"\n'}).found == ()
    assert collect({"README.md": f"key {AWS}\n"}).found[0].kind == "AWS access key"


def test_env_files():
    secrets = collect({".env": "PORT=8000\nDB_PASSWORD=Hunter2xyz!\n", ".env.example": "DB_PASSWORD=Hunter2xyz!\n"})
    assert secrets.env_files == (".env",)
    assert [(str(each.place), each.kind) for each in secrets.found] == [(".env:2", "value in .env")]
    assert collect({"svc/.env.prod": "LOG_LEVEL=info\n"}).found == ()


def test_what_was_not_read_is_said(monkeypatch):
    monkeypatch.setattr("rung.assess.collectors.secrets.MAX_TOTAL", 10)
    secrets = collect({"a.py": "x = 1\n", "b.py": "y = 2\n"})
    assert (secrets.scanned, secrets.complete) == (1, False)
    assert collect({"a.py": "#" * 200_001}).scanned == 0


@given(st.binary(max_size=400))
def test_any_bytes(content):
    list(find_credentials(b"password = '" + content))
    list(find_filled_in(b"KEY=" + content))


@pytest.mark.parametrize(
    "content",
    [
        b"K" * 200_000,
        b"_" * 200_000,
        b"password" * 25_000,
        b"password = '" + b"_" * 199 + b"!" + b"\n",
        b"-----BEGIN PRIVATE KEY-----" + b"\n" * 200_000,
        b"-----BEGIN " * 18_000,
        b"://" * 60_000,
        b"sk-" * 60_000,
        b"KEY=" + b"_" * 200_000,
    ],
)
def test_hostile_text_takes_no_time(content):
    start = time.perf_counter()
    list(find_credentials(content))
    list(find_filled_in(content))
    assert time.perf_counter() - start < 3


SECRET = f"key = '{AWS}'\n"


@pytest.mark.parametrize(
    ("path", "content"),
    [
        ("settings.py", SECRET + "#" * 3_000_000),
        ("settings.py", "\0" + SECRET),
        ("settings.py", SECRET.encode("utf-16")),
        (".env", "\0AWS_KEY=" + AWS),
        ("notes.md", "x" * 300_000 + f"\n{SECRET}"),
    ],
)
def test_length_zero_bytes_and_encoding_hide_nothing(path, content):
    assert [each.kind for each in collect({path: content}).found] == ["AWS access key"]


def test_what_was_not_searched_is_named():
    tree = MemoryTree({"a.py": "x = 1"}, absent=["b.py", "model.pkl", "tests/c.py"])
    found = SecretsCollector().collect(tree, FilesCollector().collect(tree))
    assert (found.scanned, found.unread, found.complete) == (1, ("b.py",), False)


def test_the_room_goes_to_the_small_files_first(monkeypatch):
    monkeypatch.setattr("rung.assess.collectors.secrets.MAX_TOTAL", 1_000)
    found = collect({"a.json": "x" * 2_000, "z.py": SECRET})
    assert ([each.place.path for each in found.found], found.unread) == (["z.py"], ("a.json",))
