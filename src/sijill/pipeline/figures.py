"""What a count or an estimate of a register needs to know about how its persons came to be."""

from sijill.pipeline.derive import read_state
from sijill.tables.canonical import digest
from sijill.tables.register import Register


def expected(register: Register) -> dict[str, float | None]:
    """``recall`` and ``precision`` as the linkage expects them of itself."""
    linked = ((read_state(register) or {}).get("outcome") or {}).get("report") or {}
    return {"recall": linked.get("expected_recall"), "precision": linked.get("expected_precision")}


def data_digest(register: Register) -> str:
    """Of everything that the register's persons follow from."""
    return digest((read_state(register) or {}).get("inputs"))
