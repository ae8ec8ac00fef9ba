"""The frame of a page, and text that is safe inside it."""

from __future__ import annotations

from functools import cache
from html import escape
from importlib.resources import files

from rung.assess.report.text import safe

POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src data:; base-uri 'none'; form-action 'none'"
"""Nothing may be loaded and nothing may run, whatever a repository calls its files."""
LOGO = (
    '<svg width="20" height="22" viewBox="0 0 20 22" aria-hidden="true"><g fill="none" stroke="currentColor" '
    'stroke-width="2" stroke-linecap="round"><path d="M4 1v20M16 1v20" opacity=".45"/><path d="M4 18h12M4 13h12M4 '
    '8h12"/><path d="M4 4h12" opacity=".35"/></g></svg>'
)


def text(value: object) -> str:
    """Any text as HTML: markup, control characters and bytes that are no UTF-8 are shown, not obeyed."""
    return escape(safe(str(value)), quote=True)


def link(label: str, address: str | None) -> str:
    """A link to a web page; the bare label without one, or with an address that is no web page."""
    if address is None or not address.startswith(("https://", "http://")):
        return text(label)
    return f'<a href="{text(address)}">{text(label)}</a>'


def page(title: str, body: str, *, crumbs: str = "") -> str:
    """The whole document."""
    return (
        '<!doctype html>\n<html lang="en"><head><meta charset="utf-8">'
        '<meta name="viewport" content="width=device-width,initial-scale=1">'
        f'<meta http-equiv="Content-Security-Policy" content="{escape(POLICY)}">'
        f"<title>{text(title)}</title><style>{_style()}</style></head><body>\n"
        '<a class="skip" href="#main">Skip to content</a>\n'
        f'<header class="top"><span class="logo">{LOGO}Rung</span>{crumbs}</header>\n'
        f'<main id="main">\n{body}\n</main></body></html>\n'
    )


def card(name: str, title: str, body: str, *, aside: str = "", prefix: str = "") -> str:
    """A section with a heading; its id is `name` behind the prefix that tells the projects of one document apart."""
    own = text(prefix + name)
    owner = f"{text(prefix)}head " if prefix else ""
    beside = f"<span class=sub>{aside}</span>" if aside else ""
    head = f'<div class="ch"><h2 id="{own}">{text(title)}</h2>{beside}</div>'
    return f'<section class="card" aria-labelledby="{owner}{own}">{head}{body}</section>'


def wide(table: str) -> str:
    """A table that scrolls sideways where it does not fit; by keyboard too."""
    return f'<div class="wide" tabindex="0" role="group" aria-label="Table, can be scrolled sideways">{table}</div>'


@cache
def _style() -> str:
    sheet = files("rung.assess.page").joinpath("page.css").read_text(encoding="utf-8")
    return "\n".join(line.strip() for line in sheet.splitlines() if line.strip())
