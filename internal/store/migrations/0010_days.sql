-- Whose days: the zone of an account ('' as long as it is not known), and with
-- each answer the day of its learner as it was when it was given, in days since
-- the epoch with fractions. Answers of before count by the days of UTC.

ALTER TABLE users ADD COLUMN zone TEXT NOT NULL DEFAULT '';
ALTER TABLE responses ADD COLUMN day REAL NOT NULL DEFAULT 0;
ALTER TABLE reviews ADD COLUMN day REAL NOT NULL DEFAULT 0;

-- The moment of a fact's last answer: days can go back where a zone changes.
ALTER TABLE traces ADD COLUMN reviewed_at INTEGER NOT NULL DEFAULT 0;

UPDATE responses SET day = answered_at / 86400000.0;
UPDATE reviews SET day = at / 86400000.0;
UPDATE traces SET reviewed_at = CAST(round(reviewed * 86400000.0) AS INTEGER);
