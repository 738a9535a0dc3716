"""Which commands there are and where each lives: a command's code is loaded when the command is asked for.

The list of commands (``sijill --help``) and the answer to a command that does not exist need no code of any of them.
What each is said to do here is the first paragraph of its own help, or of its group's; a test compares them.
"""

from collections.abc import Iterator, MutableMapping
from importlib import import_module
from typing import Any, Final

import typer
from typer.core import TyperGroup

from sijill.cli import interrupt

# name -> (module under ``sijill.cli``, what in it, what it does)
COMMANDS: Final[dict[str, tuple[str, str, str]]] = {
    "unify": (
        "unify",
        "unify_command",
        "Unify the lists of several organisations into one register of persons.",
    ),
    "init": ("steps", "init_command", "Make a new, empty register."),
    "lists": ("steps", "lists_command", "Show the lists of the register and what was received for each."),
    "receive": (
        "steps",
        "receive_command",
        "Receive one file: seal it, read it, write its claims. Persons follow with ``sijill link``.",
    ),
    "map": (
        "steps",
        "map_command",
        "Show how the columns of a list are read; with --confirm, sign that and read the list again by it.",
    ),
    "link": ("steps", "link_command", "Bring persons up to date with what was received and decided."),
    "rebuild": (
        "steps",
        "rebuild_command",
        "Throw away everything derived and make it again: the same bytes, from what was said and decided.",
    ),
    "withdraw": (
        "steps",
        "withdraw_command",
        "Take a list out of everything derived; what was there before it comes back. Nothing sealed is lost.",
    ),
    "return": ("steps", "return_command", "Bring a withdrawn list back."),
    "versions": (
        "versions",
        "versions_command",
        "Show what changed from version to version of a list; a removal is information.",
    ),
    "supersede": (
        "supersede",
        "supersede_command",
        "Say that NEW, received as more of a list, is a correction of OLD: OLD's rows count no more.",
    ),
    "copied": (
        "copied",
        "copied_command",
        "Say that COPY repeats rows of ORIGINAL: the two are one voice, and never confirm each other.",
    ),
    "review": (
        "review",
        "review_command",
        "Judge doubtful pairs, most informative first. Every answer is kept at once and can be taken back.",
    ),
    "evaluate": (
        "evaluate",
        "evaluate_command",
        "Measure the links: against a truth file, or by the judged sample of ``review --sample``.",
    ),
    "verify": (
        "verify",
        "verify_command",
        "Look at every sealed file, row and ledger entry again and name whatever changed.",
    ),
    "checkpoint": (
        "ledger",
        "checkpoint_command",
        "Sign how many entries the ledger has and the root over them; kept elsewhere, it shows any rollback.",
    ),
    "proof": (
        "ledger",
        "proof_command",
        "Write a proof that anybody can check offline, without Sijill and without the register.",
    ),
    "backup": (
        "keep",
        "backup_command",
        "Write the whole register to one file, after making sure that nothing in it was changed.",
    ),
    "restore": (
        "keep",
        "restore_command",
        "Make a register from a backup; it verifies to the backup's own root, or is refused.",
    ),
    "erase": (
        "keep",
        "erase_command",
        "Take one record out of every claims file, accepted passage and everything derived; a tombstone stays.",
    ),
    "person": (
        "person",
        "person_command",
        "Show a person: names, status axes with claimants, episodes, contradictions, and every claim with its cell.",
    ),
    "search": (
        "search",
        "search_command",
        "Find people by name, in either script and any spelling, or by a number a source gave.",
    ),
    "export": (
        "export",
        "export_command",
        "Write persons, records, claims or pairs to a file. The file is not encrypted: mind where it goes.",
    ),
    "tally": (
        "tally",
        "tally_command",
        "Count records and persons in tiers that are never mixed, with what is not known about the links.",
    ),
    "estimate": (
        "estimate",
        "estimate_command",
        "Estimate how many people are missing from all lists, or say why that cannot be done.",
    ),
    "read": (
        "read",
        "read_command",
        "Read names, dates, places, facilities or status words, and show what was understood and what was not.",
    ),
    "serve": ("serve", "serve_command", "Serve the register's pages and API on this machine until stopped."),
    "check": (
        "serve",
        "check_command",
        "Look at how the register is set up: files, keys, database, and with --deploy whether it may face a network.",
    ),
    "share": (
        "accounts",
        "share_command",
        "Say what a list's organisation shares with others; without options, show what is shared now.",
    ),
    "submit": (
        "submit",
        "submit_command",
        "Render a case for its body: form, sources, evidence, manifest. Nothing is sent; log it with: sijill case log.",
    ),
    "letter": (
        "letter",
        "letter_command",
        "Write a letter: words from a template, addressee from the case, names only with consent. Nothing is sent.",
    ),
    "names": ("names", "names_app", "Compare names as names."),
    "case": (
        "case",
        "case_app",
        "Cases: a person or several before a UN body, the ICC, an institution or a ministry.",
    ),
    "form": (
        "submit",
        "form_app",
        "The forms of the bodies: what they ask, and whether somebody compared them with the live ones.",
    ),
    "consent": ("consent", "consent_app", "Consent per person, purpose and recipient. Silence is a refusal."),
    "user": ("accounts", "user_app", "Accounts: who may log in, and as what."),
    "organisation": (
        "accounts",
        "organisation_app",
        "Organisations, and which of them is the register team.",
    ),
    "amnesty": ("amnesty", "amnesty_app", "Amnesty decrees: what they cover, and who was released."),
    "instrument": ("instrument", "instrument_app", "Resolutions and what became of their demands."),
    "mentions": ("mentions", "mentions_app", "Texts as sources: suggestions, and what a person accepts."),
}


class Commands(MutableMapping[str, Any]):
    """The commands by name, each made when it is first looked up."""

    def __init__(self) -> None:
        self._made: dict[str, Any] = {}

    def __getitem__(self, name: str) -> Any:
        if name not in self._made:
            self._made[name] = _made(name)
        return self._made[name]

    def __setitem__(self, name: str, command: Any) -> None:
        self._made[name] = command

    def __delitem__(self, name: str) -> None:
        del self._made[name]

    def __iter__(self) -> Iterator[str]:
        return iter(COMMANDS)

    def __len__(self) -> int:
        return len(COMMANDS)


def _made(name: str) -> Any:
    """The command as typer makes it. Raises ``KeyError`` where there is none of that name."""
    module, attribute, _ = COMMANDS[name]
    import_module("sijill.pipeline")  # makes Django ready before any command is imported
    found = getattr(import_module(f"sijill.cli.{module}"), attribute)
    interrupt.loaded()
    app = typer.Typer(rich_markup_mode="rich", add_completion=False)
    if isinstance(found, typer.Typer):
        app.add_typer(found, name=name)
    else:
        app.command(name)(found)
        app.callback()(_nothing)  # else a program of one command has no names of commands
    group: Any = typer.main.get_group(app)
    return group.commands[name]


def _nothing() -> None:
    """Nothing."""


class LazyGroup(TyperGroup):
    """The group of all commands."""

    def __init__(self, **options: Any) -> None:
        super().__init__(**options)
        self.commands = Commands()
        self._listing = False

    def list_commands(self, ctx: Any) -> list[str]:
        del ctx
        return list(COMMANDS)

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        if cmd_name not in COMMANDS:
            return None
        return _said(cmd_name) if self._listing else super().get_command(ctx, cmd_name)

    def format_help(self, ctx: Any, formatter: Any) -> None:
        self._listing = True
        try:
            super().format_help(ctx, formatter)
        finally:
            self._listing = False


def _said(name: str) -> Any:
    """A command of which only the list of commands is shown."""
    app = typer.Typer(rich_markup_mode="rich", add_completion=False)
    app.command(name, help=COMMANDS[name][2])(_nothing)
    return typer.main.get_command(app)
