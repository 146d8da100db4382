-- Who read a call for help: asked when whoever called is forgotten.

CREATE INDEX "Audit_shown_calls" ON "Audit" USING GIN ((detail -> 'calls') jsonb_path_ops) WHERE "action" = 'help.read';
