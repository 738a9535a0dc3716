"""The audit as a report: blocks in English or Arabic, to be shown as a page, HTML or PDF. Ids, never names."""

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sijill.amnesties.audit import GROUPS, Audit
from sijill.amnesties.decrees import extra_rules, rules_of
from sijill.amnesties.model import Assessment, Decree, Test, Token
from sijill.amnesties.words import say, words
from sijill.mentions.figures import Figure, conflicts, counted_by, definition_of
from sijill.persons.custody import Answer
from sijill.statistics.charts import ACCENT, FAINT, INK, SECOND, Canvas
from sijill.text import words as codes
from sijill.typesetting.blocks import (
    Block,
    Bullets,
    Document,
    Heading,
    Language,
    Paragraph,
    Picture,
    Table,
)

LISTED: Final = 500  # findings written out; the machine-readable answer has all
COLOURS: Final = {Answer.YES: ACCENT, Answer.NO: SECOND, Answer.UNKNOWN: "#9aa7b4"}
REARRESTS: Final = ("after_release", "after_surrender", "after_settlement")


def audit_document(
    audit: Audit,
    figures: Sequence[Figure],
    *,
    language: Language = "en",
    matched: Mapping[str, Any] | None = None,
) -> Document:
    """``matched``: what became of the rows of a list of released people, if one was handed in."""
    decree = audit.decree
    name = say("decree_ld", language, number=decree.number, year=decree.year)
    rules = say(audit.rule_set, language) if audit.rule_set in words() else audit.rule_set
    blocks: list[Block] = [
        Paragraph(text=say("scope", language, rules=rules, as_of=audit.as_of, persons=f"{audit.persons:,}")),
        Paragraph(text=say(decree.confidence.value, language), notice=True),
        *_cohort(audit, language),
        *_table(audit, language),
        *_findings(audit, language),
        *_rules(audit, language),
        *_sensitivity(audit, language),
        *_releases(audit, language, matched),
        *_rearrests(audit, language),
        *figures_told(figures, language),
        *tokens_told(audit.decree, language),
    ]
    return Document(
        title=say("title", language, decree=name, date=decree.issued),
        language=language,
        blocks=tuple(blocks),
        foot=say("foot", language),
    )


def _cohort(audit: Audit, language: Language) -> list[Block]:
    rows = [
        [say("cohort_yes", language), _number(audit.cohort["yes"])],
        [say("cohort_unknown", language), _number(audit.cohort["unknown"])],
        [say("charge_known", language), _number(audit.charge_known["known"])],
        [say("charge_unknown", language), _number(audit.charge_known["unknown"])],
    ]
    rows += [
        [say("outside", language, why=say(why, language)), _number(count)]
        for why, count in audit.outside.items()
    ]
    return [
        Heading(text=say("cohort", language)),
        Table(heads=["", say("persons", language)], rows=rows, numeric=frozenset({1}), widths=(4, 1)),
    ]


def _table(audit: Audit, language: Language) -> list[Block]:
    heads = [say("covered", language)] + [
        f"{say('released', language)}: {say(answer.value, language)}" for answer in Answer
    ]
    rows = [
        [
            say(left.value, language),
            *(
                f"{audit.by_custody['yes'][left][right]:,} ({audit.by_custody['unknown'][left][right]:,})"
                for right in Answer
            ),
        ]
        for left in Answer
    ]
    return [
        Heading(text=say("table", language)),
        Paragraph(text=say("table_says", language), soft=True),
        Table(heads=heads, rows=rows, numeric=frozenset({1, 2, 3})),
        Picture(name="covered", svg=chart(audit, language), alt=_chart_words(audit, language)),
    ]


def chart(audit: Audit, language: Language) -> str:
    """One bar for each answer to "covered", split by "released"; persons in State custody only."""
    rtl = language == "ar"
    title = say("chart", language)
    canvas = Canvas(width=720, height=210, title=title, rtl=rtl)
    counts = audit.by_custody["yes"]
    most = max(1, *(sum(counts[left].values()) for left in Answer))
    left_edge, width = 130.0, 520.0
    canvas.text(0, 18, title, edge="left", size=13)
    for place, left in enumerate(Answer):
        y = 44 + place * 40
        canvas.text(
            left_edge - 12, y + 17, f"{say('covered', language)}: {say(left.value, language)}", edge="right"
        )
        x = left_edge
        canvas.rect(left_edge, y, width, 24, "#f1f4f7")
        for right in Answer:
            share = counts[left][right] / most * width
            hint = f"{say('released', language)}: {say(right.value, language)}: {counts[left][right]:,}"
            canvas.rect(x, y, share, 24, COLOURS[right], hint=hint)
            x += share
        canvas.text(left_edge + width + 8, y + 17, f"{sum(counts[left].values()):,}", edge="left")
    canvas.line(left_edge, 40, left_edge, 160, FAINT)
    x = left_edge
    for right in Answer:
        canvas.rect(x, 178, 14, 14, COLOURS[right])
        canvas.text(
            x + 20,
            190,
            f"{say('released', language)}: {say(right.value, language)}",
            edge="left",
            size=12,
            colour=INK,
        )
        x += 175
    return canvas.render()


def _chart_words(audit: Audit, language: Language) -> str:
    counts = audit.by_custody["yes"]
    parts = [
        f"{say('covered', language)} {say(left.value, language)}, {say('released', language)} "
        f"{say(right.value, language)}: {counts[left][right]:,}"
        for left in Answer
        for right in Answer
    ]
    return f"{say('chart', language)}. {'; '.join(parts)}"


def _findings(audit: Audit, language: Language) -> list[Block]:
    found = audit.findings
    blocks: list[Block] = [
        Heading(text=say("findings", language, count=_number(len(found)))),
        Paragraph(text=say("findings_say", language), soft=True),
    ]
    if found:
        blocks.append(
            Table(
                heads=[say("person", language), say("custody", language), say("why", language)],
                rows=[_finding(one, language) for one in found[:LISTED]],
                widths=(2, 1, 6),
            )
        )
    if len(found) > LISTED:
        blocks.append(
            Paragraph(text=say("findings_cut", language, shown=LISTED, count=_number(len(found))), soft=True)
        )
    if audit.liberated:
        blocks.append(Paragraph(text=say("liberated", language, count=_number(audit.liberated))))
    if audit.fate_unknown:
        blocks.append(Paragraph(text=say("fate", language, count=_number(audit.fate_unknown))))
    return blocks


def _finding(one: Assessment, language: Language) -> list[str]:
    cells = dict.fromkeys(
        f"{statement.claim.file} {statement.claim.locator}"
        for rule in one.rules
        for statement in rule.statements
    )
    return [one.person_id, say(one.held.value, language), " · ".join(cells)]


def _rules(audit: Audit, language: Language) -> list[Block]:
    tests = {test.id: test for test in (*rules_of(audit.decree, audit.rule_set), *extra_rules(audit.decree))}
    rows = [
        [rule, *(_number(tally[one]) for one in ("pass", "fail", "unknown")), basis_of(tests[rule], language)]
        for rule, tally in audit.rules.items()
    ]
    heads = [say(word, language) for word in ("rule", "pass", "fail", "unknown", "basis")]
    return [
        Heading(text=say("rules", language)),
        *_ours(language),
        Table(heads=heads, rows=rows, numeric=frozenset({1, 2, 3}), widths=(2, 1, 1, 1, 4)),
    ]


def basis_of(test: Test, language: Language) -> str:
    """Where a rule stands; in Arabic in our own words."""
    return (language == "ar" and test.basis_ar) or test.basis


def _ours(language: Language) -> list[Block]:
    """The words of decrees are kept in English: their Arabic here is no official text."""
    return [Paragraph(text=say("unofficial", language), soft=True)] if language == "ar" else []


def _sensitivity(audit: Audit, language: Language) -> list[Block]:
    heads = [
        say("rule_set", language),
        *(f"{say('covered', language)}: {say(answer.value, language)}" for answer in Answer),
        say("findings", language, count="").rstrip(" :"),
    ]
    rows = [
        [
            say(name, language) if name in words() else name,
            *(_number(sum(counts[left].values())) for left in Answer),
            _number(audit.sensitivity_findings[name]),
        ]
        for name, counts in audit.sensitivity.items()
    ]
    blocks: list[Block] = [
        Heading(text=say("sensitivity", language)),
        Paragraph(text=say("sensitivity_says", language), soft=True),
        Table(heads=heads, rows=rows, numeric=frozenset({1, 2, 3, 4}), widths=(2, 1, 1, 1, 2)),
    ]
    decree = audit.decree
    notes = decree.rule_set_notes_ar if language == "ar" else decree.rule_set_notes
    if notes:
        told = {name: say(name, language) if name in words() else name for name in notes}
        blocks.append(Bullets(items=[f"{told[name]}: {note}" for name, note in notes.items()]))
    return blocks


def _releases(audit: Audit, language: Language, matched: Mapping[str, Any] | None) -> list[Block]:
    blocks: list[Block] = [Heading(text=say("releases", language))]
    if matched is not None:
        blocks += _given_list(matched, language)
    if not audit.release_types:
        return [*blocks, Paragraph(text=say("nobody_released", language))]
    rows = [[_type(code, language), _number(count)] for code, count in audit.release_types.items()]
    rows += [[say(group, language), _number(audit.release_groups[group])] for group in GROUPS]
    heads = [say("release_type", language), say("persons", language)]
    return [*blocks, Table(heads=heads, rows=rows, numeric=frozenset({1}), widths=(4, 1))]


def _given_list(matched: Mapping[str, Any], language: Language) -> list[Block]:
    """The list that was handed in, by name and digest; the rows linkage did not settle stand apart."""
    blocks: list[Block] = [
        Paragraph(text=say("given_list", language, **matched), soft=True),
        Paragraph(
            text=say("given_file", language, file=matched["file"], sha256=matched["sha256"]), soft=True
        ),
    ]
    doubtful = matched["doubtful"]
    if not doubtful:
        return blocks
    rows = [
        [
            _number(one["row"]),
            say(one["kind"], language),
            ", ".join(one["persons"]),
            "—" if one["weight"] is None else f"{one['weight']:.1f}",
        ]
        for one in doubtful[:LISTED]
    ]
    heads = [say(word, language) for word in ("row", "kind", "person", "weight")]
    blocks += [
        Heading(text=say("doubtful", language, count=_number(len(doubtful))), level=3),
        Paragraph(text=say("doubtful_say", language), soft=True),
        Table(heads=heads, rows=rows, numeric=frozenset({0, 3}), widths=(1, 2, 5, 1)),
    ]
    if len(doubtful) > LISTED:
        blocks.append(
            Paragraph(
                text=say("findings_cut", language, shown=LISTED, count=_number(len(doubtful))), soft=True
            )
        )
    return blocks


def _type(code: str, language: Language) -> str:
    found = codes.codes().get(("release_type", code))
    if found is None:
        return say(code, language)
    return found.label_ar if language == "ar" else found.label_en


def _rearrests(audit: Audit, language: Language) -> list[Block]:
    if not audit.rearrests:
        return []
    rows = []
    for kind in REARRESTS:
        mine = [one for one in audit.rearrests if one.kind == kind]
        rows.append(
            [
                say(kind, language),
                _number(len({one.person_id for one in mine})),
                _number(len({one.person_id for one in mine if one.after_decree is Answer.YES})),
                _number(len({one.person_id for one in mine if one.died})),
            ]
        )
    heads = [say(word, language) for word in ("kind", "persons", "since_decree", "died")]
    return [
        Heading(text=say("rearrests", language)),
        Table(heads=heads, rows=rows, numeric=frozenset({1, 2, 3}), widths=(3, 1, 1, 1)),
    ]


def _counted(one: Figure, language: Language) -> str:
    return f"{_amount(one, language)} ({counted_by(one, arabic=language == 'ar')})"


def figures_told(figures: Sequence[Figure], language: Language) -> list[Block]:
    if not figures:
        return []
    rows = [
        [
            _amount(one, language),
            one.as_of,
            counted_by(one, arabic=language == "ar"),
            definition_of(one, arabic=language == "ar"),
            one.mark,
        ]
        for one in figures
    ]
    heads = [say(word, language) for word in ("value", "as_of", "source", "definition", "mark")]
    blocks: list[Block] = [
        Heading(text=say("figures", language)),
        Paragraph(text=say("figures_say", language), soft=True),
        Table(heads=heads, rows=rows, widths=(3, 4, 3, 8, 2)),
    ]
    against = [
        # in Arabic the Arabic word comes first: the base direction of a line follows its first letter
        f"{say(one.kind, language)}: {two}" if language == "ar" else f"{two}: {say(one.kind, language)}"
        for one in conflicts(figures)
        for two in [f"{_counted(one.one, language)} · {_counted(one.other, language)}"]
    ]
    if against:
        blocks += [Heading(text=say("conflicts", language), level=3), Bullets(items=against)]
    return blocks


def tokens_told(decree: Decree, language: Language) -> list[Block]:
    if not decree.tokens:
        return []
    rows = [
        [
            token_words(one, language),
            ", ".join(one.codes) or "—",
            (language == "ar" and one.why_ar) or one.why,
        ]
        for one in decree.tokens
    ]
    heads = [say(word, language) for word in ("token", "codes", "remark")]
    return [
        Heading(text=say("tokens", language)),
        *_ours(language),
        Table(heads=heads, rows=rows, widths=(3, 4, 3)),
    ]


def token_words(one: Token, language: Language) -> str:
    return (language == "ar" and one.text_ar) or one.text.replace("_", " ")


def _amount(one: Figure, language: Language) -> str:
    key = f"bound_{one.bound.replace(' ', '_')}"
    bound = say(key, language) if key in words() else one.bound
    return " ".join(part for part in (bound, f"{one.value:,}" if one.value is not None else "") if part)


def _number(value: int) -> str:
    return f"{value:,}"
