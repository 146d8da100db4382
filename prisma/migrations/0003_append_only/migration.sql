-- What was answered, sent, agreed to or done stays as it was written. The database holds this, so that no mistake in the code can break it.

-- Refuses a change. Arguments for UPDATE: the columns that may change all the same, as
--   'fill:<column>'   from null to a value, once
--   'empty:<column>'  from a value to null (removal of content, erasure of an account)
CREATE FUNCTION forbid_change() RETURNS trigger
LANGUAGE plpgsql AS $$
DECLARE
  rule text;
  was jsonb := to_jsonb(OLD);
  becomes jsonb := to_jsonb(NEW);
  name text;
BEGIN
  FOREACH rule IN ARRAY COALESCE(TG_ARGV, '{}') LOOP
    name := split_part(rule, ':', 2);
    IF (rule LIKE 'fill:%' AND was ->> name IS NULL) OR (rule LIKE 'empty:%' AND becomes ->> name IS NULL) THEN
      was := was - name;
      becomes := becomes - name;
    END IF;
  END LOOP;
  IF was IS DISTINCT FROM becomes THEN
    RAISE EXCEPTION 'append-only: % cannot be changed', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN NEW;
END
$$;

-- Refuses a removal, unless the transaction erases a person: SET LOCAL nhahoc.erasing = 'on'. With the argument 'always' there is no such exception.
CREATE FUNCTION forbid_removal() RETURNS trigger
LANGUAGE plpgsql AS $$
BEGIN
  IF TG_NARGS > 0 OR TG_OP = 'TRUNCATE' OR current_setting('nhahoc.erasing', true) IS DISTINCT FROM 'on' THEN
    RAISE EXCEPTION 'append-only: % cannot be removed from', TG_TABLE_NAME USING ERRCODE = 'integrity_constraint_violation';
  END IF;
  RETURN OLD;
END
$$;

CREATE TRIGGER append_only_update BEFORE UPDATE ON "Answer" FOR EACH ROW EXECUTE FUNCTION forbid_change('empty:enteredBy');
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Answer" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Answer" EXECUTE FUNCTION forbid_removal();

CREATE TRIGGER append_only_update BEFORE UPDATE ON "Submission" FOR EACH ROW EXECUTE FUNCTION forbid_change('empty:submittedBy');
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Submission" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Submission" EXECUTE FUNCTION forbid_removal();

CREATE TRIGGER append_only_update BEFORE UPDATE ON "Evidence" FOR EACH ROW EXECUTE FUNCTION forbid_change(
  'fill:removedAt', 'fill:removedBy', 'empty:removedBy', 'empty:enteredBy', 'empty:text', 'empty:blobKey', 'empty:thumbKey'
);
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Evidence" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Evidence" EXECUTE FUNCTION forbid_removal();

CREATE TRIGGER append_only_update BEFORE UPDATE ON "Consent" FOR EACH ROW EXECUTE FUNCTION forbid_change('empty:accountId');
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Consent" FOR EACH ROW EXECUTE FUNCTION forbid_removal();
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Consent" EXECUTE FUNCTION forbid_removal();

CREATE TRIGGER append_only_update BEFORE UPDATE ON "RubricVersion" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "RubricVersion" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "RubricVersion" EXECUTE FUNCTION forbid_removal('always');

CREATE TRIGGER append_only_update BEFORE UPDATE ON "DialogVersion" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "DialogVersion" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "DialogVersion" EXECUTE FUNCTION forbid_removal('always');

CREATE TRIGGER append_only_update BEFORE UPDATE ON "Audit" FOR EACH ROW EXECUTE FUNCTION forbid_change();
CREATE TRIGGER append_only_delete BEFORE DELETE ON "Audit" FOR EACH ROW EXECUTE FUNCTION forbid_removal('always');
CREATE TRIGGER append_only_truncate BEFORE TRUNCATE ON "Audit" EXECUTE FUNCTION forbid_removal('always');
