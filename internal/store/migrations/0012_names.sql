-- Names as they are sorted by language and as they are looked for, without
-- accents. The step beside this file fills them in.

ALTER TABLE users ADD COLUMN name_sort BLOB NOT NULL DEFAULT x'';
ALTER TABLE users ADD COLUMN name_search TEXT NOT NULL DEFAULT '';
CREATE INDEX users_by_name ON users (role, name_sort, id);
