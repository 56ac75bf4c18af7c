-- Devices that have signed in to an account, and wrong passwords in a row: at an
-- account or at a login that nobody has, from a known device, in a session. Keys
-- name nobody.

CREATE TABLE devices (
  hash    BLOB    NOT NULL CHECK (length(hash) = 32),
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (hash, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX devices_by_user ON devices (user_id, seen_at);

CREATE TABLE guesses (
  key        TEXT    PRIMARY KEY,
  in_row     INTEGER NOT NULL,
  in_all     INTEGER NOT NULL,
  last_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
CREATE INDEX guesses_by_expiry ON guesses (expires_at);

-- Whom an administrator keeps off scoreboards, and what the names of accounts
-- look like. The step beside this file fills in those that are there already.
ALTER TABLE users ADD COLUMN hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1));
CREATE TABLE looks (
  key     TEXT    NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (key, user_id)
) STRICT, WITHOUT ROWID;
CREATE INDEX looks_by_user ON looks (user_id);
