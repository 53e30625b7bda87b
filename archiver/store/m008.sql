ALTER TABLE chain ADD COLUMN form INTEGER NOT NULL DEFAULT 1 /* rule by which both digests are made: 1, or 2 with canonical JSON of RFC 8785 and all columns */;
ALTER TABLE chain ADD COLUMN agent TEXT /* who wrote it: as the user names himself, else login and machine */;
ALTER TABLE chain ADD COLUMN program TEXT /* name and version of the program that wrote it */;
ALTER TABLE chain ADD COLUMN server_date TEXT /* what the server's clock said: the Date header of the record's last answer that has one, UTC */;

CREATE TABLE imports (
  -- A file of captures that another program made (WARC, WACZ), as it was read in. Evidence: append-only.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  source TEXT NOT NULL, -- the file, as the user named it
  format TEXT NOT NULL, -- warc or wacz
  software TEXT, -- the program that made it, as the file says
  imported_at TEXT NOT NULL, -- UTC
  bytes INTEGER NOT NULL, -- length of the file
  sha256 TEXT NOT NULL, -- digest of the file
  details TEXT NOT NULL, -- JSON object: what the file says of itself, and what was found when its digests and signature were checked
  CHECK (id > 0 AND length(sha256) = 64)
) STRICT;

CREATE INDEX imports_sha256 ON imports (sha256);

ALTER TABLE article_captures ADD COLUMN import_id INTEGER REFERENCES imports (id) /* the file that it was read from; empty where this program received it itself */;
ALTER TABLE captures ADD COLUMN import_id INTEGER REFERENCES imports (id) /* the file that it was read from; empty where this program received it itself */;
ALTER TABLE exchanges ADD COLUMN record_id TEXT /* WARC-Record-ID of the answer in the file that it was read from */;

CREATE INDEX article_captures_import ON article_captures (import_id);
CREATE INDEX captures_import ON captures (import_id);

CREATE TABLE timestamps (
  -- A proof, made by somebody else, that a link of the chain existed by a certain time. Evidence: append-only.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  kind TEXT NOT NULL, -- rfc3161 or opentimestamps
  chain_id INTEGER NOT NULL REFERENCES chain (id), -- the link that it proves, and with it all before
  authority TEXT NOT NULL, -- address of the time stamping authority or calendar
  requested_at TEXT NOT NULL, -- UTC, by the clock of this machine
  stamped_at TEXT, -- the time that a token states, UTC; empty for opentimestamps, where only a block tells it
  imprint TEXT NOT NULL, -- hex SHA-256 that the proof is of: the digest of the link
  upgrades INTEGER REFERENCES timestamps (id), -- the pending proof that this one completes
  certificates TEXT, -- PEM: the certificates that it was verified with, root last
  proof BLOB NOT NULL, -- TimeStampResp in DER (RFC 3161 2.4.2), or a detached .ots file
  CHECK (id > 0)
) STRICT;

CREATE INDEX timestamps_chain ON timestamps (chain_id);
CREATE INDEX timestamps_upgrades ON timestamps (upgrades);
