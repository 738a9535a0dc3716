-- Functions of row-level security; ``access.wall`` fills in the properties and runs each part between two ";;".
-- Those that look into walled tables run with the rights of the tables' owner and a fixed search path.

CREATE OR REPLACE FUNCTION sijill_is(name text, value text) RETURNS boolean
LANGUAGE sql STABLE AS $$$$
  SELECT value <> '' AND current_setting('sijill.' || name, true) = value
$$$$
;;
CREATE OR REPLACE FUNCTION sijill_holder(record text) RETURNS text
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$$$
  SELECT l.organisation_id FROM accession_accession a JOIN accession_list l ON l.id = a.list_id
  WHERE a.id = substring(record from '^(.*)-[^-]*$$')
$$$$
;;
CREATE OR REPLACE FUNCTION sijill_own_actor(actor text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$$$
  SELECT sijill_is('user', actor) OR sijill_is('team', 'on')
    OR EXISTS (SELECT 1 FROM access_user u WHERE 'user:' || u.id = actor AND sijill_is('organisation', u.organisation))
$$$$
;;
-- A case belongs to the organisation of the account that opened it; opened at the keyboard, to the one that holds
-- every record of whoever is in it now.
CREATE OR REPLACE FUNCTION sijill_own_case(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$$$
  SELECT CASE
    WHEN c.by LIKE 'user:%' THEN EXISTS (
      SELECT 1 FROM access_user u WHERE 'user:' || u.id = c.by AND sijill_is('organisation', u.organisation))
    ELSE coalesce((
      SELECT bool_and(coalesce(sijill_is('organisation', sijill_holder(r.value)), false))
      FROM (SELECT DISTINCT ON (m.person) m.records, m.gone FROM cases_memberrow m
            WHERE m.case_id = c.id ORDER BY m.person, m.id DESC) last,
        jsonb_array_elements_text(last.records::jsonb) r(value)
      WHERE NOT last.gone), false)
  END
  FROM cases_caserow c WHERE c.id = wanted
$$$$
;;
-- A consent is shown to the organisation of whoever recorded it, and to the one that holds every record it is about.
CREATE OR REPLACE FUNCTION sijill_own_words(author text, subject text, records text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$$$
  SELECT EXISTS (SELECT 1 FROM access_user u WHERE 'user:' || u.id = author AND sijill_is('organisation', u.organisation))
    OR (SELECT coalesce(bool_and(coalesce(sijill_is('organisation', sijill_holder(r.value)), false)), false)
        FROM jsonb_array_elements_text(
          CASE WHEN records IN ('', '[]') THEN jsonb_build_array(subject) ELSE records::jsonb END) r(value))
$$$$
;;
-- The level a list's owner shares with the asker's organisation, or with everybody: its last word on it.
CREATE OR REPLACE FUNCTION sijill_shared(list text) RETURNS access_sharingterms
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$$$
  SELECT t.* FROM access_sharingterms t
  WHERE t.list_id = list AND (sijill_is('organisation', t.recipient) OR t.recipient = '@members')
  ORDER BY (t.recipient = '@members'), t.id DESC LIMIT 1
$$$$
;;
CREATE OR REPLACE FUNCTION sijill_own_text(wanted text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$$$
  SELECT coalesce((SELECT sijill_is('organisation', t.organisation) FROM mentions_textterms t
                   WHERE t.document_id = wanted ORDER BY t.id DESC LIMIT 1), false)
$$$$
;;
CREATE OR REPLACE FUNCTION sijill_shown(record text, visibility text, prop text) RETURNS boolean
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = public, pg_temp AS $$$$
  SELECT CASE
    WHEN sijill_is('organisation', sijill_holder(record))
      THEN (visibility IN ('public', 'partners', 'organisation') AND prop NOT IN ($sealed)) OR sijill_is('fresh', 'on')
    WHEN coalesce(current_setting('sijill.organisation', true), '') = '' THEN false
    WHEN visibility NOT IN ('public', 'partners', 'organisation') OR prop IN ($sealed) THEN false
    WHEN visibility IN ('public', 'partners') AND prop IN ($normal) THEN true
    ELSE coalesce((
      SELECT array_position(ARRAY['public', 'partners', 'organisation'], visibility)
          <= array_position(ARRAY['public', 'partners', 'organisation'], t.level::text)
        AND (prop IN ($normal) OR t.sensitive)
      FROM sijill_shared((SELECT a.list_id FROM accession_accession a
                          WHERE a.id = substring(record from '^(.*)-[^-]*$$'))) t), false)
  END
$$$$
