-- What a sender takes next, in its order. The first of all states is said as "<=", so that whoever says it too is led along this index: by that of the
-- accounts, whose condition this does not satisfy, all that waits was read and sorted for each few that were taken.
DROP INDEX "Message_queued";
CREATE INDEX "Message_queued" ON "Message" ("channelAccountId", "class", "createdAt", "seq") WHERE "state" <= 'queued';
