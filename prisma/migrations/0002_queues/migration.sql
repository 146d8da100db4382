-- What the models cannot say: small indexes over the few rows that wait.

CREATE INDEX "Inbox_waiting" ON "Inbox" ("order") WHERE "state" = 'new';
CREATE INDEX "Message_waiting" ON "Message" ("createdAt") WHERE "state" IN ('queued', 'leased');
