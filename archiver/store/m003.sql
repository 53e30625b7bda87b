ALTER TABLE articles ADD COLUMN image_details TEXT NOT NULL DEFAULT '[]' /* JSON array, one entry for each of images: [caption, other addresses, whether the page shows it] */;

CREATE TABLE pictures (
  -- What can be said of a picture by itself. Derived from blobs; kept so that it is decoded once.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  sha256 TEXT NOT NULL, -- digest of its bytes
  rules TEXT NOT NULL, -- name and version of what looked at it
  media_type TEXT, -- of the bytes, whatever a server called them
  width INTEGER, -- pixels as shown
  height INTEGER, -- pixels as shown
  phash TEXT, -- perceptual hash, 16 hex digits; finds candidates, clears nothing
  dhash TEXT, -- difference hash, 16 hex digits
  unreadable TEXT -- why it is no picture; empty where it is one
) STRICT;

CREATE UNIQUE INDEX pictures_sha256 ON pictures (sha256, rules);

CREATE TABLE picture_comparisons (
  -- What lies between a picture and a copy of it. Derived; kept so that two pictures are compared once.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  kind TEXT, -- the gravest of kinds; empty where it can't be told
  sha256 TEXT NOT NULL, -- digest of the copy
  post_sha256 TEXT NOT NULL, -- digest of the post's picture
  rules TEXT NOT NULL, -- version of the rules that compared them
  kinds TEXT NOT NULL, -- JSON array: identical, reencoded, resized, cropped, framed, rotated, recoloured, mirrored, overlay_added, locally_altered, different; gravest first
  boxes TEXT NOT NULL, -- JSON array of [left, top, right, bottom]: what differs, in pixels of the copy
  cropped TEXT, -- JSON array [left, top, right, bottom]: the part that is shown, in pixels of the post's picture
  framed TEXT, -- JSON array [left, top, right, bottom]: where it stands in the copy, in pixels of the copy
  turned INTEGER NOT NULL, -- degrees clockwise
  agreeing REAL NOT NULL, -- share of the common area that agrees
  reason TEXT NOT NULL -- one line where it needs one
) STRICT;

CREATE UNIQUE INDEX picture_comparisons_pair ON picture_comparisons (sha256, post_sha256, rules);

CREATE TABLE picture_checks (
  -- A picture of an article held against a picture of a post, in one check. Derived.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  check_id INTEGER NOT NULL REFERENCES checks (id), -- the check
  seq INTEGER NOT NULL, -- place in the report, from 0
  comparison_id INTEGER NOT NULL REFERENCES picture_comparisons (id), -- what lies between them
  posting_key TEXT NOT NULL, -- the post, as reports write it
  url TEXT NOT NULL, -- address of the article's picture
  alt TEXT, -- its alt text
  shown INTEGER NOT NULL, -- 0 where the page only announces it to other sites
  width INTEGER NOT NULL, -- pixels of the article's picture, as shown
  height INTEGER NOT NULL, -- pixels
  sha256 TEXT NOT NULL REFERENCES blobs (sha256), -- bytes of the article's picture
  post_url TEXT NOT NULL, -- address of the post's picture
  post_sha256 TEXT NOT NULL REFERENCES blobs (sha256) -- bytes of the post's picture
) STRICT;

CREATE INDEX picture_checks_check ON picture_checks (check_id);
CREATE INDEX picture_checks_comparison ON picture_checks (comparison_id);
CREATE INDEX picture_checks_sha256 ON picture_checks (sha256);
CREATE INDEX picture_checks_post_sha256 ON picture_checks (post_sha256);
