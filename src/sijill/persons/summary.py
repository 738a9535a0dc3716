"""One row per person, for tables and exports: names in both scripts, what agrees, how many lists, what contradicts."""

from pathlib import Path
from typing import Final

import pyarrow as pa

from sijill.persons.fullest import place_sql
from sijill.tables import duck

# The columns of the table, in order, with what each holds.
COLUMNS: Final = {
    "person_id": "the person's id",
    "name_ar": "fullest name in Arabic letters, as written",
    "name_latin": "fullest name in Latin letters, as written",
    "records": "how many records",
    "lists": "how many lists",
    "sex": "male or female; empty when unknown or contradicted",
    "birth": "interval on which all dated records agree; empty when unknown or contradicted",
    "arrest": "first arrest: interval on which the records agree that may be about it",
    "arrest_place": "p-codes, the narrowest said",
    "held_places": "facility ids",
    "status": "axis:code, as said by the lists, separated by |",
    "contradictions": "which of birth, sex, life differ between its records",
}

_SQL: Final = f"""
WITH said AS (
  SELECT m.person_id, m.record_id, r.* EXCLUDE (record_id), {place_sql("r.display")} AS place
  FROM membership m JOIN records r USING (record_id)
), one AS (
  SELECT person_id,
    arg_min(display, place) FILTER (WHERE regexp_matches(display, '[\u0620-\u06d3]')) AS name_ar,
    arg_min(display, place) FILTER (WHERE regexp_matches(display, '[A-Za-z]')) AS name_latin,
    count(*) AS records,
    count(DISTINCT list_id) AS lists,
    min(sex) AS sex_low, max(sex) AS sex_high,
    max(birth_start) AS birth_low, min(birth_end) AS birth_high,
    min(number) AS first_number
  FROM said GROUP BY person_id
), first_ends AS (
  SELECT person_id, min(arrest_end) AS b FROM said GROUP BY person_id
), arrests AS (
  -- every record that begins by the earliest end reaches it: they agree from the latest of their beginnings on
  SELECT person_id, b, max(arrest_start) FILTER (WHERE b IS NULL OR arrest_start <= b) AS a
  FROM said JOIN first_ends USING (person_id) GROUP BY person_id, b
), codes AS (
  SELECT person_id, string_agg(DISTINCT code, '|' ORDER BY code) AS status,
    bool_or(code IN ('life_status:alive', 'life_status:presumed_alive')) AS alive,
    bool_or(code IN ('life_status:dead_reported', 'life_status:dead_confirmed', 'life_status:presumed_dead')) AS dead
  FROM (SELECT person_id, unnest(codes) AS code FROM said)
  WHERE NOT starts_with(code, 'sex:') GROUP BY person_id
), held AS (
  SELECT person_id, string_agg(DISTINCT h, '|' ORDER BY h) AS held_places
  FROM (SELECT person_id, unnest(held_place) AS h FROM said WHERE len(held_place) = 1) GROUP BY person_id
), place AS (
  SELECT person_id, string_agg(DISTINCT p, '|' ORDER BY p) AS arrest_place
  FROM (SELECT person_id, unnest(arrest_place) AS p FROM said WHERE len(arrest_place) = 1) GROUP BY person_id
)
SELECT one.person_id,
  coalesce(name_ar, '') AS name_ar,
  coalesce(name_latin, '') AS name_latin,
  records, lists,
  CASE WHEN sex_low = sex_high THEN sex_low ELSE '' END AS sex,
  CASE WHEN birth_low IS NULL AND birth_high IS NULL THEN ''
       WHEN birth_low > birth_high THEN ''
       WHEN birth_low = birth_high THEN strftime(birth_low, '%Y-%m-%d')
       ELSE coalesce(strftime(birth_low, '%Y-%m-%d'), '..') || '/' || coalesce(strftime(birth_high, '%Y-%m-%d'), '..')
  END AS birth,
  CASE WHEN a IS NULL AND b IS NULL THEN ''
       WHEN a = b THEN strftime(a, '%Y-%m-%d')
       ELSE coalesce(strftime(a, '%Y-%m-%d'), '..') || '/' || coalesce(strftime(b, '%Y-%m-%d'), '..')
  END AS arrest,
  coalesce(arrest_place, '') AS arrest_place,
  coalesce(held_places, '') AS held_places,
  coalesce(status, '') AS status,
  concat_ws('|', CASE WHEN birth_low > birth_high THEN 'birth' END,
                 CASE WHEN sex_low <> sex_high THEN 'sex' END,
                 CASE WHEN alive AND dead THEN 'life' END) AS contradictions
FROM one
LEFT JOIN arrests USING (person_id) LEFT JOIN codes USING (person_id)
LEFT JOIN held USING (person_id) LEFT JOIN place USING (person_id)
ORDER BY first_number
"""  # noqa: S608  (an expression of ours)


def summary_of(records: Path, membership: pa.Table) -> pa.Table:
    """The table of ``COLUMNS``, one row per person in the order of the first record received.

    ``records`` is the Parquet file of the record table; ``membership`` has ``record_id`` and ``person_id``.
    """
    with duck.connect() as connection:
        connection.register("membership", membership)
        connection.register("records", connection.read_parquet(str(records)))
        return connection.sql(_SQL).to_arrow_table()
