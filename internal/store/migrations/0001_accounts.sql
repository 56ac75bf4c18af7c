-- Accounts, sessions and what limits attacks on them. Times are unix
-- milliseconds in UTC, here and in every later file.

-- A guest has neither keys nor password; signing up fills them in.
CREATE TABLE users (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT    NOT NULL,
  name_key      TEXT    UNIQUE,
  email         TEXT    NOT NULL,
  email_key     TEXT    UNIQUE,
  role          TEXT    NOT NULL CHECK (role IN ('guest', 'learner', 'instructor', 'admin')),
  shown_as      TEXT    NOT NULL,
  shown_key     TEXT    NOT NULL,
  listed        INTEGER NOT NULL CHECK (listed IN (0, 1)),
  password_hash TEXT,
  created_at    INTEGER NOT NULL,
  CHECK ((role = 'guest') = (name_key IS NULL)),
  CHECK ((role = 'guest') = (password_hash IS NULL))
) STRICT;
CREATE INDEX users_by_role ON users (role, id);

CREATE TABLE sessions (
  id           TEXT    PRIMARY KEY,
  user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  counter      INTEGER NOT NULL,
  refresh_hash BLOB    NOT NULL CHECK (length(refresh_hash) = 32),
  created_at   INTEGER NOT NULL,
  rotated_at   INTEGER NOT NULL,
  revoked_at   INTEGER
) STRICT, WITHOUT ROWID;
CREATE INDEX sessions_by_user ON sessions (user_id);
CREATE INDEX sessions_by_rotation ON sessions (rotated_at);

CREATE TABLE setup_tokens (
  hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

-- One row for each try that still counts, so that a limit holds in
-- every window and not only in those that begin on the minute.
CREATE TABLE throttle (
  id         INTEGER PRIMARY KEY,
  key        TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;
CREATE INDEX throttle_by_key ON throttle (key, at);
CREATE INDEX throttle_by_expiry ON throttle (expires_at);
