-- The log of reviews, which only grows, and what is computed from it and can be
-- rebuilt: traces, ratings, abilities, calibration, mix-ups and days. Plans and
-- habits are the learner's own settings. Moments called day are days since the
-- epoch, with fractions.

CREATE TABLE reviews (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  topic      TEXT    NOT NULL,
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  item       TEXT    NOT NULL,
  model      TEXT    NOT NULL,
  wording    INTEGER NOT NULL,
  facility   REAL    NOT NULL,
  floor      REAL    NOT NULL,
  certainty  TEXT    NOT NULL,
  right      INTEGER NOT NULL CHECK (right IN (0, 1)),
  mixed      INTEGER NOT NULL CHECK (mixed IN (0, 1)),
  schedules  INTEGER NOT NULL CHECK (schedules IN (0, 1)),
  rates      INTEGER NOT NULL CHECK (rates IN (0, 1)),
  mistapped  INTEGER NOT NULL CHECK (mistapped IN (0, 1)),
  facts      TEXT    NOT NULL,
  mixups     TEXT    NOT NULL
) STRICT;
CREATE INDEX reviews_by_learner ON reviews (learner_id, subject, id);
CREATE INDEX reviews_by_attempt ON reviews (attempt_id, position);

CREATE TABLE traces (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  fact       TEXT    NOT NULL,
  stability  REAL    NOT NULL,
  difficulty REAL    NOT NULL,
  reviewed   REAL    NOT NULL,
  check_day  REAL    NOT NULL,
  reviews    INTEGER NOT NULL,
  lapses     INTEGER NOT NULL,
  held       INTEGER NOT NULL,
  proven     INTEGER NOT NULL CHECK (proven IN (0, 1)),
  model      TEXT    NOT NULL,
  wording    INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, fact)
) STRICT, WITHOUT ROWID;

-- of facts and of models, over all learners
CREATE TABLE ratings (
  subject     TEXT    NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('fact', 'model')),
  id          TEXT    NOT NULL,
  value       REAL    NOT NULL,
  answers     INTEGER NOT NULL,
  information REAL    NOT NULL,
  PRIMARY KEY (subject, kind, id)
) STRICT, WITHOUT ROWID;

-- of learners: what they know unasked, and how well they remember
CREATE TABLE abilities (
  learner_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject     TEXT    NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('ability', 'memory')),
  value       REAL    NOT NULL,
  answers     INTEGER NOT NULL,
  information REAL    NOT NULL,
  PRIMARY KEY (learner_id, subject, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE calibrations (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  certainty  TEXT    NOT NULL,
  answers    INTEGER NOT NULL,
  right      INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, certainty)
) STRICT, WITHOUT ROWID;

CREATE TABLE mixups (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  taken      TEXT    NOT NULL,
  times      INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, key, taken)
) STRICT, WITHOUT ROWID;

CREATE TABLE study_days (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  day        INTEGER NOT NULL,
  answers    INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE plans (
  learner_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject      TEXT    NOT NULL,
  edition      TEXT    NOT NULL,
  exam         TEXT    NOT NULL,
  exam_on      TEXT    NOT NULL,
  daily        INTEGER NOT NULL,
  goal         INTEGER NOT NULL,
  paused_from  TEXT    NOT NULL,
  paused_until TEXT    NOT NULL,
  PRIMARY KEY (learner_id, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE habits (
  learner_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  certainty  INTEGER NOT NULL CHECK (certainty IN (0, 1)),
  extra      INTEGER NOT NULL
) STRICT;
