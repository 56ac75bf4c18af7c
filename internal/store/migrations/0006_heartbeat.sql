-- The moment at which the server was last seen running, in one row: what the
-- clock says after a restart is compared with it.

CREATE TABLE heartbeats (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;
