import json
from dataclasses import dataclass
from enum import StrEnum

import numpy as np
from typer.testing import CliRunner

from sijill.cli.names import names_app, plain


def test_two_writings_of_one_name_are_the_same_and_brothers_are_not() -> None:
    for a, b, same in (("خالد العلي", "Khaled al-Ali", True), ("خالد العلي", "ماهر العلي", False)):
        result = CliRunner().invoke(names_app, ["compare", a, b, "--json"])
        assert result.exit_code == 0, result.exception
        made = json.loads(result.stdout)
        assert (made["a"], made["b"], made["same"]) == (a, b, same)
        assert 0.0 <= made["similarity"] <= 1.0
        assert made["same"] == (made["similarity"] >= made["threshold"])
        assert [reading["original"] for reading in made["readings"]] == [a, b]


def test_people_see_the_parts_side_by_side_and_a_verdict() -> None:
    result = CliRunner().invoke(names_app, ["compare", "خالد العلي", "Khaled [al-Ali]"])
    assert result.exit_code == 0, result.exception
    assert "likeness" in result.stdout
    assert "family" in result.stdout
    assert "\u2068خالد\u2069" in result.stdout


class _Kind(StrEnum):
    SWAPPED = "swapped"


@dataclass(frozen=True)
class _Why:
    kind: _Kind
    pair: tuple[str, str]
    cost: np.float64


def test_any_explanation_becomes_plain_values() -> None:
    made = plain(_Why(kind=_Kind.SWAPPED, pair=("a", "b"), cost=np.float64(0.5)))
    assert made == {"kind": "swapped", "pair": ["a", "b"], "cost": 0.5}
    json.dumps(made)
