import json

import pytest
from click.testing import Result
from typer.testing import CliRunner

from sijill.cli.names import names_app
from sijill.text import names


def _run(*arguments: str) -> Result:
    result = CliRunner().invoke(names_app, ["compare", *arguments])
    assert result.exit_code == 0, result.exception
    return result


@pytest.mark.parametrize(
    ("a", "b", "same"),
    [("خالد العلي", "Khaled al-Ali", True), ("خالد العلي", "ماهر العلي", False), ("", "خالد", False)],
)
def test_programs_get_the_verdict_the_alignment_and_both_readings(a: str, b: str, same: bool) -> None:
    made = json.loads(_run(a, b, "--json").stdout)
    assert (made["a"], made["b"], made["same_name"]) == (a, b, same)
    assert made["same_name"] == (made["similarity"] >= made["threshold"] == names.SAME_NAME_THRESHOLD)
    assert [reading["original"] for reading in made["readings"]] == [a, b]
    assert {part["relation"] for part in made["parts"]} <= {
        "same", "variant", "known-together", "different", "known-apart", "initial", "joined", "crossed",
        "missing", "optional",
    }  # fmt: skip


def test_people_see_part_beside_part_and_why() -> None:
    shown = _run("خالد حسن العلي", "Khaled al-Ali").stdout
    assert "the same name" in shown
    assert "missing" in shown
    assert "\u2068خالد\u2069" in shown
    assert "log odds" in shown
