"""The labelled pairs of `match_cases/names.yml` under the declared threshold. Reviewers add cases there."""

from pathlib import Path

import pytest
import yaml

from sijill.text import names

CASES = yaml.safe_load((Path(__file__).parents[1] / "match_cases" / "names.yml").read_text(encoding="utf-8"))
PAIRS = [
    pytest.param(verdict, a, b, id=f"{case['phenomenon']}: {verdict} {number}")
    for case in CASES
    for verdict in ("same", "different", "apart")
    for number, (a, b) in enumerate(case.get(verdict, []))
]


@pytest.mark.parametrize(("verdict", "a", "b"), PAIRS)
def test_labelled_pair(verdict: str, a: str, b: str) -> None:
    score = names.similarity(a, b)
    assert 0.0 <= score <= 1.0
    if verdict != "apart":
        assert (score >= names.SAME_NAME_THRESHOLD) == (verdict == "same"), names.explain(a, b).as_json()
