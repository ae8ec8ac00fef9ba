"""`rung token`: who is known here, by a secret that is shown once."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from rung.cli.options import AsJson, Folder

# Of enums of the domain, whose module takes longer than all of the help; a test holds them together.
ROLES = "viewer, engineer, on-call, approver, admin"
SCOPES = "predict, label, metrics"

token = typer.Typer(
    name="token",
    help="Tokens that people and services are known by.",
    rich_markup_mode=None,
    no_args_is_help=True,
)


@token.callback()
def root() -> None:
    """Tokens that people and services are known by."""


@token.command("make")
def make(
    name: Annotated[str, typer.Argument(metavar="NAME", help="Of the person, as git knows them, or of the service.")],
    *,
    role: Annotated[
        list[str] | None, typer.Option("--role", help=f"Of a person, several times if need be: {ROLES}.")
    ] = None,
    scope: Annotated[list[str] | None, typer.Option("--scope", help=f"Of a service: {SCOPES}.")] = None,
    expires: Annotated[
        str, typer.Option("--expires", metavar="LENGTH", help="How long it opens anything: 30d, 1y, never.")
    ] = "90d",
    recover: Annotated[
        bool, typer.Option("--recover", help="No admin has a token any more: whoever can open the store makes one.")
    ] = False,
    folder: Folder = Path(),
) -> None:
    """Make a token, and show its secret: once, and nobody can show it again.

    From the first token of an admin on, whoever acts here needs one: export RUNG_TOKEN=…
    """
    from rung.cli.channels import remark
    from rung.cli.output import emit
    from rung.cli.token_printing import lifetime_of, made_text, named
    from rung.domain.identity import Role, Scope
    from rung.workspace.identity import Tokens
    from rung.workspace.loop import Loop

    lifetime = lifetime_of(expires)
    roles, scopes = named(Role, role or (), "--role"), named(Scope, scope or (), "--scope")
    with Loop.of(folder) as loop:
        made, secret = Tokens(loop).make(name, roles=roles, scopes=scopes, lifetime=lifetime, recover=recover)
    remark(made_text(made), end="")
    emit(f"{secret}\n")


@token.command("list")
def list_(*, as_json: AsJson = False, folder: Folder = Path()) -> None:
    """List all tokens, newest first, without their secrets."""
    from rung.cli.output import emit
    from rung.cli.token_printing import listed_json, listed_text
    from rung.workspace.identity import Tokens
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        found = Tokens(loop).all()
    emit(listed_json(found) if as_json else listed_text(found))


@token.command("revoke")
def revoke(
    id: Annotated[str, typer.Argument(metavar="ID", help="Its first characters, as rung token list shows it.")],
    *,
    reason: Annotated[str, typer.Option("--reason", "-m", metavar="TEXT", help="Why, for the record.")] = "",
    folder: Folder = Path(),
) -> None:
    """Revoke a token: it opens nothing from now on."""
    from rung.assess.report.text import safe
    from rung.cli.output import emit
    from rung.workspace.identity import Tokens
    from rung.workspace.loop import Loop

    with Loop.of(folder) as loop:
        gone = Tokens(loop).revoke(id, reason)
    emit(f"token {gone.id} of {safe(gone.name)} is revoked\n")
