-- Bodies of items, packed, stand apart from what an attempt is asked about them:
-- which item, on which topic, and what it counts for ('' is for points). The
-- step beside this file packs the bodies that stand in items.

CREATE TABLE bodies (
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  form       INTEGER NOT NULL,
  body       BLOB    NOT NULL,
  PRIMARY KEY (attempt_id, position),
  FOREIGN KEY (attempt_id, position) REFERENCES items (attempt_id, position) ON DELETE CASCADE
) STRICT;
ALTER TABLE items ADD COLUMN role TEXT NOT NULL DEFAULT '';
UPDATE items SET role = body ->> '$.role' WHERE body ->> '$.role' IS NOT NULL;
