"""The audit of a decree and the follow-up of an instrument as far as figures may be shown inside an organisation.

Counted over what the viewer may see. Counts below five are withheld, and with them whatever would give them away; a
chart or a table that is not whole is left out. Who sees everything gets the report itself, with the findings.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

import numpy as np

from sijill.amnesties import audit as audits
from sijill.amnesties import report as audit_report
from sijill.amnesties import words as audit_words
from sijill.amnesties.audit import Audit
from sijill.amnesties.decrees import extra_rules, rules_of
from sijill.amnesties.model import Decree
from sijill.claims.statements import Statement
from sijill.instruments import indicators
from sijill.instruments import instruments as instrument_words
from sijill.instruments import report as instrument_report
from sijill.instruments.model import FollowUp, Happened, Indicator, Instrument, Standing
from sijill.mentions.figures import Figure
from sijill.persons.custody import Answer
from sijill.statistics.disclose import TOTAL, Audience, Publication, disclose
from sijill.typesetting.blocks import Block, Document, Heading, Language, Paragraph, Picture, Table
from sijill.web.look.everyone import people
from sijill.web.look.person import Other, other
from sijill.web.look.sight import Sight

WITHHELD: Final = "*"
LISTED: Final = 200  # findings shown on a page
CUSTODY: Final = (Answer.YES, Answer.UNKNOWN)
ANSWERS: Final = tuple(Answer)
HELD: Final = ("certain", "presumed", "unknown", "fate_unknown")


def audited(sight: Sight, decree: Decree, *, rule_set: str, as_of: date) -> Audit:
    """The audit over the viewer's persons and claims. UsageError for an unknown rule set."""
    return audits.audit(decree, people(sight, audits.PROPERTIES), rule_set=rule_set.casefold(), as_of=as_of)


def followed_up(sight: Sight, instrument: Instrument, *, as_of: date) -> FollowUp:
    """The follow-up over the viewer's persons and claims; letters belong to cases and take no part."""
    return indicators.follow_up(instrument, people(sight, indicators.PROPERTIES), as_of=as_of)


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """Somebody the viewer sees who is covered by the text and was not released."""

    person: Other
    why: str
    sure: str
    claims: tuple[Statement, ...]


def findings(sight: Sight, audit: Audit, language: Language) -> list[Finding]:
    """For whoever works on cases: every one of them is a person whose claims they may read one by one."""
    return [
        Finding(
            person=other(sight, sight.resolve(one.person_id), why=""),
            why=one.release.why,
            sure=audit_words.say(one.held.value, language),
            claims=tuple({id(said): said for rule in one.rules for said in rule.statements}.values()),
        )
        for one in audit.findings[:LISTED]
    ]


def releases_told(audit: Audit, *, whole: bool) -> list[tuple[str, str]]:
    """Which lists tell of the releases that were counted, and of how many persons; small counts are withheld."""
    told: Counter[str] = Counter()
    for one in audit.assessments:
        if one.release.released is Answer.YES:
            told.update({said.claim.list_id for said in one.release.statements})
    return [(name, f"{count:,}" if whole else _count(count)) for name, count in sorted(told.items())]


def publication(audit: Audit) -> Publication:
    """Custody × covered × released, with every total, as it may be shown."""
    counts = np.array(
        [
            [[audit.by_custody[where][left][right] for right in ANSWERS] for left in ANSWERS]
            for where in CUSTODY
        ],
        np.int64,
    )
    return disclose(
        counts,
        dimensions=("custody", "covered", "released"),
        labels=(CUSTODY, ANSWERS, ANSWERS),
        audience=Audience.INTERNAL,
    )


def audit_document(audit: Audit, *, language: Language) -> Document:
    """The table, and where nothing of it is withheld the rules and the chart too. No person, no finding by id."""

    def say(word: str, **values: object) -> str:
        return audit_words.say(word, language, **values)

    made = publication(audit)
    decree = audit.decree
    blocks: list[Block] = [
        Paragraph(text=say(decree.confidence.value), notice=True),
        Heading(text=say("table")),
        Paragraph(text=say("table_says"), soft=True),
        _audit_table(made, language),
    ]
    if not made.hidden():
        picture = audit_report.chart(audit, language)
        blocks.append(Picture(name="covered", svg=picture, alt=say("chart")))
    if not made.hidden() and not _small(audit.rules):
        blocks += [Heading(text=say("rules")), _rules_table(audit, language)]
    return Document(
        title=say(
            "title",
            decree=say("decree_ld", number=decree.number, year=decree.year),
            date=decree.issued,
        ),
        language=language,
        blocks=tuple(blocks),
        foot="",
    )


def _audit_table(made: Publication, language: Language) -> Table:
    def say(word: str) -> str:
        return audit_words.say(word, language)

    def cell(left: int, right: int) -> str:
        return f"{_shown(made.shown[0, left, right])} ({_shown(made.shown[1, left, right])})"

    places = range(len(ANSWERS))
    return Table(
        heads=[say("covered"), *(f"{say('released')}: {say(one.value)}" for one in ANSWERS), say("persons")],
        rows=[
            [say(ANSWERS[left].value), *(cell(left, right) for right in places), cell(left, TOTAL)]
            for left in places
        ],
        numeric=frozenset({1, 2, 3, 4}),
    )


def _rules_table(audit: Audit, language: Language) -> Table:
    tests = {test.id: test for test in (*rules_of(audit.decree, audit.rule_set), *extra_rules(audit.decree))}
    return Table(
        heads=[audit_words.say(one, language) for one in ("rule", "pass", "fail", "unknown", "basis")],
        rows=[
            [
                rule,
                *(f"{tally[one]:,}" for one in ("pass", "fail", "unknown")),
                audit_report.basis_of(tests[rule], language),
            ]
            for rule, tally in audit.rules.items()
        ],
        numeric=frozenset({1, 2, 3}),
    )


def _small(tallies: Mapping[str, Mapping[str, int]]) -> bool:
    smallest = Audience.INTERNAL.value.smallest
    return any(0 < count < smallest for tally in tallies.values() for count in tally.values())


def told_of(decree: Decree, figures: Sequence[Figure], language: Language) -> tuple[Block, ...]:
    """What is told of a decree whoever asks: counts that others published, and its own words."""
    return (*audit_report.figures_told(figures, language), *audit_report.tokens_told(decree, language))


def follow_up_document(made: FollowUp, *, language: Language) -> Document:
    """Who was held, day by day, and what happened after it; groups and letters are for whoever sees everything."""

    def say(word: str, **values: object) -> str:
        return instrument_words.say(word, language, **values)

    instrument = made.instrument
    asked = set(instrument.indicators)
    blocks: list[Block] = [Paragraph(text=say(f"mark_{instrument.mark}"), notice=True)]
    if Indicator.HELD_AT in asked:
        blocks += [
            Heading(text=say("held")),
            Paragraph(text=say("held_says"), soft=True),
            Table(
                heads=[say("day"), *(say(name) for name in HELD)],
                rows=[[day.isoformat(), *_standing(one)] for day, one in made.held.items()],
                numeric=frozenset({1, 2, 3, 4}),
            ),
        ]
        if not any(WITHHELD in _standing(one) for one in made.held.values()):
            picture = instrument_report.chart(made, language)
            blocks.append(Picture(name="held", svg=picture, alt=say("chart")))
    if Indicator.VIOLATIONS in asked:
        blocks += [
            Heading(text=say("after")),
            Paragraph(text=say("after_says"), soft=True),
            Table(
                heads=[say(word) for word in ("kind", "sure", "possible")],
                rows=[
                    [say("arrests"), *_happened(made.arrests)],
                    [say("deaths"), *_happened(made.deaths)],
                ],
                numeric=frozenset({1, 2}),
            ),
        ]
    return Document(
        title=say("title", title=instrument.title[language]),
        language=language,
        blocks=tuple(blocks),
        foot="",
    )


def _standing(one: Standing) -> list[str]:
    return [_count(getattr(one, name)) for name in HELD]


def _happened(one: Happened) -> list[str]:
    return [_count(one.sure), _count(one.possible)]


def _count(value: int) -> str:
    """A count whose table has no totals: nothing else gives a withheld one away."""
    return WITHHELD if 0 < value < Audience.INTERNAL.value.smallest else f"{value:,}"


def _shown(value: object) -> str:
    return f"{value:,}" if isinstance(value, int) else WITHHELD
