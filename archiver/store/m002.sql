ALTER TABLE postings ADD COLUMN superseded TEXT /* when the next version replaced this one, UTC; empty for the newest known */;
ALTER TABLE postings ADD COLUMN was_edited INTEGER NOT NULL DEFAULT 0 /* 1 where the witness says that it was edited, with or without saying when */;
ALTER TABLE postings ADD COLUMN version_id TEXT /* the platform's own name of exactly this version */;
ALTER TABLE postings ADD COLUMN content_warning TEXT /* what the author set before the text */;
ALTER TABLE postings ADD COLUMN poll TEXT /* JSON object: question, options, when it closes */;
ALTER TABLE postings ADD COLUMN times TEXT NOT NULL DEFAULT '[]' /* JSON array: every time that the answer states, and who says so */;
ALTER TABLE postings ADD COLUMN opt_outs TEXT NOT NULL DEFAULT '[]' /* JSON array: the author's wishes on who may show or index it */;
ALTER TABLE images ADD COLUMN thumbnail_of TEXT /* what it stands for, where it is no picture of the post itself: video, gif */;
ALTER TABLE images ADD COLUMN claimed_sha256 TEXT /* digest of its bytes as the post's own record states it */;
ALTER TABLE embeds ADD COLUMN version_id TEXT /* the version that was embedded, as the markup names it */;
ALTER TABLE embeds ADD COLUMN cut INTEGER NOT NULL DEFAULT 0 /* 1 where the copy shows that it has not all of the words */;

CREATE TABLE aliases (
  -- Another name under which a post was asked for (a short link, a handle in place of an id), and the visit that found what it stands for. Evidence: append-only.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  capture_id INTEGER NOT NULL REFERENCES captures (id), -- the visit
  platform TEXT NOT NULL, -- short name of the platform
  post_id TEXT NOT NULL, -- the alias; it starts with "~"
  key TEXT GENERATED ALWAYS AS (platform || ':' || post_id) VIRTUAL, -- the alias, as reports write it
  url TEXT, -- the address that was followed
  handle TEXT, -- the handle in that address
  CHECK (id > 0)
) STRICT;

CREATE UNIQUE INDEX aliases_capture ON aliases (capture_id);
CREATE INDEX aliases_post ON aliases (platform, post_id);
