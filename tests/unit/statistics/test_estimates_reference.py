"""docs/reference/estimates.md prints the rules as they are. On a difference, paste what this test prints."""

from pathlib import Path

from sijill.statistics.mse.gate import RULES, VALID_LIST, Check

PAGE = Path(__file__).parents[3] / "docs" / "reference" / "estimates.md"


def limit(rule, value):
    if value is None:
        return "–"
    sign = "<" if rule.worse == "below" else ">"
    return f"{sign} {100 * value:g} %" if rule.shown_as == "share" else f"{sign} {value:g}"


def rules_as_markdown():
    lines = ["| check | when | found | caution | refuse |", "|---|---|---|---|---|"]
    lines += [
        f"| `{rule.check.value}` | {rule.stage} fitting | {rule.says.format(value='*x*')} | "
        f"{limit(rule, rule.caution)} | {limit(rule, rule.refuse)} |"
        for rule in RULES
    ]
    return "\n".join(lines)


def test_the_reference_prints_the_rules_as_they_are():
    page = PAGE.read_text(encoding="utf-8")
    printed = page.partition("<!-- rules -->\n")[2].partition("\n<!-- /rules -->")[0]
    assert printed == rules_as_markdown(), rules_as_markdown()


def test_the_sentence_about_valid_lists_says_the_number_in_use():
    rule = next(rule for rule in RULES if rule.check is Check.VALID_LISTS)
    assert f"at least {VALID_LIST} people" in rule.says
