"""``sijill user``, ``sijill organisation`` and ``sijill share``: who may log in, and what lists they are shown."""

import getpass
import sys
from typing import Annotated

import typer

from sijill import clock
from sijill.access import store
from sijill.access.model import Level, Role
from sijill.access.models import User
from sijill.accession import store as accessions
from sijill.accession.models import Organisation
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import NotFoundError, UsageError
from sijill.ledger.store import operator
from sijill.tables import register as registers

user_app = typer.Typer(help="Accounts: who may log in, and as what.", no_args_is_help=True)
organisation_app = typer.Typer(
    help="Organisations, and which of them is the register team.", no_args_is_help=True
)

Name = Annotated[str, typer.Argument(metavar="NAME", help="What the person types to log in.")]
FromStdin = Annotated[
    bool,
    typer.Option(
        "--password-stdin", help="Read the password from standard input; otherwise it is asked for."
    ),
]


@user_app.command("add")
def add(
    directory: Directory,
    name: Name,
    role: Annotated[list[Role] | None, typer.Option(help="Once or several times.")] = None,
    organisation: Annotated[
        str | None, typer.Option(metavar="ORG", help="Whose person it is; add it first.")
    ] = None,
    is_operator: Annotated[
        bool,
        typer.Option(
            "--operator",
            help="The one person who runs this register alone: all roles for every organisation.",
        ),
    ] = False,
    one_time: Annotated[
        bool, typer.Option("--one-time", help="The password must be changed at the first login.")
    ] = False,
    password_stdin: FromStdin = False,
    as_json: AsJson = False,
) -> None:
    """Make an account. Its second factor is enrolled at the first login."""
    registers.open_register(directory)
    if is_operator == bool(role) or (role and organisation is None):
        raise UsageError(
            "An account has roles in an organisation, or is the operator's",
            remedy="Give --role and --organisation, or --operator alone",
        )
    owner = "" if organisation is None else _organisation(organisation)
    made = store.add_user(
        name,
        organisation=owner,
        roles=role or [],
        password=_password(from_stdin=password_stdin),
        operator=is_operator,
        must_change_password=one_time,
        at=clock.now(),
        by=operator(),
    )
    _told(made, f"Account {made.username} is there ({made.id}).", as_json=as_json)


@user_app.command("list")
def list_users(directory: Directory, as_json: AsJson = False) -> None:
    """Show all accounts with their roles."""
    registers.open_register(directory)
    users = store.all_users()
    if as_json:
        output.print_json({"users": [_as_json(user) for user in users]})
        return
    shown = output.table("Accounts", "Name", "Id", "Organisation", "Roles", "State")
    for user in users:
        roles = "operator" if user.operator else ", ".join(sorted(store.roles_of(user.id)))
        state = "active" if user.is_active else "disabled"
        shown.add_row(user.username, user.id, user.organisation, roles, state)
    output.console.print(shown)


@user_app.command("disable")
def disable(directory: Directory, name: Name, as_json: AsJson = False) -> None:
    """Shut an account; its sessions and tokens end with their next request."""
    registers.open_register(directory)
    user = store.get_user(name)
    store.set_active(user, active=False, at=clock.now(), by=operator())
    _told(user, f"Account {user.username} is disabled.", as_json=as_json)


@user_app.command("enable")
def enable(directory: Directory, name: Name, as_json: AsJson = False) -> None:
    """Open a disabled account again."""
    registers.open_register(directory)
    user = store.get_user(name)
    store.set_active(user, active=True, at=clock.now(), by=operator())
    _told(user, f"Account {user.username} is enabled.", as_json=as_json)


@user_app.command("role")
def change_role(
    directory: Directory,
    name: Name,
    role: Annotated[Role, typer.Argument(metavar="ROLE")],
    take: Annotated[bool, typer.Option("--take", help="Take the role away instead of giving it.")] = False,
    as_json: AsJson = False,
) -> None:
    """Give an account a role, or take one away."""
    registers.open_register(directory)
    user = store.get_user(name)
    store.set_role(user, role, given=not take, at=clock.now(), by=operator())
    _told(user, f"Roles of {user.username}: {', '.join(sorted(store.roles_of(user.id)))}.", as_json=as_json)


@user_app.command("password")
def change_password(
    directory: Directory,
    name: Name,
    one_time: Annotated[
        bool, typer.Option("--one-time", help="It must be changed at the next login.")
    ] = False,
    password_stdin: FromStdin = False,
    as_json: AsJson = False,
) -> None:
    """Set a new password; every session of the account ends."""
    registers.open_register(directory)
    user = store.get_user(name)
    password = _password(from_stdin=password_stdin)
    store.set_password(user, password, must_change=one_time, at=clock.now(), by=operator())
    _told(user, f"Account {user.username} has a new password.", as_json=as_json)


@user_app.command("reset-factor")
def reset_factor(directory: Directory, name: Name, as_json: AsJson = False) -> None:
    """Forget an account's second factors; new ones are enrolled at the next login."""
    registers.open_register(directory)
    user = store.get_user(name)
    store.reset_factors(user, at=clock.now(), by=operator())
    _told(user, f"Account {user.username} enrols a second factor at its next login.", as_json=as_json)


@organisation_app.command("add")
def add_organisation(
    directory: Directory,
    name: Annotated[str, typer.Argument(metavar="NAME")],
    register_team: Annotated[
        bool,
        typer.Option(
            "--register-team", help="Its task is linkage: it may compare lists shared for matching."
        ),
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Add an organisation, or make one that is there the register team."""
    registers.open_register(directory)
    row = accessions.ensure_organisation(name, at=clock.now(), actor=operator())
    if register_team and row.id not in store.teams():
        store.set_team(row.id, member=True, at=clock.now(), by=operator())
    if as_json:
        output.print_json({"organisation": row.id, "register_team": row.id in store.teams()})
        return
    output.console.print(f"Organisation {row.id} is there.")


@organisation_app.command("list")
def list_organisations(directory: Directory, as_json: AsJson = False) -> None:
    """Show all organisations."""
    registers.open_register(directory)
    teams = store.teams()
    rows = [
        {"organisation": row.id, "name": row.name, "register_team": row.id in teams}
        for row in Organisation.objects.order_by("id")
    ]
    if as_json:
        output.print_json({"organisations": rows})
        return
    shown = output.table("Organisations", "Id", "Name", "")
    for row in rows:
        shown.add_row(
            str(row["organisation"]), str(row["name"]), "register team" if row["register_team"] else ""
        )
    output.console.print(shown)


def share_command(
    directory: Directory,
    list_id: Annotated[str | None, typer.Argument(metavar="[LIST]")] = None,
    recipient: Annotated[
        str | None,
        typer.Option(
            "--with",
            metavar="ORG",
            help=f"An organisation, {store.EVERYBODY} (all of them), or {store.TEAM}.",
        ),
    ] = None,
    level: Annotated[
        Level | None, typer.Option(help="Claims up to this level; sealed ones are never shared.")
    ] = None,
    sensitive: Annotated[
        bool, typer.Option("--sensitive", help="Also notes, national numbers and other sensitive properties.")
    ] = False,
    match: Annotated[
        bool, typer.Option("--match", help=f"With {store.TEAM}: it may compare the list's records.")
    ] = False,
    by_consent: Annotated[
        bool, typer.Option("--by-consent", help="Only records whose people allowed it.")
    ] = False,
    nothing: Annotated[bool, typer.Option("--nothing", help="Share nothing any more.")] = False,
    reason: Annotated[str, typer.Option(help="Why; name nobody.")] = "",
    as_json: AsJson = False,
) -> None:
    """Say what a list's organisation shares with others; without options, show what is shared now."""
    registers.open_register(directory)
    if recipient is None:
        _show_terms(list_id, as_json=as_json)
        return
    if list_id is None:
        raise UsageError("Which list?", remedy="sijill share DIR LIST --with ORG --level organisation")
    if nothing == (level is not None or match):
        raise UsageError("Say what is shared", remedy="Give --level, --match or --nothing")
    row = accessions.get_list(list_id)
    to = recipient if recipient in {store.EVERYBODY, store.TEAM} else _organisation(recipient)
    store.share(
        row.id,
        to,
        level=level,
        sensitive=sensitive,
        match=match,
        by_consent=by_consent,
        reason=reason,
        at=clock.now(),
        by=operator(),
    )
    _show_terms(row.id, as_json=as_json)


def _show_terms(list_id: str | None, *, as_json: bool) -> None:
    rows = [
        {
            "list": row.list_id,
            "recipient": row.recipient,
            "level": row.level or None,
            "sensitive": row.sensitive,
            "match": row.match,
            "by_consent": row.by_consent,
        }
        for row in store.terms().values()
        if list_id in {None, row.list_id}
    ]
    if as_json:
        output.print_json({"terms": rows})
        return
    shown = output.table(
        "What is shared", "List", "With", "Claims up to", "Sensitive", "May compare", "By consent"
    )
    for row in rows:
        words = ["yes" if row[name] else "" for name in ("sensitive", "match", "by_consent")]
        shown.add_row(str(row["list"]), str(row["recipient"]), str(row["level"] or "none"), *words)
    output.console.print(shown if rows else "Nothing is shared: each organisation sees its own lists only.")


def _organisation(name: str) -> str:
    key = accessions.slug(name)
    if not Organisation.objects.filter(id=key).exists():
        raise NotFoundError(
            f"No organisation {name!r} in this register", remedy="Add it: sijill organisation add DIR NAME"
        )
    return key


def _password(*, from_stdin: bool) -> str:
    if from_stdin:
        return sys.stdin.readline().rstrip("\r\n")
    first = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != first:
        raise UsageError("The two passwords differ", remedy="Nothing was changed")
    return first


def _as_json(user: User) -> dict[str, object]:
    return {
        "username": user.username,
        "id": user.id,
        "organisation": user.organisation,
        "operator": user.operator,
        "roles": sorted(store.roles_of(user.id)),
        "active": user.is_active,
    }


def _told(user: User, words: str, *, as_json: bool) -> None:
    if as_json:
        output.print_json(_as_json(user))
        return
    output.console.print(words, highlight=False)
