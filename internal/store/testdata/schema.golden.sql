CREATE TABLE attempts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  learner_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject     TEXT    NOT NULL,
  edition     TEXT    NOT NULL,
  lang        TEXT    NOT NULL,
  mode        TEXT    NOT NULL CHECK (mode IN ('practice', 'exam')),
  topics      TEXT    NOT NULL,
  seed        INTEGER NOT NULL,
  ranked      INTEGER NOT NULL CHECK (ranked IN (0, 1)),
  knowledge   TEXT    NOT NULL,
  size        INTEGER NOT NULL CHECK (size > 0),
  answered    INTEGER NOT NULL CHECK (answered BETWEEN 0 AND size),
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  finished_as INTEGER,
  points      INTEGER,
  max         INTEGER,
  CHECK ((finished_at IS NULL) = (points IS NULL))
) STRICT;

CREATE INDEX attempts_by_learner ON attempts (learner_id, id);

CREATE TABLE counted (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  period     TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  PRIMARY KEY (learner_id, subject, edition, period, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE items (
  attempt_id    INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
  position      INTEGER NOT NULL CHECK (position > 0),
  item          TEXT    NOT NULL,
  hash          TEXT    NOT NULL,
  model         TEXT    NOT NULL,
  model_version INTEGER NOT NULL,
  topic         TEXT    NOT NULL,
  body          TEXT    NOT NULL,
  PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE `migrations` (`id` text,PRIMARY KEY (`id`));

CREATE TABLE objections (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL CHECK (position > 0),
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  knowledge  TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  response   TEXT,
  words      TEXT    NOT NULL CHECK (length(words) > 0),
  made_at    INTEGER NOT NULL,
  UNIQUE (attempt_id, position, words)
) STRICT;

CREATE INDEX objections_by_learner ON objections (learner_id, made_at);

CREATE INDEX objections_by_subject ON objections (subject, id);

CREATE TABLE responses (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  attempt_id  INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  revision    INTEGER NOT NULL CHECK (revision > 0),
  learner_id  INTEGER NOT NULL,
  given       TEXT    NOT NULL,
  points      INTEGER NOT NULL,
  key         TEXT,
  answered_at INTEGER NOT NULL,
  UNIQUE (attempt_id, position, revision),
  UNIQUE (learner_id, key),
  FOREIGN KEY (attempt_id, position) REFERENCES items (attempt_id, position) ON DELETE CASCADE
) STRICT;

CREATE TABLE scores (
  learner_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject     TEXT    NOT NULL,
  edition     TEXT    NOT NULL,
  period      TEXT    NOT NULL,
  topic       TEXT    NOT NULL,
  points      INTEGER NOT NULL,
  answered    INTEGER NOT NULL,
  attempts    INTEGER NOT NULL,
  best_points INTEGER NOT NULL,
  best_max    INTEGER NOT NULL,
  last_points INTEGER NOT NULL,
  last_max    INTEGER NOT NULL,
  active_at   INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, edition, period, topic)
) STRICT, WITHOUT ROWID;

CREATE INDEX scores_by_rank ON scores (subject, edition, period, topic, points DESC);

CREATE TABLE sessions (
  id           TEXT    PRIMARY KEY,
  user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  counter      INTEGER NOT NULL,
  refresh_hash BLOB    NOT NULL CHECK (length(refresh_hash) = 32),
  created_at   INTEGER NOT NULL,
  rotated_at   INTEGER NOT NULL,
  revoked_at   INTEGER
) STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_rotation ON sessions (rotated_at);

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE setup_tokens (
  hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE throttle (
  id         INTEGER PRIMARY KEY,
  key        TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX throttle_by_expiry ON throttle (expires_at);

CREATE INDEX throttle_by_key ON throttle (key, at);

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
