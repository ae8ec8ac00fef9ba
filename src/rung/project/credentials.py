"""Recognises credentials in text: formats that providers give out, and long random literals under a telling name."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterator
from typing import NamedTuple

from rung.project.regex import regex

FORMATS: tuple[tuple[str, bytes, re.Pattern[bytes]], ...] = tuple(
    (kind, mark, regex(re.escape(mark) + rest))
    for kind, mark, rest in (
        ("AWS access key", b"AKIA", rb"[A-Z2-7]{16}(?![A-Z0-9])"),
        *(("GitHub token", b"gh%c_" % letter, rb"[A-Za-z0-9]{36,}") for letter in b"pousr"),
        ("GitHub token", b"github_pat_", rb"[A-Za-z0-9]{22}_[A-Za-z0-9]{59}"),
        ("GitLab token", b"glpat-", rb"[A-Za-z0-9_-]{20}"),
        ("Slack token", b"xox", rb"[abeoprs]-[A-Za-z0-9]{8,}-[A-Za-z0-9-]{8,}"),
        ("Slack webhook", b"hooks.slack.com/services/", rb"T[A-Z0-9]{8,}/B[A-Z0-9]{8,}/[A-Za-z0-9]{20,}"),
        ("Google API key", b"AIza", rb"[A-Za-z0-9_-]{35}(?![A-Za-z0-9_-])"),
        (
            "private key",
            b"-----BEGIN ",
            rb"(?:[A-Z]+ ){0,3}PRIVATE KEY(?: BLOCK)?-----[\s\\rn\"']{0,40}"
            rb"(?:[A-Za-z-]+: [^\n]*\n){0,9}\s{0,40}[A-Za-z0-9+/=]{40}",
        ),
        ("Stripe key", b"sk_live_", rb"[A-Za-z0-9]{20,}"),
        ("Stripe key", b"rk_live_", rb"[A-Za-z0-9]{20,}"),
        ("Azure storage key", b"AccountKey=", rb"[A-Za-z0-9+/]{86}=="),
        ("OpenAI key", b"sk-", rb"(?:proj-|svcacct-)?[A-Za-z0-9_-]{0,80}T3BlbkFJ[A-Za-z0-9_-]{20,}"),
        ("Anthropic key", b"sk-ant-", rb"[a-z0-9]+-[A-Za-z0-9_-]{80,}"),
        ("Hugging Face token", b"hf_", rb"[A-Za-z]{34}(?![A-Za-z0-9_])"),
        ("PyPI token", b"pypi-AgE", rb"[A-Za-z0-9_-]{50,}"),
        (
            "password in an address",
            b"://",
            rb"[^\s:/@\"'<>{}$%]{1,60}:([^\s:/@\"'<>{}$]{8,80})@(?!127\.|0\.0\.)[\w-]+\.[\w.-]+",
        ),
    )
)
"""Kind, how it begins (found ten times faster than a pattern), and its whole form; a group holds the value alone."""

NAMES = (b"passw", b"passphrase", b"secret", b"key", b"token")
"""What a credential is called, in lower case."""
QUALIFIED = regex(rb"(?:api|access|account|auth|bearer|private|client)[_-]?$")
"""What must stand before `key` and `token`, which name much else."""
LITERAL = regex(
    rb"[\w-]{0,30}[\"']?\]?[ \t]{0,8}(?:=>|:=|[:=])[ \t]{0,8}(?:[bru]{0,2}[\"']([^\"'\s]{10,200})[\"']|"
    rb"([A-Za-z0-9+/_=!@#%^&*~.-]{10,200})[ \t]*(?:\r?$|[ \t]#))",
    re.IGNORECASE | re.MULTILINE,
)
"""From a telling name on: a literal in quotes, or without quotes up to the end of the line."""
ABOUT = regex(
    rb"(?<![a-z])(?:hash(?:ed)?|public|names?|url|uri|path|arn|file|field|column|version|type|ref|id|length)(?![a-z])",
    re.IGNORECASE,
)
"""In the name: it says something about a credential and is none."""
WORD_BEFORE = regex(rb"[\w-]*$")
FILLED_IN = regex(
    rb"^[ \t]*(?:export[ \t]+)?(\w{0,60}(?:PASSW|SECRET|KEY|TOKEN|CREDENTIAL|PWD|DSN)\w{0,60})[ \t]*="
    rb"[ \t]*[\"']?([^\s\"'#]{6,})",
    re.IGNORECASE | re.MULTILINE,
)
PLACEHOLDER = regex(
    rb"x{4,}|\*{3,}|\.{3}|<|>|\$|\{|\}|%\(|example|sample|change[_-]?(me|it|this)|your|placeholder|dummy|fake|mock|"
    rb"todo|insert|replace|redacted|secret[_-]?name|test|demo|foo|bar|password|passwd|1234567|abcdef|qwerty|default|"
    rb"minioadmin|localhost|environ|getenv|vault|none|null|undefined",
    re.IGNORECASE,
)
MADE_UP = regex(rb"example|x{6,}|0{8,}|1234567890|abcdefghij|\.{3}|your[_-]", re.IGNORECASE)
"""For provider formats: random text may hold `foo` or `test` by chance."""
WORDS = regex(
    rb"^sha\d+:|^[A-Za-z]*(?:[_./:@-][A-Za-z]*[0-9]{0,3})*$|^[A-Za-z]+[0-9]{0,4}$|^\d[\d.:-]*$|[/\\.]\w+\.\w{2,5}$|\(|://"
)
"""Identifiers, paths, addresses, versions and calls: written by hand and not random."""
ALLOWED = regex(rb"pragma:? ?allowlist[ -]secret|gitleaks:allow|nosec|noqa: ?S10[5-7]|detect-secrets:ignore", re.I)
MIN_ENTROPY = 3.2
"""Bits per character; random letters and digits of 16 characters have about 3.7, words about 3."""


class Found(NamedTuple):
    """A credential, without its value."""

    kind: str
    line: int


def find_credentials(content: bytes, *, literals: bool = True) -> Iterator[Found]:
    """Credentials in a file, one for each line; `literals`: also random literals under a telling name."""
    seen: set[int] = set()
    for kind, mark, pattern in FORMATS:
        for start in _occurrences(content, mark) if mark in content else ():
            match = pattern.match(content, start)
            if match and not (mark[:1].isalnum() and content[start - 1 : start].isalnum()):
                judge = PLACEHOLDER if match.lastindex else MADE_UP
                yield from _keep(kind, content, start, bool(judge.search(match[match.lastindex or 0])), seen)
    if not literals:
        return
    lowered = content.lower()
    for name in NAMES:
        for start in _occurrences(lowered, name) if name in lowered else ():
            if name not in (b"key", b"token") or QUALIFIED.search(lowered, max(0, start - 10), start):
                yield from _literal(content, start, seen)


def _literal(content: bytes, start: int, seen: set[int]) -> Iterator[Found]:
    """The random literal that is given to the name at `start`."""
    match = LITERAL.match(content, start)
    if match is None:
        return
    value = match[match.lastindex or 0]
    before = WORD_BEFORE.search(content, max(0, start - 30), start)
    name = (before[0] if before else b"") + content[start : match.start(match.lastindex or 0)]
    yield from _keep("password or key", content, start, bool(ABOUT.search(name)) or not is_random(value), seen)


def _occurrences(content: bytes, mark: bytes) -> Iterator[int]:
    start = content.find(mark)
    while start >= 0:
        yield start
        start = content.find(mark, start + len(mark))


def find_filled_in(content: bytes) -> Iterator[Found]:
    """Credentials of a `.env` file: there a real value need not be long."""
    seen: set[int] = set()
    for match in FILLED_IN.finditer(content):
        value = match[2]
        is_setting = bool(PLACEHOLDER.search(value)) or WORDS.match(value) is not None or value.isdigit()
        yield from _keep("value in .env", content, match.start(1), is_setting, seen)


def is_random(value: bytes) -> bool:
    """Whether a literal looks generated and not written: mixed characters, high entropy, no words, no path."""
    kinds = sum(bool(re.search(kind, value)) for kind in (rb"[a-z]", rb"[A-Z]", rb"\d"))
    if kinds < 2 or not re.search(rb"\d", value) or PLACEHOLDER.search(value) or WORDS.search(value):
        return False
    return (kinds == 3 or len(value) >= 16) and entropy(value) >= MIN_ENTROPY


def entropy(value: bytes) -> float:
    """Bits per character."""
    total = len(value)
    return -sum(count / total * math.log2(count / total) for count in Counter(value).values())


def _keep(kind: str, content: bytes, start: int, dismissed: bool, seen: set[int]) -> Iterator[Found]:
    line = content.count(b"\n", 0, start) + 1
    if dismissed or line in seen:
        return
    begin = content.rfind(b"\n", 0, start) + 1
    end = content.find(b"\n", start)
    if not ALLOWED.search(content[begin : end if end >= 0 else len(content)]):
        seen.add(line)
        yield Found(kind, line)
