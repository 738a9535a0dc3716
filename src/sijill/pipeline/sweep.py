"""Taking away what interrupted runs left: files that were written and never came to be named by the ledger."""

from sijill.accession import seal as sealing
from sijill.accession import store as accessions
from sijill.claims import erase as erasing
from sijill.ledger import store as ledger
from sijill.tables.register import Register


def sweep(register: Register) -> int:
    """Removes them and returns how many; nothing that was acknowledged is among them. Only under the writer's lock."""
    named = ledger.sealed_paths()
    letters = {path.rsplit("/", 1)[-1] for path in named if path.startswith("vault/")}
    swept = sealing.sweep(register.vault, accessions.known_sha256() | letters)
    swept += erasing.sweep(register)
    for folder in (register.claims, register.lineage):
        for file in sorted(folder.rglob("*")):
            if file.is_file() and register.relative(file) not in named:
                file.unlink()
                swept += 1
    return swept
