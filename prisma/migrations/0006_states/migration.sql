-- New states, in a script of their own: PostgreSQL lets nothing use a value before the script that adds it is over.

ALTER TYPE "InboxState" ADD VALUE 'fetching' BEFORE 'new';
ALTER TYPE "CodeKind" ADD VALUE 'page';
