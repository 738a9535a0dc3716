"""When Sijill refuses to estimate, as a table. Each row: what was found, and the verdict it leads to."""

import pytest

from sijill.statistics.mse.gate import RULES, Check, measure
from sijill.statistics.mse.model import Verdict

CASES = """
what                          | value | verdict
valid_lists                   | 5     | estimate
valid_lists                   | 4     | estimate
valid_lists                   | 3     | caution
valid_lists                   | 2     | refuse
share_on_two_lists            | 0.25  | estimate
share_on_two_lists            | 0.19  | caution
share_on_two_lists            | 0.081 | refuse
people_on_two_lists           | 30    | estimate
people_on_two_lists           | 29    | refuse
people_on_three_lists         | 20    | estimate
people_on_three_lists         | 12    | caution
people_on_three_lists         | 4     | refuse
list_pairs_without_overlap    | 0.25  | estimate
list_pairs_without_overlap    | 0.3   | caution
list_pairs_without_overlap    | 0.51  | refuse
lists_overlapping_none        | 0     | estimate
lists_overlapping_none        | 1     | refuse
lists_copied_from_another     | 0     | estimate
lists_copied_from_another     | 1     | caution
lists_after_merging_copies    | 3     | estimate
lists_after_merging_copies    | 2     | refuse
rhat                          | 1.01  | estimate
rhat                          | 1.03  | caution
rhat                          | 1.06  | refuse
chain_medians_ratio           | 1.05  | estimate
chain_medians_ratio           | 1.2   | caution
chain_medians_ratio           | 1.3   | refuse
effective_sample_size         | 400   | estimate
effective_sample_size         | 399   | caution
mass_near_the_cap             | 0.01  | estimate
mass_near_the_cap             | 0.02  | caution
mass_near_the_cap             | 0.03  | refuse
estimate_over_documented      | 3     | estimate
estimate_over_documented      | 8.1   | caution
estimate_over_documented      | 11    | refuse
models_ratio                  | 1.3   | estimate
models_ratio                  | 1.37  | caution
models_ratio                  | 2.6   | refuse
leave_one_list_out_ratio      | 1.5   | estimate
leave_one_list_out_ratio      | 1.65  | caution
leave_one_list_out_ratio      | 5.8   | refuse
linkage_recall                | 0.95  | estimate
linkage_recall                | 0.90  | caution
linkage_recall                | 0.84  | refuse
linkage_precision             | 0.98  | estimate
linkage_precision             | 0.97  | caution
linkage_precision             | 0.94  | refuse
models_without_answer         | 0     | estimate
models_without_answer         | 1     | caution
"""
ROWS = [[cell.strip() for cell in line.split("|")] for line in CASES.strip().splitlines()[1:]]


@pytest.mark.parametrize(("what", "value", "verdict"), ROWS)
def test_verdicts(what, value, verdict):
    assert measure(Check(what), float(value)).verdict == verdict


def test_every_rule_is_in_the_table_with_each_of_its_verdicts():
    seen = {(what, verdict) for what, _, verdict in ROWS}
    for rule in RULES:
        wanted = {"estimate"}
        wanted |= {"caution"} if rule.caution is not None else set()
        wanted |= {"refuse"} if rule.refuse is not None else set()
        assert {verdict for what, verdict in seen if what == rule.check} == wanted
    assert {rule.check for rule in RULES} == set(Check)


def test_not_a_number_is_a_refusal_and_not_looked_at_is_neither():
    assert measure(Check.RHAT, float("nan")).verdict is Verdict.REFUSE
    assert measure(Check.RHAT, None, why="no chains").verdict is Verdict.ESTIMATE


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.check.value)
def test_every_reason_can_be_said_in_both_languages(rule):
    finding = measure(rule.check, 0.5)
    assert "{" not in finding.reason + finding.reason_ar
    assert any("\u0600" <= letter <= "\u06ff" for letter in finding.reason_ar)


@pytest.mark.parametrize(
    ("what", "value", "shown"),
    [
        ("linkage_precision", 0.979954, "97.995 %"),
        ("linkage_precision", 0.98, "98.0 %"),
        ("rhat", 1.01004, "1.01004"),
        ("rhat", 1.0004, "1.000"),
        ("people_on_two_lists", 1_182, "1,182"),
    ],
)
def test_a_reason_shows_on_which_side_of_the_threshold_it_lies(what, value, shown):
    assert shown in measure(Check(what), value).reason
