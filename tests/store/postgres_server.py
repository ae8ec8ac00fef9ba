"""A server of PostgreSQL for one session of tests: in a folder of its own, reached through a socket in it."""

from __future__ import annotations

import os
import pwd
import shutil
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from urllib.parse import quote

import psycopg

USER = "rung"
PASSWORD = "p@ss/w:rd 7"
OPTIONS = "-c listen_addresses='' -c fsync=off -c max_connections=60 -c shared_buffers=16MB"

# Waits until the tests end, however they end, and then stops the server.
GUARDIAN = """
"$1/pg_ctl" -D "$2/data" -w -s -l "$2/log" -o "$3 -k $2" start </dev/null >/dev/null 2>&1 && echo ready
cat >/dev/null
"$1/pg_ctl" -D "$2/data" -m immediate -s stop
"""


def binaries() -> Path | None:
    """The folder with `initdb` and `pg_ctl`, the newest first."""
    on_path = [Path(found).resolve().parent for found in [shutil.which("initdb")] if found]
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda each: int(each.parent.name), reverse=True)
    return next(
        (each for each in on_path + packaged if (each / "initdb").exists() and (each / "pg_ctl").exists()), None
    )


@dataclass
class PostgresServer:
    """A running server."""

    folder: Path
    numbers: Iterator[int] = field(default_factory=lambda: count(1))

    def new_database(self) -> str:
        """The address of an empty database."""
        name = f"store{next(self.numbers)}"
        with psycopg.connect(self.address("postgres"), autocommit=True) as connection:
            connection.execute(f"CREATE DATABASE {name}")
        return self.address(name)

    def address(self, database: str, password: str = PASSWORD, user: str = USER) -> str:
        """Of a database of this server."""
        return f"postgresql://{user}:{quote(password, safe='')}@/{database}?host={self.folder}"


@contextmanager
def running(programs: Path) -> Iterator[PostgresServer]:
    """Make a cluster, start it, and leave nothing behind."""
    folder = Path(tempfile.mkdtemp(prefix="rung-pg-", dir=_quick_place()))  # the path of a socket is short
    try:
        as_whom = _not_root(folder)
        _make_cluster(programs, folder, as_whom)
        with subprocess.Popen(
            ["sh", "-c", GUARDIAN, "sh", programs, folder, OPTIONS],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            cwd=folder,
            start_new_session=True,
            **as_whom,
        ) as guardian:
            assert guardian.stdout
            assert guardian.stdout.readline() == b"ready\n", (folder / "log").read_text()
            yield PostgresServer(folder)
            assert guardian.stdin
            guardian.stdin.close()
    finally:
        shutil.rmtree(folder)


def _quick_place() -> str:
    """In memory where there is room: a new database is some 300 files."""
    memory = Path("/dev/shm")
    roomy = memory.is_dir() and os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**30
    return str(memory) if roomy else "/tmp"


def _not_root(folder: Path) -> dict[str, object]:
    """The server refuses to run as root."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _make_cluster(programs: Path, folder: Path, as_whom: dict[str, object]) -> None:
    secret = folder / "password"
    secret.write_text(PASSWORD)
    secret.chmod(0o644)
    words = ["--username", USER, "--auth=scram-sha-256", f"--pwfile={secret}", "--no-locale", "-E", "UTF8", "--no-sync"]
    done = subprocess.run(
        [programs / "initdb", "-D", folder / "data", *words],
        cwd=folder, capture_output=True, text=True, check=False, **as_whom,
    )  # fmt: skip
    assert done.returncode == 0, done.stderr
