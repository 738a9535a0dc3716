"""A place reading as plain values for the command line and the web."""

from sijill.text.places.model import PlaceReading


def as_json(reading: PlaceReading) -> dict[str, object]:
    """`text`, `candidates` [{pcode, name_en, name_ar, level, score}], `resolved`, `codes`, `country`, `note`."""
    return {
        "text": reading.original,
        "candidates": [
            {
                "pcode": each.pcode,
                "name_en": each.name_en,
                "name_ar": each.name_ar,
                "level": int(each.level),
                "score": each.score,
            }
            for each in reading.candidates
        ],
        "resolved": reading.resolved,
        "codes": list(reading.codes),
        "country": reading.country,
        "note": reading.note,
    }
