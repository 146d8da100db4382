-- What the models cannot say: searching without accents, and small indexes over the few rows that wait.

CREATE EXTENSION IF NOT EXISTS unaccent WITH SCHEMA public;
CREATE EXTENSION IF NOT EXISTS pg_trgm WITH SCHEMA public;

-- "  Phường  THUẬN An" -> "phuong thuan an". Immutable, so that an index may use it: it names the dictionary, whose rules never change here.
-- Composed first (NFC): accents typed as separate characters would otherwise stay.
CREATE FUNCTION fold(value text) RETURNS text
LANGUAGE sql IMMUTABLE STRICT PARALLEL SAFE AS $$
  SELECT btrim(regexp_replace(replace(public.unaccent('public.unaccent'::regdictionary, lower(normalize(value, NFC))), 'đ', 'd'), '\s+', ' ', 'g'))
$$;

CREATE INDEX "Inbox_waiting" ON "Inbox" ("order") WHERE "state" = 'new';
CREATE INDEX "Message_waiting" ON "Message" ("createdAt") WHERE "state" IN ('queued', 'leased');
