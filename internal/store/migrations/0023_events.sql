-- The security log: what happened to accounts, and what was refused. It names
-- accounts by number, also when they are gone. Events that say the same within a
-- minute are one row, as long as it names that minute.

CREATE TABLE events (
  id        INTEGER PRIMARY KEY AUTOINCREMENT,
  at        INTEGER NOT NULL,
  kind      TEXT    NOT NULL,
  actor     INTEGER NOT NULL, -- 0 is no account
  target    INTEGER NOT NULL,
  addr      TEXT    NOT NULL,
  request   TEXT    NOT NULL,
  detail    TEXT    NOT NULL,
  times     INTEGER NOT NULL CHECK (times > 0),
  minute    INTEGER,
  shortened INTEGER NOT NULL DEFAULT 0 CHECK (shortened IN (0, 1))
) STRICT;
CREATE UNIQUE INDEX events_merged ON events (minute, kind, actor, target, addr, detail) WHERE minute IS NOT NULL;
CREATE INDEX events_by_time ON events (at, id);
CREATE INDEX events_by_kind ON events (kind, at, id);
CREATE INDEX events_by_actor ON events (actor, at, id) WHERE actor > 0;
CREATE INDEX events_by_target ON events (target, at, id) WHERE target > 0;
CREATE INDEX events_with_address ON events (at) WHERE shortened = 0 AND addr <> '';
