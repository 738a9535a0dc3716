"""``sijill checkpoint DIR`` and ``sijill proof DIR``: what the register's keeper can be held to."""

import json
from pathlib import Path
from typing import Annotated

import typer

from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.errors import InputError, UsageError, Where
from sijill.ledger import checkpoint as checkpoints
from sijill.ledger import proofs
from sijill.tables import register as registers
from sijill.tables.files import write_text


def checkpoint_command(
    directory: Directory,
    out: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write it to a file to keep elsewhere.")
    ] = None,
    public_key: Annotated[
        bool, typer.Option("--public-key", help="Print the public key that checks its signature.")
    ] = False,
    as_json: AsJson = False,
) -> None:
    """Sign how many entries the ledger has and the root over them; kept elsewhere, it shows any rollback."""
    register = registers.open_register(directory)
    key = checkpoints.public_key(checkpoints.signing_key(register.root), checkpoints.origin_of(register.id))
    made = checkpoints.current(register.root, register.id)
    if out is not None:
        registers.refuse_inside(register, out)
        write_text(out, made.note)
    if as_json:
        output.print_json({"size": made.size, "root": made.root.hex(), "note": made.note, "public_key": key})
        return
    if public_key:
        output.console.print(key, highlight=False, soft_wrap=True)
        return
    if out is not None:
        output.console.print(f"Checkpoint over {made.size:,} entries written to {out}", highlight=False)
        return
    output.console.print(made.note, highlight=False, soft_wrap=True, end="")


def proof_command(
    directory: Directory,
    out: Annotated[Path | None, typer.Option(metavar="FILE", help="Where to write the proof.")] = None,
    entry: Annotated[
        int | None, typer.Option(metavar="N", help="Prove that entry N is in the ledger.")
    ] = None,
    opened: Annotated[
        bool,
        typer.Option("--open", help="With --entry: put its content (ids, counts, digests) in the proof."),
    ] = False,
    since: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Prove that the ledger continues this checkpoint.")
    ] = None,
    verifier: Annotated[
        Path | None, typer.Option(metavar="FILE", help="Write the stand-alone program that checks proofs.")
    ] = None,
    as_json: AsJson = False,
) -> None:
    """Write a proof that anybody can check offline, without Sijill and without the register."""
    register = registers.open_register(directory)
    if verifier is not None:
        write_text(verifier, proofs.verifier())
    if (entry is None) == (since is None):
        if verifier is not None and entry is None:
            if as_json:
                output.print_json({"verifier": str(verifier)})
            return
        raise UsageError("Prove what?", remedy="Give either --entry N or --since CHECKPOINT")
    now = checkpoints.current(register.root, register.id)
    if entry is not None:
        made = proofs.inclusion(entry, now, opened=opened)
    else:
        assert since is not None
        made = proofs.consistency(_read(since), now)
    if out is not None:
        registers.refuse_inside(register, out)
        write_text(out, json.dumps(made, ensure_ascii=False, indent=1) + "\n")
    if as_json or out is None:
        output.print_json(made)
        return
    output.console.print(f"Proof written to {out}; check it with the verifier.", highlight=False)


def _read(path: Path) -> checkpoints.Checkpoint:
    try:
        return checkpoints.parse(path.read_text(encoding="utf-8"))
    except (OSError, UnicodeDecodeError) as problem:
        raise InputError(
            "This is not a checkpoint", where=Where(file=path.name), remedy="Write one: sijill checkpoint DIR"
        ) from problem
