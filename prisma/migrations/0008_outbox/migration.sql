-- Whether something earlier of the same account still waits, which a sender asks of every message that it takes.
CREATE INDEX "Message_queued_of_account" ON "Message" ("accountId", "class", "seq") WHERE "state" = 'queued';

-- Nothing is looked up by it, and every step of a message had to write it.
DROP INDEX "Message_state_createdAt_idx";
