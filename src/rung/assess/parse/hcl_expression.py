"""Where an expression of Terraform's language ends."""

from __future__ import annotations

import re

from rung.assess.regex import regex

_STEP = regex(r"\"|#|//|/\*|<<|[][{}()\n]")
_STRING_STEP = regex(r"\\.|\"|\$\{|%\{|\{|\}|\n", re.S)
_HEREDOC = regex(r"<<[-~]?\s?\"?([A-Za-z_]\w*)\"?[ \t]*\r?\n")


def expression_end(text: str, at: int) -> tuple[int, int]:
    """Two offsets for the expression that starts at `at`: its end without a comment behind it, and where to go on.

    That is the newline behind it, or the brace of the enclosing block.
    """
    depth = comment = 0
    while found := _STEP.search(text, at):
        piece = found.group()
        at = found.end()
        if piece == '"':
            at = _string_end(text, at)
        elif piece in ("#", "//"):
            comment = comment if depth else found.start()
            at = skip_line(text, at)
        elif piece == "/*":
            end = text.find("*/", at)
            at = len(text) if end < 0 else end + 2
        elif piece == "<<":
            at = _heredoc_end(text, found.start())
        elif piece in "[{(":
            depth += 1
        elif piece in "]})":
            if depth == 0:
                return comment or found.start(), found.start()
            depth -= 1
        elif depth == 0:
            return comment or found.start(), found.start()
    return comment or len(text), len(text)


def skip_line(text: str, at: int) -> int:
    """Offset of the next newline, or of the end."""
    end = text.find("\n", at)
    return len(text) if end < 0 else end


def _string_end(text: str, at: int) -> int:
    """Offset behind the closing quote; strings may hold `${ }` with strings of their own."""
    stack = ['"']
    while found := _STRING_STEP.search(text, at):
        piece = found.group()
        at = found.end()
        inside = stack[-1] == '"'
        if piece == '"':
            if inside:
                stack.pop()
                if not stack:
                    return at
            else:
                stack.append('"')
        elif piece in ("${", "%{") or (piece == "{" and not inside):
            stack.append("{")
        elif piece == "}" and not inside:
            stack.pop()
        elif piece == "\n":
            return found.start()  # a string that is not closed ends with its line
    return len(text)


def _heredoc_end(text: str, at: int) -> int:
    opened = _HEREDOC.match(text, at)
    if not opened:
        return at + 2
    marker = opened.group(1)
    here = opened.end()
    while here < len(text):
        end = skip_line(text, here)
        if text[here:end].strip() == marker:
            return end
        here = end + 1
    return len(text)
