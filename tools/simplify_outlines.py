"""Governorate outlines for the map on a person's page, made small: ``simplify_outlines.py ADM1.geojson OUT.json``.

Ramer–Douglas–Peucker (1972/73) on each ring with a tolerance of about a kilometre, two decimals kept; islands smaller
than ten square kilometres are left out. The result ships in ``src/sijill/web/pictures/data``.
"""

import json
import sys
from pathlib import Path

TOLERANCE = 0.012  # degrees
LEAST_AREA = 0.001  # square degrees

Point = tuple[float, float]


def simplified(points: list[Point]) -> list[Point]:
    """The ring without points that lie within the tolerance of the line between their neighbours."""
    kept = [False] * len(points)
    kept[0] = kept[-1] = True
    spans = [(0, len(points) - 1)]
    while spans:
        first, last = spans.pop()
        far, at = 0.0, 0
        for middle in range(first + 1, last):
            away = distance(points[middle], points[first], points[last])
            if away > far:
                far, at = away, middle
        if far > TOLERANCE:
            kept[at] = True
            spans += [(first, at), (at, last)]
    return [point for point, keep in zip(points, kept, strict=True) if keep]


def distance(point: Point, start: Point, end: Point) -> float:
    (x, y), (x1, y1), (x2, y2) = point, start, end
    length = (x2 - x1) ** 2 + (y2 - y1) ** 2
    share = 0.0 if length == 0 else max(0.0, min(1.0, ((x - x1) * (x2 - x1) + (y - y1) * (y2 - y1)) / length))
    return ((x - x1 - share * (x2 - x1)) ** 2 + (y - y1 - share * (y2 - y1)) ** 2) ** 0.5


def area(ring: list[Point]) -> float:
    pairs = zip(ring, ring[1:] + ring[:1], strict=True)
    return abs(sum(x1 * y2 - x2 * y1 for (x1, y1), (x2, y2) in pairs)) / 2


def main(source: Path, target: Path) -> None:
    outlines = {}
    for feature in json.loads(source.read_text(encoding="utf-8"))["features"]:
        shape = feature["geometry"]
        polygons = [shape["coordinates"]] if shape["type"] == "Polygon" else shape["coordinates"]
        rings = [[(x, y) for x, y in polygon[0]] for polygon in polygons]
        large = [ring for ring in rings if area(ring) >= LEAST_AREA] or [max(rings, key=area)]
        small = [[[round(x, 2), round(y, 2)] for x, y in simplified(ring)] for ring in large]
        outlines[feature["properties"]["pcode"]] = small
    target.write_text(json.dumps(outlines, separators=(",", ":"), sort_keys=True) + "\n", encoding="utf-8")


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
