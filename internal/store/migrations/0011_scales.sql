-- The scale on which an exam is told, and what it takes, are those of the day it
-- began. The exams of the subjects that v0.1.0 carried get theirs. Which other
-- exams were sat is not known here: without a scale, their profile tells it.

ALTER TABLE attempts ADD COLUMN scale_from INTEGER;
ALTER TABLE attempts ADD COLUMN scale_to INTEGER;
ALTER TABLE attempts ADD COLUMN pass INTEGER;
UPDATE attempts SET scale_from = 100, scale_to = 1000, pass = 700 WHERE subject = 'aws-support' AND exam IN ('clf-c02', 'clf-c02-short');
UPDATE attempts SET scale_from = 0, scale_to = 100, pass = 70 WHERE subject = 'http-semantics' AND exam = 'short';
