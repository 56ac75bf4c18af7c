-- What learners do. Items are kept whole, as dealt; responses only grow; scores
-- and counted are derived from them and can be rebuilt.

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

-- topic '' is all topics; other topics are kept for all time only.
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

-- The items that count already, so that each counts once a period.
CREATE TABLE counted (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  period     TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  PRIMARY KEY (learner_id, subject, edition, period, item)
) STRICT, WITHOUT ROWID;
