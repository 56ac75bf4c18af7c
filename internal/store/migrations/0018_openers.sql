-- Whether the opener of a stranger was answered already, by whomever.

CREATE INDEX responses_openers ON responses (key) WHERE key GLOB 'opener-*';
