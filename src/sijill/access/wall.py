"""Row-level security: on PostgreSQL the pages' own database role cannot read what the asker may not see.

A second wall behind ``decide`` and the query filter, for the day a view forgets them. It knows organisation and level
and is never narrower than the policy; roles, purposes and consents are the first wall's alone. ``tables.rows`` says
whom a transaction is for.
"""

import hashlib
from collections.abc import Iterable, Iterator
from functools import cache
from importlib.resources import files
from string import Template
from typing import Final

from django.apps import apps
from django.db import connection, transaction

from sijill.access.model import Sensitivity
from sijill.access.policy import property_rules
from sijill.errors import RegisterError

# Table -> what of a row makes it visible, in the functions of ``data/wall.sql``.
WALLED: Final = {
    "consents_consentrow": "sijill_own_words(by, subject, records)",
    # What a consent leaves out is seen with the consent, whose own policy holds inside.
    "consents_exclusionrow": "EXISTS (SELECT 1 FROM consents_consentrow AS word WHERE word.id = consent_id)",
    "cases_caserow": "sijill_own_case(id)",
    "cases_memberrow": "sijill_own_case(case_id)",
    "cases_communicationrow": "sijill_own_case(case_id)",
    "cases_eventrow": "sijill_own_case(case_id)",
    "cases_answerrow": "sijill_own_case(case_id)",
    "submissions_renderingrow": 'sijill_own_case("case")',
    "mentions_acceptedclaim": "sijill_own_text(document_id) OR sijill_shown(record, visibility, prop)",
    "manual_review_notice": "sijill_is('user', recipient) OR sijill_is('user', by)",
    "ledger_entry": "sijill_own_actor(actor)",
}
# Tables of ours without a policy, and why. A new table stands in one of the two, or the tests fail.
OPEN: Final = {
    "access_apitoken": "who calls is found by the token, before anybody is known",
    "access_attempt": "who is slowed down, before anybody is known",
    "access_rolegrant": "roles of whoever logs in",
    "access_sharingterms": "what is shared is worked out before the asker is known",
    "access_teammembership": "which organisation links",
    "access_user": "logging in; ids, organisations, no names of the people concerned",
    "accession_accession": "the snapshot every answer is filtered from is loaded from all lists",
    "accession_list": "the same; titles are shown after decide",
    "accession_organisation": "the same",
    "accession_supersession": "the same",
    "accession_copying": "that one list repeats another is said of lists, not of people",
    "accession_withdrawal": "a withdrawn list goes for everybody",
    "claims_claimsfile": "where the files of claims lie; the claims are in Parquet",
    "claims_erasure": "an erased record goes for everybody",
    "ledger_head": "the number and root of the tree",
    "manual_review_judgement": "binds linkage for everybody; shown to those who see both records",
    "manual_review_noticeseen": "that a notice was taken note of",
    "manual_review_sample": "ids of pairs",
    "mentions_acceptedfigure": "published counts",
    "mentions_document": "which texts there are; what was taken out of them is walled",
    "mentions_passedover": "letters of a text, not what they say",
    "mentions_textterms": "whose a text is",
    "persons_run": "counts",
    "statistics_publictable": "published tables",
    "submissions_audittablerow": "published counts",
    "submissions_confirmationrow": "forms, nobody in particular",
}
# Where the pages may change or delete a row; every other table of ours takes new rows only.
CHANGED: Final = frozenset({"access_user", "access_apitoken", "ledger_head"})
DELETED: Final = frozenset({"access_attempt"})
_LOCK: Final = 0x51312  # the number of an advisory lock: one process builds at a time


def build(role: str) -> bool:
    """Makes functions, policies and grants for the database role of the pages; False where they are up to date.

    Call it as the role that owns the tables, after every migration. Raises RegisterError for a role that row-level
    security does not hold.
    """
    _refuse_unfit(role)
    statements = [*_statements(role)]
    digest = hashlib.sha256("\n".join(statements).encode()).hexdigest()
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_LOCK])
        if _built() == digest:
            return False
        for statement in statements:
            cursor.execute(statement)
        cursor.execute(f"COMMENT ON FUNCTION sijill_is(text, text) IS '{digest}'")
    return True


def stands() -> list[str]:
    """What is wrong with the wall, as the connection that asks sees it; empty when it holds."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT current_user, rolsuper OR rolbypassrls FROM pg_roles WHERE rolname = current_user"
        )
        role, passes = cursor.fetchone()
        found = [f"{role} passes through row-level security"] if passes else []
        cursor.execute(
            "SELECT c.relname, c.relrowsecurity AND c.relforcerowsecurity, "
            "pg_has_role(current_user, c.relowner, 'MEMBER') FROM pg_class c "
            "WHERE c.relname = ANY(%s) AND c.relnamespace = 'public'::regnamespace",
            [sorted(WALLED)],
        )
        rows = cursor.fetchall()
    found += [f"{table} has no wall" for table, walled, _ in rows if not walled]
    found += [f"{role} owns {table}" for table, _, owns in rows if owns and not passes]
    missing = set(WALLED) - {table for table, _, _ in rows}
    return sorted(found) + [f"{table} is missing" for table in sorted(missing)]


def _statements(role: str) -> Iterator[str]:
    name = connection.ops.quote_name(role)
    yield from _functions()
    for table, fits in WALLED.items():
        yield f"ALTER TABLE {table} ENABLE ROW LEVEL SECURITY"
        yield f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY"
        for policy in ("sijill_commands", "sijill_read", "sijill_add"):
            yield f"DROP POLICY IF EXISTS {policy} ON {table}"
        yield f"CREATE POLICY sijill_commands ON {table} TO CURRENT_USER USING (true) WITH CHECK (true)"
        whoever = "sijill_is('everything', 'on') OR sijill_is('operator', 'on')"
        yield f"CREATE POLICY sijill_read ON {table} FOR SELECT TO {name} USING ({whoever} OR {fits})"
        yield f"CREATE POLICY sijill_add ON {table} FOR INSERT TO {name} WITH CHECK (true)"
    yield from _grants(name, connection.introspection.table_names())


def _grants(name: str, tables: Iterable[str]) -> Iterator[str]:
    ours = set(WALLED) | set(OPEN)
    yield f"GRANT USAGE ON SCHEMA public TO {name}"
    for table in sorted(tables):
        quoted = connection.ops.quote_name(table)
        yield f"REVOKE ALL ON {quoted} FROM {name}"
        if table == "django_migrations":
            yield f"GRANT SELECT ON {quoted} TO {name}"
        elif table in ours:
            more = ", UPDATE" if table in CHANGED else ", DELETE" if table in DELETED else ""
            yield f"GRANT SELECT, INSERT{more} ON {quoted} TO {name}"
        else:  # sessions and second factors, which belong to libraries
            yield f"GRANT SELECT, INSERT, UPDATE, DELETE ON {quoted} TO {name}"
    yield f"GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO {name}"


@cache
def _functions() -> tuple[str, ...]:
    """One statement each, with the sensitive properties of the policy filled in."""
    text = (files("sijill.access") / "data" / "wall.sql").read_text(encoding="utf-8")
    kinds = {
        one.value: ", ".join(
            f"'{name}'" for name, rule in property_rules().items() if rule.sensitivity is one
        )
        for one in Sensitivity
    }
    filled = Template(text).substitute(kinds)
    return tuple(part.strip() for part in filled.split("\n;;\n") if part.strip())


def _built() -> str | None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT to_regprocedure('sijill_is(text, text)') IS NOT NULL")
        if not cursor.fetchone()[0]:
            return None
        cursor.execute("SELECT obj_description('sijill_is(text, text)'::regprocedure, 'pg_proc')")
        found = cursor.fetchone()[0]
    return None if found is None else str(found)


def _refuse_unfit(role: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT rolsuper OR rolbypassrls OR rolcreaterole OR pg_has_role(rolname, current_user, 'MEMBER') "
            "FROM pg_roles WHERE rolname = %s",
            [role],
        )
        found = cursor.fetchone()
    if found is None:
        raise RegisterError(
            "The database role of the pages does not exist", remedy="Make it with: createuser NAME"
        )
    if found[0]:
        raise RegisterError(
            "The database role of the pages would pass through row-level security",
            remedy="Give the pages a role of their own: no superuser, no owner of the tables, no BYPASSRLS",
        )


def tables_of_ours() -> set[str]:
    return {model._meta.db_table for model in apps.get_models() if model.__module__.startswith("sijill.")}
