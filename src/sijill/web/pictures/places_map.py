"""A map of places as plain SVG: governorate outlines, one mark per place. Nothing is fetched."""

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from html import escape
from importlib.resources import files
from typing import Final

from sijill.text import places

WIDTH: Final = 440.0
MARGIN: Final = 8.0
MIDDLE_LATITUDE: Final = 35.0
LAND: Final = "#eef2f6"
HIT: Final = "#c9dcec"
BORDER: Final = "#9aa8b5"
INK: Final = "#1d2733"
COLOURS: Final = {"arrest": "#8a4310", "held": "#1a5580", "other": "#51606f"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Mark:
    """One place. ``kind`` is arrest, held or other; ``number`` stands in it and in the legend."""

    pcode: str
    kind: str
    label: str
    number: int


def draw(marks: Sequence[Mark], *, title: str) -> str:
    """The country with its governorates; those with a mark are darker. A wide unit's mark stands at its centroid."""
    shape = _shape()
    hit = {places.gazetteer().at_level(mark.pcode, places.Level.GOVERNORATE) for mark in marks}
    parts = [
        f'<path d="{path}" fill="{HIT if pcode in hit else LAND}" stroke="{BORDER}" stroke-width="1"/>'
        for pcode, path in shape.paths.items()
    ]
    taken: list[tuple[float, float]] = []
    for mark in marks:
        where = shape.place(mark.pcode)
        if where is not None:
            x, y = _apart(where, taken)
            taken.append((x, y))
            parts.append(_dot(x, y, mark))
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH:.0f} {shape.height:.0f}" width="{WIDTH:.0f}" '
        f'height="{shape.height:.0f}" role="img"><title>{escape(title)}</title>{"".join(parts)}</svg>'
    )


def _dot(x: float, y: float, mark: Mark) -> str:
    return (
        f'<circle cx="{x:.1f}" cy="{y:.1f}" r="10" fill="{COLOURS[mark.kind]}" stroke="#fff" stroke-width="1.5">'
        f"<title>{escape(mark.label)}</title></circle>"
        f'<text x="{x:.1f}" y="{y + 4:.1f}" font-size="12" font-weight="600" fill="#fff" text-anchor="middle" '
        f'direction="ltr">{mark.number}</text>'
    )


def _apart(where: tuple[float, float], taken: Sequence[tuple[float, float]]) -> tuple[float, float]:
    """Moved along a spiral until it covers no other mark: many places are one city."""
    x, y = where
    for step in range(40):
        angle, radius = step * 0.9, 4.5 * step**0.75
        tried = (x + radius * math.cos(angle), y + radius * math.sin(angle))
        if all(math.dist(tried, other) >= 21 for other in taken):
            return tried
    return where


@dataclass(frozen=True, slots=True, kw_only=True)
class _Shape:
    paths: dict[str, str]
    height: float
    left: float
    top: float
    scale: float

    def place(self, pcode: str) -> tuple[float, float] | None:
        unit = places.gazetteer().units.get(pcode)
        if unit is None or unit.lat is None or unit.lon is None:
            return None
        return self.project(unit.lon, unit.lat)

    def project(self, longitude: float, latitude: float) -> tuple[float, float]:
        return (
            MARGIN + (longitude - self.left) * self.scale,
            MARGIN + (self.top - latitude) * self.scale / math.cos(math.radians(MIDDLE_LATITUDE)),
        )


@cache
def _shape() -> _Shape:
    outlines: dict[str, list[list[list[float]]]] = json.loads(
        (files("sijill.web.pictures") / "data" / "sy_adm1.json").read_text(encoding="utf-8")
    )
    points = [point for rings in outlines.values() for ring in rings for point in ring]
    left, right = min(x for x, _ in points), max(x for x, _ in points)
    bottom, top = min(y for _, y in points), max(y for _, y in points)
    scale = (WIDTH - 2 * MARGIN) / (right - left)
    height = 2 * MARGIN + (top - bottom) * scale / math.cos(math.radians(MIDDLE_LATITUDE))
    shape = _Shape(paths={}, height=height, left=left, top=top, scale=scale)
    for pcode, rings in sorted(outlines.items()):
        shape.paths[pcode] = "".join(_ring([shape.project(x, y) for x, y in ring]) for ring in rings)
    return shape


def _ring(points: Sequence[tuple[float, float]]) -> str:
    return "M" + "L".join(f"{x:.1f} {y:.1f}" for x, y in points) + "Z"
