"""Cutting shell text into words and operators, with quotes, substitutions, redirections and here-documents."""

from __future__ import annotations

import re

from msgspec import Struct, field

from rung.assess.regex import regex

_BLANK = regex(r"(?:[ \t\r]|\\\n)+")
_COMMENT = regex(r"#[^\n]*")
_PLAIN = regex(r"[^\s'\"\\$`;&|()<>]+")
_IN_DOUBLE = regex(r"[^\"\\$`]+")
_REDIRECT = regex(r"(?:[0-9]{1,4}|\{\w{1,40}\})?(?:&>>|&>|<<<|<<-|<<|<>|<&|>>|>&|>\||>(?!\()|<(?!\())")
_OPERATOR = regex(r"&&|\|\||\|&|;;&|;;|;&|[;&|()\n]")
_NEST = regex(r"[()'\"\\\n`]|(?<=\s)#[^\n]*")
_VARIABLE = regex(r"\$(?:\{\{[^{}\n]{0,500}\}\}|\{|\(\(|\(|'|[A-Za-z_]\w*|[0-9@*#?$!-])?")
MAX_TOKENS = 100_000
"""Words and operators that are read of one script; what comes behind them is left out."""
_LONGEST_TEST = 2_000
_PATIENCE = 20
"""Unclosed parentheses after which we stop looking for their ends."""


class Word(Struct):
    """A word of a command, quotes taken off."""

    text: str
    line: int
    quoted: bool = False
    """Some part was quoted: the word is no keyword."""
    inner: list[tuple[str, int]] = field(default_factory=list)
    """Scripts inside `$( )`, backticks and `<( )`, each with its first line."""


class Operator(Struct):
    """What stands between commands: `;`, `&&`, `|`, `(`, a newline."""

    text: str
    line: int


Token = Word | Operator


class Lexer:
    """Reads one script; every character is looked at a bounded number of times."""

    def __init__(self, text: str, line: int) -> None:
        self.text = text
        self.at = 0
        self.line = line
        self.tokens: list[Token] = []
        self.spans: list[tuple[int, int]] = []
        self.documents: dict[int, str] = {}
        """Here-documents, by the index of the token that follows their redirection."""
        self._awaited: list[tuple[str, bool, int]] = []
        self._unclosed: set[str] = set()
        self._unclosed_substitutions = 0

    def run(self) -> None:
        """Fill `tokens`, and `spans` with where each lies in the text."""
        text, size = self.text, len(self.text)
        while self.at < size and len(self.tokens) < MAX_TOKENS:
            char = text[self.at]
            if char in " \t\r\\" and (blank := _BLANK.match(text, self.at)):
                self.line += text.count("\n", self.at, blank.end())
                self.at = blank.end()
            elif char == "#":
                self.at = _end(_COMMENT, text, self.at)
            elif not (char in "<>&{0123456789" and self._redirect()) and not (char in ";&|()\n" and self._operator()):
                self._token()

    def _token(self) -> None:
        start = self.at
        word = self._word()
        if self.at == start:
            self.at += 1  # a character that can start nothing
            return
        self._add(word, start)
        if word.text == "[[" and not word.quoted:
            self._opaque("]]")

    def _opaque(self, closer: str) -> bool:
        """Take all up to `closer` as one word, because operators mean something else in there."""
        start = self.at
        stop = self.text.find(closer, start, start + _LONGEST_TEST)
        if stop < 0:
            return False
        self.at = stop + len(closer)
        piece = self.text[start : self.at]
        self._add(Word(piece.strip(), self.line, quoted=True), start)
        self.line += piece.count("\n")
        return True

    def _add(self, token: Token, start: int) -> None:
        self.tokens.append(token)
        self.spans.append((start, self.at))

    def _operator(self) -> bool:
        if self.text.startswith("((", self.at) and self._opaque("))"):
            return True
        found = _OPERATOR.match(self.text, self.at)
        if not found:
            return False
        self.at = found.end()
        self._add(Operator(found.group(), self.line), found.start())
        if found.group() == "\n":
            self.line += 1
            if self._awaited:
                self._documents()
        return True

    def _redirect(self) -> bool:
        found = _REDIRECT.match(self.text, self.at)
        if not found:
            return False
        self.at = _end(_BLANK, self.text, found.end())
        self.line += self.text.count("\n", found.end(), self.at)
        kind = found.group().lstrip("0123456789")
        target = self._word()
        if kind in ("<<", "<<-"):
            self._awaited.append((target.text, kind == "<<-", len(self.tokens)))
        return True

    def _documents(self) -> None:
        for delimiter, tabs, owner in self._awaited:
            lines: list[str] = []
            while self.at < len(self.text):
                stop = self.text.find("\n", self.at)
                stop = len(self.text) if stop < 0 else stop
                line = self.text[self.at : stop].rstrip("\r")
                self.at = min(stop + 1, len(self.text))
                self.line += 1
                # CI files and heredocs inside indented blocks are often indented as a whole.
                if (line.lstrip("\t") if tabs else line).rstrip() == delimiter:
                    break
                lines.append(line)
            self.documents[owner] = "\n".join(lines)
        self._awaited.clear()

    def _word(self) -> Word:
        word = Word("", self.line)
        parts: list[str] = []
        text, size = self.text, len(self.text)
        while self.at < size:
            char = text[self.at]
            plain = _PLAIN.match(text, self.at)
            if plain:
                parts.append(plain.group())
                self.at = plain.end()
            elif char in "'\"":
                self._quote(char, word, parts)
            elif char == "\\":
                self._escape(parts)
            elif char in "$`":
                self._dollar(word, parts)
            elif char in "<>" and text.startswith("(", self.at + 1):
                self.at += 1
                self._substitution(word, parts, char + "(")
            else:
                break
        if self.at < size and text[self.at] == "(" and parts and parts[-1].endswith("="):
            self._substitution(Word("", self.line), parts, "(")
        word.text = "".join(parts)
        return word

    def _escape(self, parts: list[str]) -> None:
        following = self.text[self.at + 1 : self.at + 2]
        if following == "\n":
            self.line += 1
        else:
            parts.append(following)
        self.at += 2

    def _quote(self, char: str, word: Word, parts: list[str]) -> None:
        if char in self._unclosed:
            parts.append(char)
            self.at += 1
            return
        word.quoted = True
        if char == "'":
            stop = self.text.find("'", self.at + 1)
            if stop < 0:
                self._unclosed.add(char)
                return
            parts.append(self.text[self.at + 1 : stop])
            self.line += self.text.count("\n", self.at, stop)
            self.at = stop + 1
        else:
            self._double(word, parts)

    def _double(self, word: Word, parts: list[str]) -> None:
        start, line, kept, inner = self.at, self.line, len(parts), len(word.inner)
        text, size = self.text, len(self.text)
        self.at += 1
        while self.at < size:
            char = text[self.at]
            if char == '"':
                self.at += 1
                return
            plain = _IN_DOUBLE.match(text, self.at)
            if plain:
                parts.append(plain.group())
                self.line += text.count("\n", self.at, plain.end())
                self.at = plain.end()
            elif char == "\\":
                if text[self.at + 1 : self.at + 2] not in ('"', "\\", "$", "`", "\n"):
                    parts.append("\\")
                self._escape(parts)
            else:
                self._dollar(word, parts)
        self._unclosed.add('"')
        self.at, self.line = start, line
        del parts[kept:], word.inner[inner:]

    def _dollar(self, word: Word, parts: list[str]) -> None:
        text = self.text
        if text[self.at] == "`":
            self._backticks(word, parts)
            return
        found = _VARIABLE.match(text, self.at)
        opened = found.group() if found else "$"
        if opened == "$(":
            self.at += 1
            self._substitution(word, parts, "$(")
        elif opened == "$((":
            self._until("))", parts)
        elif opened == "${":
            self._until("}", parts)
        elif opened == "$'":
            self.at += 1
        else:
            parts.append(opened)
            self.at += len(opened)

    def _until(self, closer: str, parts: list[str]) -> None:
        stop = -1 if closer in self._unclosed else self.text.find(closer, self.at)
        if stop < 0:
            self._unclosed.add(closer)
            stop = self.at + 2 - len(closer)
        piece = self.text[self.at : stop + len(closer)]
        parts.append(piece)
        self.line += piece.count("\n")
        self.at += len(piece)

    def _backticks(self, word: Word, parts: list[str]) -> None:
        stop = -1 if "`" in self._unclosed else self.text.find("`", self.at + 1)
        if stop < 0:
            self._unclosed.add("`")
            parts.append("`")
            self.at += 1
            return
        inner = self.text[self.at + 1 : stop]
        word.inner.append((inner, self.line))
        parts.append(f"$({inner})")
        self.line += inner.count("\n")
        self.at = stop + 1

    def _substitution(self, word: Word, parts: list[str], opener: str) -> None:
        """`self.at` stands on the opening parenthesis."""
        stop = -1 if self._unclosed_substitutions >= _PATIENCE else closing(self.text, self.at)
        if stop < 0:
            self._unclosed_substitutions += 1
            parts.append(opener)
            self.at += 1
            return
        inner = self.text[self.at + 1 : stop]
        word.inner.append((inner, self.line))
        parts.append(f"{opener}{inner})")
        self.line += inner.count("\n")
        self.at = stop + 1


def closing(text: str, at: int) -> int:
    """Offset of the parenthesis that closes the one at `at`, or -1."""
    depth = 0
    while True:
        found = _NEST.search(text, at)
        if not found:
            return -1
        at = found.end()
        char = found.group()
        if char == "(":
            depth += 1
        elif char == ")":
            depth -= 1
            if depth == 0:
                return found.start()
        elif char == "\\":
            at += 1
        elif char in "'\"":
            stop = _quote_end(text, char, at)
            if stop < 0:
                return -1
            at = stop + 1


_DOUBLE_END = regex(r"\\.|\"|\$\(", re.S)


def _quote_end(text: str, char: str, at: int) -> int:
    if char == "'":
        return text.find("'", at)
    while True:
        found = _DOUBLE_END.search(text, at)
        if not found:
            return -1
        if found.group() == '"':
            return found.start()
        at = found.end()


def _end(pattern: re.Pattern[str], text: str, at: int) -> int:
    found = pattern.match(text, at)
    return found.end() if found else at
