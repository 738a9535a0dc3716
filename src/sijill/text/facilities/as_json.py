"""A facility reading as plain values for the command line and the web."""

from sijill.text.facilities.resolve import read
from sijill.text.facilities.tables import facilities


def as_json(text: str, *, governorate: str | None = None) -> dict[str, object]:
    """`text`, `candidates` [{id, name_en, name_ar, score, verified}], `resolved`, `codes`, `note`.

    `verified` is false where the row of the facility table rests on general knowledge in part or whole.
    """
    reading = read(text, governorate=governorate)
    return {
        "text": text,
        "candidates": [
            {
                "id": each.id,
                "name_en": each.name_en,
                "name_ar": each.name_ar,
                "score": each.score,
                "verified": facilities()[each.id].verified,
            }
            for each in reading.candidates
        ],
        "resolved": reading.resolved,
        "codes": list(reading.codes),
        "note": reading.note,
    }
