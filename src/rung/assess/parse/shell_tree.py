"""Shell tokens as a tree of lists, pipelines and compound commands; what cannot be understood is passed over."""

from __future__ import annotations

from collections import Counter

from msgspec import Struct, field

from rung.assess.parse.shell_words import Lexer, Token, Word

MAX_DEPTH = 50
_CLOSERS = frozenset((")", "}", "fi", "done", "esac", "then", "do", "else", "elif", ";;", ";&", ";;&"))
_SEPARATORS = frozenset(("\n", ";", "&"))
_LOOPS = frozenset(("for", "select", "while", "until"))


class Simple(Struct):
    """One command with its words, assignments in front included."""

    words: list[Word]
    line: int
    raw: str
    stdin: str = ""
    """Text of a here-document."""


class Compound(Struct):
    """A command that holds others."""

    kind: str
    """`subshell`, `brace`, `if`, `while`, `until`, `for`, `case` or `function`."""
    line: int
    conditions: list[Block] = field(default_factory=list)
    bodies: list[Block] = field(default_factory=list)
    name: str = ""


Node = Simple | Compound


class Pipeline(Struct):
    """Commands joined by `|`."""

    commands: list[Node]
    negated: bool


class Chain(Struct):
    """Pipelines joined by `&&` and `||`; `operators[i]` stands behind `pipelines[i]`."""

    pipelines: list[Pipeline]
    operators: list[str]
    background: bool


Block = list[Chain]


def parse(text: str, line: int, depth: int = 0) -> Block:
    """The tree of a script whose first line has that number; `depth` is how deep it already lies in others."""
    lexer = Lexer(text, line)
    lexer.run()
    parser = _Parser(lexer, depth)
    block: Block = []
    while parser.token is not None:
        block += parser.block(frozenset())
        parser.at += 1
    return block


class _Parser:
    """Recursive descent over the tokens of one script."""

    def __init__(self, lexer: Lexer, depth: int) -> None:
        self.text = lexer.text
        self.tokens: list[Token] = lexer.tokens
        self.spans = lexer.spans
        self.documents = lexer.documents
        self.at = 0
        self.depth = depth
        self.awaited: Counter[str] = Counter()

    @property
    def token(self) -> Token | None:
        """The token that is next, or `None` at the end."""
        return self.tokens[self.at] if self.at < len(self.tokens) else None

    def word(self, ahead: int = 0) -> str:
        """The next token as keyword or operator; empty for a quoted word and at the end."""
        if self.at + ahead >= len(self.tokens):
            return ""
        token = self.tokens[self.at + ahead]
        return "" if isinstance(token, Word) and token.quoted else token.text

    def block(self, stops: frozenset[str]) -> Block:
        """Chains up to one of `stops`, which is left unread, or to something an enclosing construct waits for."""
        self.awaited.update(stops)
        block: Block = []
        while self.token is not None:
            word = self.word()
            if word in stops or (word in _CLOSERS and self.awaited[word] > 0):
                break
            if word in _SEPARATORS or word in _CLOSERS or word in ("&&", "||", "|", "|&"):
                self.at += 1
                continue
            block.append(self.chain())
        self.awaited.subtract(stops)
        return block

    def chain(self) -> Chain:
        """Pipelines up to a separator."""
        pipelines = [self.pipeline()]
        operators: list[str] = []
        while self.word() in ("&&", "||"):
            operator = self.word()
            self.at += 1
            self._newlines()
            if self.token is None or self.word() in _CLOSERS:
                break
            operators.append(operator)
            pipelines.append(self.pipeline())
        return Chain(pipelines, operators, self.word() == "&")

    def pipeline(self) -> Pipeline:
        """Commands up to something else than a pipe."""
        negated = False
        while self.word() == "!":
            negated = not negated
            self.at += 1
        commands = [self.command()]
        while self.word() in ("|", "|&"):
            self.at += 1
            self._newlines()
            if self.token is None or self.word() in _CLOSERS:
                break
            commands.append(self.command())
        return Pipeline(commands, negated)

    def command(self) -> Node:
        """One command, compound or simple."""
        word = self.word()
        if self.depth >= MAX_DEPTH:
            return self._simple()
        self.depth += 1
        try:
            node = self._compound(word)
        finally:
            self.depth -= 1
        if node is None:
            return self._simple()
        while isinstance(self.token, Word) and self.word() not in _CLOSERS:
            self.at += 1  # nothing may follow but redirections
        return node

    def _compound(self, word: str) -> Compound | None:
        line = self.token.line if self.token else 0
        if word == "(":
            return Compound("subshell", line, bodies=[self._enclosed(")")])
        if word == "{":
            return Compound("brace", line, bodies=[self._enclosed("}")])
        if word == "if":
            return self._if(line)
        if word in _LOOPS:
            return self._loop(word, line)
        if word == "case":
            return self._case(line)
        if word == "function" or (self.word(1) == "(" and self.word(2) == ")"):
            return self._function(word, line)
        return None

    def _enclosed(self, closer: str) -> Block:
        self.at += 1
        block = self.block(frozenset((closer,)))
        self._skip(closer)
        return block

    def _if(self, line: int) -> Compound:
        node = Compound("if", line)
        while self.word() in ("if", "elif"):
            self.at += 1
            node.conditions.append(self.block(frozenset(("then", "fi"))))
            self._skip("then")
            node.bodies.append(self.block(frozenset(("elif", "else", "fi"))))
        if self.word() == "else":
            self.at += 1
            node.bodies.append(self.block(frozenset(("fi",))))
        self._skip("fi")
        return node

    def _loop(self, word: str, line: int) -> Compound:
        node = Compound(word if word in ("while", "until") else "for", line)
        self.at += 1
        if node.kind == "for":
            self._skip_to("do", "\n", ";", "{")
            self._separators()
        else:
            node.conditions.append(self.block(frozenset(("do", "done"))))
        if self.word() == "do":
            self.at += 1
            node.bodies.append(self.block(frozenset(("done",))))
            self._skip("done")
        return node

    def _case(self, line: int) -> Compound:
        node = Compound("case", line)
        self._skip_to("in")
        self.at += 1
        while self.token is not None:
            self._separators()
            if self.word() == "esac":
                break
            self._skip_to(")", "esac")
            self._skip(")")
            node.bodies.append(self.block(frozenset((";;", ";&", ";;&", "esac"))))
            if self.word() != "esac":
                self.at += 1
        self._skip("esac")
        return node

    def _function(self, word: str, line: int) -> Compound:
        if word == "function":
            self.at += 1
        node = Compound("function", line, name=self.word())
        self.at += 1
        if self.word() == "(":
            self.at += 2
        self._newlines()
        if self.word() in ("{", "("):
            node.bodies.append(self._enclosed("}" if self.word() == "{" else ")"))
        return node

    def _simple(self) -> Simple:
        first = self.at
        words: list[Word] = []
        while isinstance(token := self.token, Word):
            words.append(token)
            self.at += 1
        if self.at == first:
            self.at += 1
            return Simple([], 0, "")
        raw = self.text[self.spans[first][0] : self.spans[self.at - 1][1]]
        stdin = ""
        if self.documents:
            stdin = next((self.documents[i] for i in range(first + 1, self.at + 1) if i in self.documents), "")
        return Simple(words, words[0].line, raw, stdin)

    def _skip(self, word: str) -> None:
        if self.word() == word:
            self.at += 1

    def _skip_to(self, *words: str) -> None:
        while self.token is not None and self.word() not in words:
            self.at += 1

    def _newlines(self) -> None:
        while self.word() == "\n":
            self.at += 1

    def _separators(self) -> None:
        while self.word() in _SEPARATORS:
            self.at += 1
