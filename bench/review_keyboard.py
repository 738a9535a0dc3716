"""Fifty pairs of the demo register judged by keyboard alone, in English and Arabic: what a hand and an eye meet.

    python -m bench.review_keyboard [--pairs 50] [--register DIR] [--pictures DIR]

A script is no person: it presses keys without reading, so its seconds are the machine's share of a pair and nothing
else. Per pair it looks at what a person would need: whether the fields and the answers stand in the window without
scrolling, where the focus is, whether what happened is announced. Every tenth pair a reason is typed, every
twenty-fifth answer is taken back and given again. Chromium is the distribution's; people those of ``examples/demo``.
"""

import argparse
import json
import shutil
import statistics
import sys
import tempfile
import time
from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from rich.table import Table

ROOT = Path(__file__).resolve().parents[1]
sys.path.append(str(ROOT / "tests" / "web"))
sys.path.append(str(ROOT / "tests"))

import sijill.pipeline  # noqa: E402, F401  (makes Django ready)
from sijill.pipeline.unify import unify  # noqa: E402
from sijill.tables import register as registers  # noqa: E402

RESULTS = Path(__file__).parent / "results" / "review_keyboard.json"
DEMO = ROOT / "examples" / "demo" / "lists"
NOW = datetime(2026, 1, 15, 12, 0, tzinfo=UTC)
SIZES = {"1366x768": (1366, 768), "360x740": (360, 740)}
LANGUAGES = ("en", "ar")
# What a page shows a person who has just come to it.
LOOK = """() => {
  const bar = document.getElementById("answers").getBoundingClientRect();
  const inside = (one) => {
    const box = one.getBoundingClientRect();
    return box.top >= 0 && box.bottom <= innerHeight;
  };
  const clear = (one) => inside(one) && (one.getBoundingClientRect().bottom <= bar.top || bar.top < 0);
  const rows = [...document.querySelectorAll("table.compare tbody tr")];
  const active = document.activeElement;
  return {
    path: location.pathname,
    rows: rows.length,
    weighed_seen: rows
      .filter((one) => one.querySelector(".bits") && [...one.querySelectorAll(".side")].some((side) => side.innerText))
      .every(clear),
    rows_seen: rows.filter(clear).length,
    answers_seen: [...document.querySelectorAll("#answers button")].every(inside),
    keys_seen: [...document.querySelectorAll("#answers kbd")].filter(inside).length,
    focus: active === document.body ? "" : (active.id || active.tagName.toLowerCase()),
    announced: (document.getElementById("said-now") || {textContent: ""}).textContent.trim(),
    title: document.title,
    wide: document.documentElement.scrollWidth > innerWidth,
  };
}"""


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--pairs", type=int, default=50)
    parser.add_argument("--register", type=Path, help="a register of the demo lists; default: made now")
    parser.add_argument("--pictures", type=Path, help="where every tenth pair is pictured")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        result = run(Path(scratch), given.pairs, given.register, given.pictures)
    RESULTS.write_text(json.dumps(result, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    show(result)


def run(scratch: Path, pairs: int, made: Path | None, pictures: Path | None) -> dict[str, Any]:
    if made is None:
        made = scratch / "made"
        unify([DEMO], made, at=NOW, actor="operator:bench")
    found: dict[str, Any] = {"pairs": pairs}
    for size in SIZES:
        for language in LANGUAGES:
            root = scratch / f"{language}-{size}"
            shutil.copytree(made, root)
            few = pairs if size == "1366x768" else max(1, pairs // 5)
            found[f"{language} {size}"] = walk(root, language, size, few, pictures)
            shutil.rmtree(root)
    return found


def walk(root: Path, language: str, size: str, pairs: int, pictures: Path | None) -> dict[str, Any]:
    import browser_pages

    browser_pages.clean_environment()
    registers.open_register(root)
    browser_pages.add_operator(by="operator:bench")
    width, height = SIZES[size]
    with (
        browser_pages.served(root) as base,
        browser_pages.visitor(base, language, width=width, height=height) as visitor,
    ):
        visitor.log_in()
        visitor.go("/review/")
        page = visitor.page
        page.set_default_timeout(browser_pages.SLOW)
        page.wait_for_function("document.activeElement.id === 'begin'")
        page.keyboard.press("Enter")  # the way in, without a mouse
        page.wait_for_selector("#answers")
        seen, keys, seconds = [], [], []
        for number in range(1, pairs + 1):
            page.wait_for_timeout(300)  # what is read out enters after the page
            seen.append(page.evaluate(LOOK))
            if pictures is not None and (number == 1 or number % 10 == 0):
                pictures.mkdir(parents=True, exist_ok=True)
                page.screenshot(path=str(pictures / f"{language}-{size}-{number:02d}.png"))
            pressed, took = judged(page, number)
            keys.append(pressed)
            seconds += took
        wrong = list(visitor.wrong)
    return summary(seen, keys, seconds) | {"wrong": wrong}


def judged(page: Any, number: int) -> tuple[int, list[float]]:
    """Answers the pair on the page; how many keys were pressed, and the seconds of each answer to the next pair."""
    pressed, took = 0, []
    if number % 10 == 0:
        page.keyboard.press("r")
        page.keyboard.type("same mother")
        page.keyboard.press("Enter")
        pressed += 2  # the words themselves are not counted: they are as long as a reviewer makes them
    took.append(answered(page, "s" if number % 3 else "d"))
    pressed += 1
    if number % 25 == 0:
        took.append(answered(page, "u"))
        took.append(answered(page, "f"))
        pressed += 2
    return pressed, took


def answered(page: Any, key: str) -> float:
    """Seconds from the key to the next pair ready for a key."""
    started = time.perf_counter()
    with page.expect_navigation(wait_until="load"):
        page.keyboard.press(key)
    page.wait_for_selector("#answers")
    return time.perf_counter() - started


def summary(seen: list[Mapping[str, Any]], keys: list[int], seconds: list[float]) -> dict[str, Any]:
    after = seen[1:]  # the first pair follows no answer
    return {
        "pairs": len(seen),
        "different_pairs": len({one["path"] for one in seen}),
        "keys": sum(keys),
        "keys_per_pair": round(sum(keys) / len(keys), 2),
        "median_ms": round(1000 * statistics.median(seconds)),
        "p95_ms": round(1000 * sorted(seconds)[int(0.95 * len(seconds))]),
        "seconds": round(sum(seconds), 1),
        "answers_in_window": sum(one["answers_seen"] for one in seen),
        "keys_in_window": sum(one["keys_seen"] >= 4 for one in seen),
        "weighed_fields_in_window": sum(one["weighed_seen"] for one in seen),
        "all_fields_in_window": sum(one["rows_seen"] == one["rows"] for one in seen),
        "announced": sum(bool(one["announced"]) for one in after),
        "focus": sorted({one["focus"] for one in seen}),
        "wider_than_window": sum(one["wide"] for one in seen),
    }


def show(result: Mapping[str, Any]) -> None:
    table = Table(title="Pairs judged by keyboard alone (a script; the seconds are the machine's)")
    columns = (
        "pairs",
        "keys_per_pair",
        "median_ms",
        "p95_ms",
        "answers_in_window",
        "weighed_fields_in_window",
    )
    for column in ("", *columns, "announced", "focus"):
        table.add_column(column.replace("_", " "))
    for name, one in result.items():
        if isinstance(one, dict):
            table.add_row(name, *(str(one[each]) for each in (*columns, "announced", "focus")))
    Console(width=140).print(table)


if __name__ == "__main__":
    main()
