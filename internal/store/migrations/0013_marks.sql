-- A response keeps its mark, in hundred-thousandths of an item. What was marked
-- before got all or nothing, and keeps that.

ALTER TABLE responses ADD COLUMN mark INTEGER NOT NULL DEFAULT 0 CHECK (mark BETWEEN 0 AND 100000);
UPDATE responses SET mark = points * 100000 WHERE points > 0;
ALTER TABLE responses DROP COLUMN points;
