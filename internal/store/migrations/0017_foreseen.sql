-- What a learner could expect of their exam when a sitting of the plan began, so
-- that its result can tell what it can be expected to be now: JSON, or '' where
-- nothing could be told.

ALTER TABLE attempts ADD COLUMN foreseen TEXT NOT NULL DEFAULT '' CHECK (foreseen = '' OR json_valid(foreseen));
