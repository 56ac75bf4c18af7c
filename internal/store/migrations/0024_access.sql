-- Accounts that may not sign in, and the browser that a session was begun with, in
-- a word or two; sessions of before have none.
ALTER TABLE users ADD COLUMN disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1));
ALTER TABLE sessions ADD COLUMN client TEXT NOT NULL DEFAULT '';
