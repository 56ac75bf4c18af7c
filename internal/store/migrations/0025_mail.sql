-- An address counts once its owner has followed a link that was sent to it. Until
-- then it stands in a column of its own, which several accounts may have alike.
-- Of the addresses that are here already none was ever proved.

ALTER TABLE users ADD COLUMN email_pending TEXT NOT NULL DEFAULT '';
ALTER TABLE users ADD COLUMN lang TEXT NOT NULL DEFAULT '';
UPDATE users SET email_pending = email, email = '', email_key = NULL WHERE email <> '';

-- Links that were sent to prove an address.
CREATE TABLE verifications (
  hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email      TEXT    NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX verifications_by_user ON verifications (user_id);

-- Letters that are to be sent. What they say is written when they are sent, and so
-- is the token of a link: none is stored here. Of somebody who forgot a password
-- there is at first only what they typed. next_at is NULL for those given up.
CREATE TABLE outbox (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  kind    TEXT    NOT NULL,
  login   TEXT    NOT NULL,
  email   TEXT    NOT NULL,
  lang    TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  next_at INTEGER,
  tries   INTEGER NOT NULL DEFAULT 0,
  answer  TEXT    NOT NULL DEFAULT ''
) STRICT;
CREATE INDEX outbox_by_next ON outbox (next_at);
CREATE INDEX outbox_by_user ON outbox (user_id);

-- Links to a new password.
CREATE TABLE reset_links (
  hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX reset_links_by_user ON reset_links (user_id);
