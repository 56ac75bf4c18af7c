-- What learners object to. A row keeps the item and the answer by itself, so it
-- has no hold on the attempt; it goes with its learner.

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
