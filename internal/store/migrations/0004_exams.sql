-- What attempts keep beyond answers: what they are for, how long they may take,
-- and notes beside items.

ALTER TABLE attempts ADD COLUMN kind TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN exam TEXT NOT NULL DEFAULT '';
ALTER TABLE attempts ADD COLUMN deadline INTEGER;
ALTER TABLE attempts ADD COLUMN moved_at INTEGER;
ALTER TABLE attempts ADD COLUMN moved_to INTEGER NOT NULL DEFAULT 0;
CREATE INDEX attempts_by_deadline ON attempts (deadline) WHERE deadline IS NOT NULL AND finished_at IS NULL;
ALTER TABLE responses ADD COLUMN certainty TEXT NOT NULL DEFAULT '';
ALTER TABLE responses ADD COLUMN mistapped INTEGER NOT NULL DEFAULT 0 CHECK (mistapped IN (0, 1));

CREATE TABLE notes (
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  flagged    INTEGER NOT NULL CHECK (flagged IN (0, 1)),
  struck     TEXT    NOT NULL,
  spent_ms   INTEGER NOT NULL CHECK (spent_ms >= 0),
  PRIMARY KEY (attempt_id, position),
  FOREIGN KEY (attempt_id, position) REFERENCES items (attempt_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
