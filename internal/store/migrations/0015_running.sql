-- Every page asks whether an exam of its reader runs.

CREATE INDEX attempts_running ON attempts (learner_id, deadline) WHERE deadline IS NOT NULL AND finished_at IS NULL;
