"""What reviewers said of today's records: words on any version of a row are words on one record.

Words are put together before anything is concluded from them. What a reviewer said of a newer version replaces what
they said of an older one, and two reviewers who saw different versions agree or contradict each other all the same.
"""

from collections.abc import Mapping

import pyarrow as pa

from sijill.manual_review import agree
from sijill.manual_review import store as reviews
from sijill.manual_review.model import PairOutcome
from sijill.manual_review.policy import policy_of
from sijill.pipeline.origins import Origins
from sijill.tables.register import Register

Pair = tuple[str, str]


def by_origin(known: Origins, pair: Pair) -> Pair:
    """The first records that these two continue, sorted."""
    one, other = sorted((known[pair[0]], known[pair[1]]))
    return one, other


def words(known: Origins) -> list[agree.Word]:
    """Every judgement in the order in which it was given, by origins."""
    return [(*by_origin(known, (left, right)), verdict, by) for left, right, verdict, by in reviews.words()]


def outcomes(known: Origins) -> list[PairOutcome]:
    """One per pair of origins of which anything was said and not taken back, sorted by pair."""
    return agree.outcomes(words(known))


def binding(register: Register, known: Origins) -> pa.Table:
    """What linkage must obey, by origins: ``left``, ``right``, ``verdict`` same or different.

    Only outcomes that as many reviewers agree on as the register's owner asks for.
    """
    return agree.binding(outcomes(known), policy_of(register).reviewers)


def of_today(judgements: pa.Table, current: Mapping[str, str]) -> tuple[pa.Table, int]:
    """Judgements on origins as judgements on the records that stand for them today, and how many have no such record.

    ``current`` maps an origin to the record that counts now. Those without wait: a person must look again.
    """
    kept: list[dict[str, str]] = []
    for row in judgements.to_pylist():
        left, right = current.get(row["left"]), current.get(row["right"])
        if left is None or right is None or left == right:
            continue
        first, second = sorted((left, right))
        kept.append({"left": first, "right": second, "verdict": row["verdict"]})
    return pa.Table.from_pylist(kept, schema=judgements.schema), judgements.num_rows - len(kept)
