-- How many answers a learner gave in the last minute, which each answer in
-- practice asks.

CREATE INDEX responses_by_learner ON responses (learner_id, answered_at);
