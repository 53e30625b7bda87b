CREATE TABLE screenshots (
  -- A picture of an article that looks like a screenshot of a post, in one check, and what was read from it. Derived; it judges nothing.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  check_id INTEGER NOT NULL REFERENCES checks (id), -- the check
  seq INTEGER NOT NULL, -- place in the report, from 0
  status TEXT NOT NULL, -- post_found, other_author, post_existence_unproven or not_read
  posting_key TEXT, -- the captured post that is likest to what was read, as reports write it
  url TEXT NOT NULL, -- address of the picture
  alt TEXT, -- its alt text
  width INTEGER NOT NULL, -- pixels, as shown
  height INTEGER NOT NULL, -- pixels
  handle TEXT, -- as read, without the at sign
  name TEXT, -- as read
  text TEXT NOT NULL, -- as read: letters are misread
  time TEXT, -- the line with the time, as read
  platform TEXT, -- what its layout is like: a guess
  confidence REAL NOT NULL, -- how sure the reader is of its words, 0 to 1
  languages TEXT NOT NULL, -- JSON array: language data of Tesseract that it was read with
  candidates TEXT NOT NULL, -- JSON array of captured posts with nearly these words, best first
  quotations TEXT NOT NULL, -- JSON array: places of the quotations whose words stand in it
  reason TEXT NOT NULL, -- one line where it needs one
  sha256 TEXT NOT NULL REFERENCES blobs (sha256) -- bytes of the picture
) STRICT;

CREATE INDEX screenshots_check ON screenshots (check_id);
CREATE INDEX screenshots_sha256 ON screenshots (sha256);
CREATE INDEX screenshots_posting ON screenshots (posting_key);
