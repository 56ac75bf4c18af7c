-- Answers to a question of an exam that are kept no longer leave the key that
-- they came with, so that one of them that comes again is known.

CREATE TABLE dropped_keys (
  learner_id INTEGER NOT NULL,
  key        TEXT    NOT NULL,
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  revision   INTEGER NOT NULL CHECK (revision > 0),
  PRIMARY KEY (learner_id, key),
  FOREIGN KEY (attempt_id, position) REFERENCES items (attempt_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX dropped_keys_by_item ON dropped_keys (attempt_id, position, revision);
