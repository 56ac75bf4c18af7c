-- How many answers a learner gave in the last minute, which each answer in
-- practice asks; what nobody has finished; and practice that was closed because
-- its learner left it alone, which is no result.

CREATE INDEX responses_by_learner ON responses (learner_id, answered_at);
CREATE INDEX attempts_unfinished ON attempts (learner_id) WHERE finished_at IS NULL;
ALTER TABLE attempts ADD COLUMN abandoned INTEGER NOT NULL DEFAULT 0 CHECK (abandoned IN (0, 1));
