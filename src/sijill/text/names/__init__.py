"""Names: read them into parts, and compare them within and across scripts.

Reading order: ``phonemes``, ``costs``, ``tokens`` (letters), ``forms``, ``normalise``, ``repair`` (words), ``parts``,
``reading`` (slots).
"""

from sijill.text.names.model import NameReading, Parse, Part, Repair, RepairKind, Slot, as_json
from sijill.text.names.reading import parses, parses_from_parts, read, read_column
from sijill.text.names.repair import ColumnDamage, column_damage, split_glued

__all__ = [
    "ColumnDamage",
    "NameReading",
    "Parse",
    "Part",
    "Repair",
    "RepairKind",
    "Slot",
    "as_json",
    "column_damage",
    "parses",
    "parses_from_parts",
    "read",
    "read_column",
    "split_glued",
]
