-- A second factor beside the password: since when signing in asks for a code, when
-- somebody else turned it off, when it is offered next, the secret of the codes,
-- sealed by the key of the installation, and the time step of the last code.
ALTER TABLE users ADD COLUMN second_factor_at INTEGER;
ALTER TABLE users ADD COLUMN second_factor_off_at INTEGER;
ALTER TABLE users ADD COLUMN second_factor_ask_at INTEGER;
ALTER TABLE users ADD COLUMN totp_sealed TEXT;
ALTER TABLE users ADD COLUMN totp_step INTEGER NOT NULL DEFAULT 0;

-- Codes that are good once where the app is lost. Those of an account share a salt.
CREATE TABLE recovery_codes (
  user_id INTEGER NOT NULL REFERENCES users (id) ON DELETE CASCADE,
  hash    TEXT    NOT NULL,
  made_at INTEGER NOT NULL,
  PRIMARY KEY (user_id, hash)
) STRICT, WITHOUT ROWID;
