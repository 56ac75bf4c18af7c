-- What learners keep of questions for themselves. A row is about a question
-- however it is dealt; edition, lang and stem are those of when it was told to
-- them last, attempt and position where. It goes with its learner.

CREATE TABLE memos (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  bookmarked INTEGER NOT NULL CHECK (bookmarked IN (0, 1)),
  felt       TEXT    NOT NULL CHECK (felt IN ('', 'easy', 'hard')),
  words      TEXT    NOT NULL CHECK (length(words) <= 1000),
  changed_at INTEGER NOT NULL,
  edition    TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  stem       TEXT    NOT NULL,
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL CHECK (position > 0),
  PRIMARY KEY (learner_id, subject, item),
  CHECK (bookmarked = 1 OR felt <> '' OR words <> '')
) STRICT, WITHOUT ROWID;

CREATE INDEX memos_felt ON memos (subject, item, felt) WHERE felt <> '';
