-- The bodies that were packed leave the items.

ALTER TABLE items DROP COLUMN body;
