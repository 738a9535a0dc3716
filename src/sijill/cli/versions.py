"""``sijill versions DIR LIST``: what each new version of a list added, changed and removed."""

from typing import Annotated, Any

import typer

from sijill.accession import store as accessions
from sijill.cli import output
from sijill.cli.options import AsJson, Directory
from sijill.pipeline.origins import Version, origins
from sijill.tables import register as registers


def versions_command(
    directory: Directory, list_id: Annotated[str, typer.Argument(metavar="LIST")], as_json: AsJson = False
) -> None:
    """Show what changed from version to version of a list; a removal is information."""
    register = registers.open_register(directory)
    accessions.get_list(list_id)
    files = {row.id: row for row in accessions.all_accessions() if row.list_id == list_id}
    found = [one for one in origins(register).versions if one.accession in files]
    if as_json:
        output.print_json({"list": list_id, "versions": [version_json(one) for one in found]})
        return
    if not found:
        output.console.print(f"List {list_id} came once.", highlight=False)
        return
    for one in found:
        _show(one, files[one.before].name, files[one.accession].name)


def version_json(version: Version) -> dict[str, Any]:
    difference = version.difference
    returned = {record for record, _ in version.returned}
    return {
        "accession": version.accession,
        "before": version.before,
        "unchanged": len(difference.pairs) - len(difference.changed),
        "changed": [
            {"old": pair.old, "new": pair.new, "how": pair.how.value, "columns": list(pair.columns)}
            for pair in difference.changed
        ],
        "added": [record for record in difference.added if record not in returned],
        "removed": list(difference.removed),
        "returned": [{"record": record, "origin": origin} for record, origin in version.returned],
        "ambiguous": list(difference.ambiguous),
    }


def _show(version: Version, before: str, after: str) -> None:
    told = version_json(version)
    shown = output.table(f"{before} → {after}", "Rows", "", "Columns")
    shown.add_row("unchanged", f"{told['unchanged']:,}", "")
    for pair in told["changed"][:20]:
        shown.add_row("changed", f"{pair['old']} → {pair['new']}", ", ".join(pair["columns"]))
    if len(told["changed"]) > 20:
        shown.add_row("changed", f"… {len(told['changed']) - 20:,} more", "")
    for name in ("added", "removed", "ambiguous"):
        records = told[name]
        text = ", ".join(records[:10]) + (f" … {len(records) - 10:,} more" if len(records) > 10 else "")
        shown.add_row(f"{name} ({len(records):,})", text, "")
    if told["returned"]:
        shown.add_row(
            "back from an earlier version", ", ".join(one["record"] for one in told["returned"][:10]), ""
        )
    output.console.print(shown)
