-- Honest scores. What is in the file already keeps its rank: no answer of before
-- counts as hasty, and what was told in an attempt of before stays open.

-- The answer came before anybody could have read its question.
ALTER TABLE responses ADD COLUMN hasty INTEGER NOT NULL DEFAULT 0 CHECK (hasty IN (0, 1));

-- Most answers of the attempt are such.
ALTER TABLE attempts ADD COLUMN rushed INTEGER NOT NULL DEFAULT 0 CHECK (rushed IN (0, 1));
CREATE INDEX attempts_rushed ON attempts (learner_id) WHERE rushed = 1;

-- The number of the last response that was stored when the attempt began. It is
-- NULL for attempts of before.
ALTER TABLE attempts ADD COLUMN begun_as INTEGER;
