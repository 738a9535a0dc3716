"""A facility or agency reading as plain values for the command line and the web."""

from sijill.text.facilities.model import FacilityReading, Mark
from sijill.text.facilities.tables import actors, facilities


def as_json(reading: FacilityReading) -> dict[str, object]:
    """`text`, `candidates` [{id, name_en, name_ar, score, verified, mark}], `resolved`, `codes`, `note`.

    `verified` is false where the row of the table rests on general knowledge in part or whole; `mark` says which.
    """
    return {
        "text": reading.original,
        "candidates": [
            {
                "id": each.id,
                "name_en": each.name_en,
                "name_ar": each.name_ar,
                "score": each.score,
                "verified": _mark(each.id) is Mark.SOURCED,
                "mark": _mark(each.id).value,
            }
            for each in reading.candidates
        ],
        "resolved": reading.resolved,
        "codes": list(reading.codes),
        "note": reading.note,
    }


def _mark(row: str) -> Mark:
    return facilities()[row].mark if row in facilities() else actors()[row].mark
