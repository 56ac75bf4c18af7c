CREATE TABLE abilities (
  learner_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject     TEXT    NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('ability', 'memory')),
  value       REAL    NOT NULL,
  answers     INTEGER NOT NULL,
  information REAL    NOT NULL,
  PRIMARY KEY (learner_id, subject, kind)
) STRICT, WITHOUT ROWID;

CREATE TABLE attempts (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  learner_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject     TEXT    NOT NULL,
  edition     TEXT    NOT NULL,
  lang        TEXT    NOT NULL,
  mode        TEXT    NOT NULL CHECK (mode IN ('practice', 'exam')),
  topics      TEXT    NOT NULL,
  seed        INTEGER NOT NULL,
  ranked      INTEGER NOT NULL CHECK (ranked IN (0, 1)),
  knowledge   TEXT    NOT NULL,
  size        INTEGER NOT NULL CHECK (size > 0),
  answered    INTEGER NOT NULL CHECK (answered BETWEEN 0 AND size),
  started_at  INTEGER NOT NULL,
  finished_at INTEGER,
  finished_as INTEGER,
  points      INTEGER,
  max         INTEGER, kind TEXT NOT NULL DEFAULT '', exam TEXT NOT NULL DEFAULT '', deadline INTEGER, moved_at INTEGER, moved_to INTEGER NOT NULL DEFAULT 0, scale_from INTEGER, scale_to INTEGER, pass INTEGER, foreseen TEXT NOT NULL DEFAULT '' CHECK (foreseen = '' OR json_valid(foreseen)), abandoned INTEGER NOT NULL DEFAULT 0 CHECK (abandoned IN (0, 1)), rushed INTEGER NOT NULL DEFAULT 0 CHECK (rushed IN (0, 1)), begun_as INTEGER,
  CHECK ((finished_at IS NULL) = (points IS NULL))
) STRICT;

CREATE INDEX attempts_by_deadline ON attempts (deadline) WHERE deadline IS NOT NULL AND finished_at IS NULL;

CREATE INDEX attempts_by_learner ON attempts (learner_id, id);

CREATE INDEX attempts_running ON attempts (learner_id, deadline) WHERE deadline IS NOT NULL AND finished_at IS NULL;

CREATE INDEX attempts_rushed ON attempts (learner_id) WHERE rushed = 1;

CREATE INDEX attempts_unfinished ON attempts (learner_id) WHERE finished_at IS NULL;

CREATE TABLE bodies (
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  form       INTEGER NOT NULL,
  body       BLOB    NOT NULL,
  PRIMARY KEY (attempt_id, position),
  FOREIGN KEY (attempt_id, position) REFERENCES items (attempt_id, position) ON DELETE CASCADE
) STRICT;

CREATE TABLE calibrations (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  certainty  TEXT    NOT NULL,
  answers    INTEGER NOT NULL,
  right      INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, certainty)
) STRICT, WITHOUT ROWID;

CREATE TABLE counted (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  period     TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  PRIMARY KEY (learner_id, subject, edition, period, item)
) STRICT, WITHOUT ROWID;

CREATE TABLE devices (
  hash    BLOB    NOT NULL CHECK (length(hash) = 32),
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  seen_at INTEGER NOT NULL,
  PRIMARY KEY (hash, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX devices_by_user ON devices (user_id, seen_at);

CREATE TABLE dropped_keys (
  learner_id INTEGER NOT NULL,
  key        TEXT    NOT NULL,
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  revision   INTEGER NOT NULL CHECK (revision > 0),
  PRIMARY KEY (learner_id, key),
  FOREIGN KEY (attempt_id, position) REFERENCES items (attempt_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE INDEX dropped_keys_by_item ON dropped_keys (attempt_id, position, revision);

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

CREATE INDEX events_by_actor ON events (actor, at, id) WHERE actor > 0;

CREATE INDEX events_by_kind ON events (kind, at, id);

CREATE INDEX events_by_target ON events (target, at, id) WHERE target > 0;

CREATE INDEX events_by_time ON events (at, id);

CREATE UNIQUE INDEX events_merged ON events (minute, kind, actor, target, addr, detail) WHERE minute IS NOT NULL;

CREATE INDEX events_with_address ON events (at) WHERE shortened = 0 AND addr <> '';

CREATE TABLE guesses (
  key        TEXT    PRIMARY KEY,
  in_row     INTEGER NOT NULL,
  in_all     INTEGER NOT NULL,
  last_at    INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX guesses_by_expiry ON guesses (expires_at);

CREATE TABLE habits (
  learner_id INTEGER PRIMARY KEY REFERENCES users (id) ON DELETE CASCADE,
  certainty  INTEGER NOT NULL CHECK (certainty IN (0, 1)),
  extra      INTEGER NOT NULL
) STRICT;

CREATE TABLE heartbeats (
  id INTEGER PRIMARY KEY CHECK (id = 1),
  at INTEGER NOT NULL
) STRICT;

CREATE TABLE items (
  attempt_id    INTEGER NOT NULL REFERENCES attempts (id) ON DELETE CASCADE,
  position      INTEGER NOT NULL CHECK (position > 0),
  item          TEXT    NOT NULL,
  hash          TEXT    NOT NULL,
  model         TEXT    NOT NULL,
  model_version INTEGER NOT NULL,
  topic         TEXT    NOT NULL,
  role TEXT NOT NULL DEFAULT '',
  PRIMARY KEY (attempt_id, position)
) STRICT, WITHOUT ROWID;

CREATE TABLE looks (
  key     TEXT    NOT NULL,
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  PRIMARY KEY (key, user_id)
) STRICT, WITHOUT ROWID;

CREATE INDEX looks_by_user ON looks (user_id);

CREATE TABLE memos (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  bookmarked INTEGER NOT NULL CHECK (bookmarked IN (0, 1)),
  felt       TEXT    NOT NULL CHECK (felt IN ('', 'easy', 'hard')),
  words      TEXT    NOT NULL CHECK (length(words) <= 1000),
  changed_at INTEGER NOT NULL,
  edition    TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  stem       TEXT    NOT NULL,
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL CHECK (position > 0),
  PRIMARY KEY (learner_id, subject, item),
  CHECK (bookmarked = 1 OR felt <> '' OR words <> '')
) STRICT, WITHOUT ROWID;

CREATE INDEX memos_felt ON memos (subject, item, felt) WHERE felt <> '';

CREATE TABLE `migrations` (`id` text,PRIMARY KEY (`id`));

CREATE TABLE mixups (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  key        TEXT    NOT NULL,
  taken      TEXT    NOT NULL,
  times      INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, key, taken)
) STRICT, WITHOUT ROWID;

CREATE TABLE notes (
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  flagged    INTEGER NOT NULL CHECK (flagged IN (0, 1)),
  struck     TEXT    NOT NULL,
  spent_ms   INTEGER NOT NULL CHECK (spent_ms >= 0),
  PRIMARY KEY (attempt_id, position),
  FOREIGN KEY (attempt_id, position) REFERENCES items (attempt_id, position) ON DELETE CASCADE
) STRICT, WITHOUT ROWID;

CREATE TABLE objections (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL CHECK (position > 0),
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  lang       TEXT    NOT NULL,
  knowledge  TEXT    NOT NULL,
  item       TEXT    NOT NULL,
  body       TEXT    NOT NULL,
  response   TEXT,
  words      TEXT    NOT NULL CHECK (length(words) > 0),
  made_at    INTEGER NOT NULL,
  UNIQUE (attempt_id, position, words)
) STRICT;

CREATE INDEX objections_by_learner ON objections (learner_id, made_at);

CREATE INDEX objections_by_subject ON objections (subject, id);

CREATE TABLE outbox (
  id      INTEGER PRIMARY KEY AUTOINCREMENT,
  user_id INTEGER REFERENCES users (id) ON DELETE CASCADE,
  kind    TEXT    NOT NULL,
  login   TEXT    NOT NULL,
  email   TEXT    NOT NULL,
  lang    TEXT    NOT NULL,
  at      INTEGER NOT NULL,
  next_at INTEGER,
  tries   INTEGER NOT NULL DEFAULT 0,
  answer  TEXT    NOT NULL DEFAULT ''
) STRICT;

CREATE INDEX outbox_by_next ON outbox (next_at);

CREATE INDEX outbox_by_user ON outbox (user_id);

CREATE TABLE plans (
  learner_id   INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject      TEXT    NOT NULL,
  edition      TEXT    NOT NULL,
  exam         TEXT    NOT NULL,
  exam_on      TEXT    NOT NULL,
  daily        INTEGER NOT NULL,
  goal         INTEGER NOT NULL,
  paused_from  TEXT    NOT NULL,
  paused_until TEXT    NOT NULL,
  PRIMARY KEY (learner_id, subject)
) STRICT, WITHOUT ROWID;

CREATE TABLE ratings (
  subject     TEXT    NOT NULL,
  kind        TEXT    NOT NULL CHECK (kind IN ('fact', 'model')),
  id          TEXT    NOT NULL,
  value       REAL    NOT NULL,
  answers     INTEGER NOT NULL,
  information REAL    NOT NULL,
  PRIMARY KEY (subject, kind, id)
) STRICT, WITHOUT ROWID;

CREATE TABLE recovery_codes (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hash    TEXT    NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;

CREATE TABLE reset_links (
  hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX reset_links_by_user ON reset_links (user_id);

CREATE TABLE responses (
  id          INTEGER PRIMARY KEY AUTOINCREMENT,
  attempt_id  INTEGER NOT NULL,
  position    INTEGER NOT NULL,
  revision    INTEGER NOT NULL CHECK (revision > 0),
  learner_id  INTEGER NOT NULL,
  given       TEXT    NOT NULL,
  key         TEXT,
  answered_at INTEGER NOT NULL, certainty TEXT NOT NULL DEFAULT '', mistapped INTEGER NOT NULL DEFAULT 0 CHECK (mistapped IN (0, 1)), day REAL NOT NULL DEFAULT 0, mark INTEGER NOT NULL DEFAULT 0 CHECK (mark BETWEEN 0 AND 100000), hasty INTEGER NOT NULL DEFAULT 0 CHECK (hasty IN (0, 1)),
  UNIQUE (attempt_id, position, revision),
  UNIQUE (learner_id, key),
  FOREIGN KEY (attempt_id, position) REFERENCES items (attempt_id, position) ON DELETE CASCADE
) STRICT;

CREATE INDEX responses_by_learner ON responses (learner_id, answered_at);

CREATE INDEX responses_openers ON responses (key) WHERE key GLOB 'opener-*';

CREATE TABLE reviews (
  id         INTEGER PRIMARY KEY AUTOINCREMENT,
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  edition    TEXT    NOT NULL,
  topic      TEXT    NOT NULL,
  attempt_id INTEGER NOT NULL,
  position   INTEGER NOT NULL,
  at         INTEGER NOT NULL,
  item       TEXT    NOT NULL,
  model      TEXT    NOT NULL,
  wording    INTEGER NOT NULL,
  facility   REAL    NOT NULL,
  floor      REAL    NOT NULL,
  certainty  TEXT    NOT NULL,
  right      INTEGER NOT NULL CHECK (right IN (0, 1)),
  mixed      INTEGER NOT NULL CHECK (mixed IN (0, 1)),
  schedules  INTEGER NOT NULL CHECK (schedules IN (0, 1)),
  rates      INTEGER NOT NULL CHECK (rates IN (0, 1)),
  mistapped  INTEGER NOT NULL CHECK (mistapped IN (0, 1)),
  facts      TEXT    NOT NULL,
  mixups     TEXT    NOT NULL
, day REAL NOT NULL DEFAULT 0) STRICT;

CREATE INDEX reviews_by_attempt ON reviews (attempt_id, position);

CREATE INDEX reviews_by_learner ON reviews (learner_id, subject, id);

CREATE INDEX reviews_mistapped ON reviews (learner_id) WHERE mistapped = 1;

CREATE TABLE scores (
  learner_id  INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject     TEXT    NOT NULL,
  edition     TEXT    NOT NULL,
  period      TEXT    NOT NULL,
  topic       TEXT    NOT NULL,
  points      INTEGER NOT NULL,
  answered    INTEGER NOT NULL,
  attempts    INTEGER NOT NULL,
  best_points INTEGER NOT NULL,
  best_max    INTEGER NOT NULL,
  last_points INTEGER NOT NULL,
  last_max    INTEGER NOT NULL,
  active_at   INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, edition, period, topic)
) STRICT, WITHOUT ROWID;

CREATE INDEX scores_by_rank ON scores (subject, edition, period, topic, points DESC);

CREATE TABLE sessions (
  id           TEXT    PRIMARY KEY,
  user_id      INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  counter      INTEGER NOT NULL,
  refresh_hash BLOB    NOT NULL CHECK (length(refresh_hash) = 32),
  created_at   INTEGER NOT NULL,
  rotated_at   INTEGER NOT NULL,
  revoked_at   INTEGER
, client TEXT NOT NULL DEFAULT '') STRICT, WITHOUT ROWID;

CREATE INDEX sessions_by_rotation ON sessions (rotated_at);

CREATE INDEX sessions_by_user ON sessions (user_id);

CREATE TABLE setup_tokens (
  hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  created_at INTEGER NOT NULL,
  expires_at INTEGER NOT NULL,
  used_at    INTEGER
) STRICT, WITHOUT ROWID;

CREATE TABLE study_days (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  day        INTEGER NOT NULL,
  answers    INTEGER NOT NULL,
  PRIMARY KEY (learner_id, subject, day)
) STRICT, WITHOUT ROWID;

CREATE TABLE throttle (
  id         INTEGER PRIMARY KEY,
  key        TEXT    NOT NULL,
  at         INTEGER NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT;

CREATE INDEX throttle_by_expiry ON throttle (expires_at);

CREATE INDEX throttle_by_key ON throttle (key, at);

CREATE TABLE traces (
  learner_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  subject    TEXT    NOT NULL,
  fact       TEXT    NOT NULL,
  stability  REAL    NOT NULL,
  difficulty REAL    NOT NULL,
  reviewed   REAL    NOT NULL,
  check_day  REAL    NOT NULL,
  reviews    INTEGER NOT NULL,
  lapses     INTEGER NOT NULL,
  held       INTEGER NOT NULL,
  proven     INTEGER NOT NULL CHECK (proven IN (0, 1)),
  model      TEXT    NOT NULL,
  wording    INTEGER NOT NULL, reviewed_at INTEGER NOT NULL DEFAULT 0,
  PRIMARY KEY (learner_id, subject, fact)
) STRICT, WITHOUT ROWID;

CREATE TABLE users (
  id            INTEGER PRIMARY KEY AUTOINCREMENT,
  name          TEXT    NOT NULL,
  name_key      TEXT    UNIQUE,
  email         TEXT    NOT NULL,
  email_key     TEXT    UNIQUE,
  role          TEXT    NOT NULL CHECK (role IN ('guest', 'learner', 'instructor', 'admin')),
  shown_as      TEXT    NOT NULL,
  shown_key     TEXT    NOT NULL,
  listed        INTEGER NOT NULL CHECK (listed IN (0, 1)),
  password_hash TEXT,
  created_at    INTEGER NOT NULL, zone TEXT NOT NULL DEFAULT '', name_sort BLOB NOT NULL DEFAULT x'', name_search TEXT NOT NULL DEFAULT '', hidden INTEGER NOT NULL DEFAULT 0 CHECK (hidden IN (0, 1)), second_factor_at INTEGER, second_factor_off_at INTEGER, second_factor_ask_at INTEGER, totp_sealed TEXT, totp_step INTEGER NOT NULL DEFAULT 0, disabled INTEGER NOT NULL DEFAULT 0 CHECK (disabled IN (0, 1)), email_pending TEXT NOT NULL DEFAULT '', lang TEXT NOT NULL DEFAULT '',
  CHECK ((role = 'guest') = (name_key IS NULL)),
  CHECK ((role = 'guest') = (password_hash IS NULL))
) STRICT;

CREATE INDEX users_by_name ON users (role, name_sort, id);

CREATE INDEX users_by_role ON users (role, id);

CREATE TABLE verifications (
  hash       BLOB    PRIMARY KEY CHECK (length(hash) = 32),
  user_id    INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  email      TEXT    NOT NULL,
  expires_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE INDEX verifications_by_user ON verifications (user_id);
