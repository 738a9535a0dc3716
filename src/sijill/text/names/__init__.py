"""Names: read them into parts, and compare them within and across scripts.

Reading order: ``phonemes``, ``costs``, ``tokens`` (letters), ``forms``, ``normalise``, ``repair`` (words), ``parts``,
``reading`` (slots); ``coding``, ``align``, ``scoring``, ``scorer``, ``explain`` (pairs); ``generate``,
``training_data``, ``train``, ``model_file`` (learning).
"""

from sijill.text.names.explain import Explanation, explain
from sijill.text.names.model import NameReading, Parse, Part, Repair, RepairKind, Slot, as_json
from sijill.text.names.reading import parses, parses_from_parts, read, read_column
from sijill.text.names.repair import ColumnDamage, column_damage, split_glued
from sijill.text.names.scorer import SAME_NAME_THRESHOLD, NameScorer, similarities, similarity

__all__ = [
    "SAME_NAME_THRESHOLD",
    "ColumnDamage",
    "Explanation",
    "NameReading",
    "NameScorer",
    "Parse",
    "Part",
    "Repair",
    "RepairKind",
    "Slot",
    "as_json",
    "column_damage",
    "explain",
    "parses",
    "parses_from_parts",
    "read",
    "read_column",
    "similarities",
    "similarity",
    "split_glued",
]
