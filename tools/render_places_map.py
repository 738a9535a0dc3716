"""Draw docs/explanation/places.svg: the governorates and their p-codes; ``--check`` only compares.

From governorates.geojson. An equirectangular picture at the latitude of the middle of the country; plain SVG, no fonts
or links needed.
"""

import json
import math
import sys
from pathlib import Path
from typing import Any

from sijill.text import places
from sijill.text.places.gazetteer import data_file

ROOT = Path(__file__).resolve().parents[1]
PICTURE = ROOT / "docs" / "explanation" / "places.svg"
WIDTH, MARGIN = 860, 24
WEST, EAST, SOUTH, NORTH = 35.5, 42.5, 32.2, 37.45
NARROW = math.cos(math.radians((SOUTH + NORTH) / 2))
SCALE = (WIDTH - 2 * MARGIN) / ((EAST - WEST) * NARROW)
HEIGHT = round((NORTH - SOUTH) * SCALE + 2 * MARGIN + 34)
FILLS = ("#dfe8e2", "#efe6d5", "#dde5ee", "#ecdfe2", "#e6e3ef")
# Neighbours differ; the order is that of the p-codes.
COLOURS = (4, 0, 1, 2, 3, 0, 2, 3, 1, 2, 4, 0, 2, 3)
# Labels that would lie on a neighbour or on one another: longitude and latitude of the label.
LABELS = {
    "SY01": (35.8, 33.95), "SY02": (37.45, 36.32), "SY03": (37.2, 33.42), "SY05": (37.05, 35.32),
    "SY06": (36.05, 35.62), "SY07": (36.62, 35.86), "SY10": (35.98, 34.82), "SY12": (36.12, 32.78),
    "SY13": (36.86, 32.72), "SY14": (35.98, 33.16),
}  # fmt: skip


LINES = {"SY01": ((35.95, 33.83), (36.26, 33.54))}  # from the label to a governorate too small to hold it


def point(lon: float, lat: float) -> tuple[float, float]:
    return round(MARGIN + (lon - WEST) * NARROW * SCALE, 1), round(MARGIN + (NORTH - lat) * SCALE, 1)


def rings(geometry: dict[str, Any]) -> list[list[list[float]]]:
    polygons = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [ring for polygon in polygons for ring in polygon]


def path(geometry: dict[str, Any]) -> str:
    """Points closer than one unit of the picture to the last one drawn are left out."""
    pieces = []
    for ring in rings(geometry):
        drawn = [point(*ring[0][:2])]
        for lon, lat in (each[:2] for each in ring[1:]):
            here = point(lon, lat)
            if math.dist(here, drawn[-1]) >= 1.0:
                drawn.append(here)
        if len(drawn) > 2:
            pieces.append("M" + "L".join(f"{x:g} {y:g}" for x, y in drawn) + "Z")
    return "".join(pieces)


def label(unit: places.Unit) -> str:
    assert unit.lat is not None
    assert unit.lon is not None
    x, y = point(*LABELS.get(unit.pcode, (unit.lon, unit.lat)))
    middle = 'text-anchor="middle"'
    names = f'<text x="{x:g}" y="{y:g}" font-size="13" {middle}>{unit.name_ar}</text>'
    names += f'<text x="{x:g}" y="{y + 13:g}" font-size="10" {middle} fill="#444">{unit.name_en} {unit.pcode}</text>'
    if unit.pcode in LINES:
        (x1, y1), (x2, y2) = (point(*end) for end in LINES[unit.pcode])
        names += (
            f'<line x1="{x1:g}" y1="{y1:g}" x2="{x2:g}" y2="{y2:g}" stroke="#6b6b6b" stroke-width="0.8"/>'
        )
    return names


def render() -> str:
    features = json.loads(data_file("governorates.geojson").read_text(encoding="utf-8"))["features"]
    features.sort(key=lambda feature: feature["properties"]["pcode"])
    shapes, labels = [], []
    for feature, colour in zip(features, COLOURS, strict=True):
        pcode = feature["properties"]["pcode"]
        unit = places.unit(pcode)
        assert unit is not None
        fill = FILLS[colour]
        shapes.append(
            f'<path d="{path(feature["geometry"])}" fill="{fill}" stroke="#6b6b6b" stroke-width="0.8"/>'
        )
        labels.append(label(unit))
    source = places.ATTRIBUTION.split("Boundaries: ")[1].split(". ")[0]
    note = (
        f'<text x="{MARGIN}" y="{HEIGHT - 12}" font-size="10" fill="#555">Boundaries: {source}. '
        "They do not imply endorsement and may differ from other sources.</text>"
    )
    return "\n".join(
        [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">',
            "<title>The fourteen governorates of Syria and their p-codes</title>",
            f'<rect width="{WIDTH}" height="{HEIGHT}" fill="white"/>',
            *shapes,
            *labels,
            note,
            "</svg>",
            "",
        ]
    )


def main() -> None:
    text = render()
    if "--check" in sys.argv:
        same = PICTURE.read_text(encoding="utf-8") == text
        sys.exit(0 if same else f"{PICTURE.name} differs: run tools/render_places_map.py")
    PICTURE.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
