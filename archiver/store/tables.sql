CREATE TABLE blobs (
  -- Bytes as they were received, once per content. Evidence: append-only.
  sha256 TEXT NOT NULL PRIMARY KEY, -- lower-case hex SHA-256 of data
  bytes INTEGER NOT NULL, -- length of data in bytes
  media_type TEXT, -- as the sender first called it, without parameters
  data BLOB NOT NULL, -- the bytes
  CHECK (length(sha256) = 64 AND bytes = length(data))
) STRICT;

CREATE TABLE article_captures (
  -- One reading-in of an article: the bytes, where from and when. Evidence: append-only.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  name TEXT GENERATED ALWAYS AS (coalesce(url, source)) VIRTUAL, -- label: the address, else the source
  captured_at TEXT NOT NULL, -- UTC
  source TEXT NOT NULL, -- as the user named it: a URL, a path, "-"
  url TEXT, -- address of the article, where known
  payload_sha256 TEXT NOT NULL REFERENCES blobs (sha256), -- the article's bytes
  CHECK (id > 0)
) STRICT;

CREATE TABLE captures (
  -- One visit to one post, with what was found. Evidence: append-only.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  name TEXT GENERATED ALWAYS AS (
    platform || ':' || post_id || ' ' || substr(captured_at, 1, 10)) VIRTUAL, -- label: post and day
  platform TEXT NOT NULL, -- short name of the platform
  post_id TEXT NOT NULL, -- the platform's stable id
  availability TEXT NOT NULL, -- available, not_found, withheld, protected, account_gone; or, no statement about the post, blocked_for_us, error
  captured_at TEXT NOT NULL, -- when the visit began, UTC
  key TEXT GENERATED ALWAYS AS (platform || ':' || post_id) VIRTUAL, -- the post, as reports write it
  reason TEXT NOT NULL, -- the evidence in one line
  url TEXT, -- canonical address of the post
  handle TEXT, -- the handle in that address; can be stale
  CHECK (id > 0)
) STRICT;

CREATE INDEX captures_post ON captures (platform, post_id);

CREATE TABLE exchanges (
  -- One request and its answer as received, of a capture or an article capture. Evidence: append-only.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  capture_id INTEGER REFERENCES captures (id), -- the visit to a post that it belongs to
  article_capture_id INTEGER REFERENCES article_captures (id), -- or the article capture
  seq INTEGER NOT NULL, -- place in that capture, from 0
  status INTEGER NOT NULL, -- HTTP status; 0 where nothing answered
  source TEXT NOT NULL, -- who was asked: platform, archive, third_party
  route TEXT NOT NULL, -- the platform's own name for this way to the post
  method TEXT NOT NULL, -- HTTP method
  url TEXT NOT NULL, -- address asked for; with source archive, the original's (URI-R)
  target_uri TEXT NOT NULL, -- address that answered (WARC-Target-URI)
  warc_date TEXT NOT NULL, -- when the request was sent, UTC (WARC-Date)
  payload_sha256 TEXT REFERENCES blobs (sha256), -- the body, decoded from its content encoding
  error TEXT, -- one line, where no complete answer came
  truncated TEXT, -- length, time or disconnect (WARC-Truncated)
  memento_datetime TEXT, -- when the web archive captured it, UTC (RFC 7089)
  request_headers TEXT NOT NULL, -- JSON array of [name, value], in order
  headers TEXT NOT NULL, -- of the answer: JSON array of [name, value], in order
  CHECK (id > 0 AND (capture_id IS NULL) <> (article_capture_id IS NULL))
) STRICT;

CREATE UNIQUE INDEX exchanges_capture ON exchanges (capture_id, seq);
CREATE UNIQUE INDEX exchanges_article_capture ON exchanges (article_capture_id, seq);
CREATE INDEX exchanges_payload ON exchanges (payload_sha256);
CREATE INDEX article_captures_payload ON article_captures (payload_sha256);

CREATE TABLE chain (
  -- One link per evidence record, each naming the one before: a record changed or taken out later breaks it. Evidence: append-only.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up from 1 without gaps
  kind TEXT NOT NULL, -- table of the record: blobs, article_captures, captures
  record TEXT NOT NULL, -- id of the record; for a blob its digest
  recorded_at TEXT NOT NULL, -- when it was written, UTC
  record_sha256 TEXT NOT NULL, -- digest of the record's rows in canonical JSON
  sha256 TEXT NOT NULL, -- digest of the link before and of this one's other columns
  CHECK (id > 0)
) STRICT;

CREATE UNIQUE INDEX chain_record ON chain (kind, record);

CREATE TABLE articles (
  -- An article as one version of the reader read it. Derived from article_captures.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  title TEXT, -- headline
  published TEXT, -- day, or time in UTC; without Z where the page names no time zone
  language TEXT, -- BCP 47 tag
  reader TEXT NOT NULL, -- name and version of the reader
  url TEXT, -- address of the article
  article_capture_id INTEGER NOT NULL REFERENCES article_captures (id), -- the bytes it was read from
  sha256 TEXT NOT NULL, -- digest of those bytes
  reading_sha256 TEXT NOT NULL, -- digest of all that was read, embeds and quotations included
  authors TEXT NOT NULL, -- JSON array of names
  images TEXT NOT NULL, -- JSON array of [address, alt text]
  notes TEXT NOT NULL, -- JSON array: how it was read
  text TEXT NOT NULL -- the words; all positions count its code points
) STRICT;

CREATE UNIQUE INDEX articles_reading ON articles (sha256, reader, reading_sha256);
CREATE INDEX articles_capture ON articles (article_capture_id);

CREATE TABLE embeds (
  -- A place in an article that carries a post. Derived.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  seq INTEGER NOT NULL, -- place in the article's list, from 0
  platform TEXT NOT NULL, -- short name of the platform
  post_id TEXT NOT NULL, -- the platform's id; provisional where it starts with "?"
  marker TEXT NOT NULL, -- what gave it away
  key TEXT GENERATED ALWAYS AS (platform || ':' || post_id) VIRTUAL, -- the post, as reports write it
  handle TEXT, -- the author's handle in the article's copy
  author_name TEXT, -- the author's name in the article's copy
  date_line TEXT, -- the date as it stands in the article
  created TEXT, -- the date line read, UTC
  created_exact INTEGER NOT NULL, -- 1 where the markup gives a time to the second
  start INTEGER, -- first code point in the article's text; empty where it stands outside
  "end" INTEGER, -- code point after the last
  language TEXT, -- as the markup states it
  text TEXT, -- the article's own copy of the words
  url TEXT, -- address of the post
  url_handle TEXT, -- the handle in that address
  images TEXT NOT NULL, -- JSON array of [address, alt text]
  alternatives TEXT NOT NULL, -- JSON array: other readings of a damaged copy
  repairs TEXT NOT NULL -- JSON array: what was mended to read it
) STRICT;

CREATE INDEX embeds_article ON embeds (article_id);

CREATE TABLE quotations (
  -- A span of an article between quotation marks, or a block quote. Derived.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  name TEXT GENERATED ALWAYS AS (substr(exact, 1, 60)) VIRTUAL, -- label: the first words
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article
  seq INTEGER, -- place in the article's list, from 0; empty for one that only a check made
  kind TEXT NOT NULL, -- marks, q, blockquote, headline
  channel TEXT NOT NULL, -- what the attribution says: posted, spoken, neutral, term, none
  attributed_to TEXT, -- the speaker as the article names him
  cue TEXT, -- the word that decided the channel
  start INTEGER NOT NULL, -- first code point in the article's text
  "end" INTEGER NOT NULL, -- code point after the last
  exact TEXT NOT NULL, -- the words between the marks
  attribution TEXT, -- the words that introduce or follow it
  prefix TEXT NOT NULL, -- what stands before
  suffix TEXT NOT NULL, -- what stands after
  continues INTEGER -- seq of the quotation that it goes on from
) STRICT;

CREATE INDEX quotations_article ON quotations (article_id);

CREATE TABLE postings (
  -- A post as one witness has it, read by one version of a parser. Derived from captures or, for embeds, from article_captures.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  name TEXT GENERATED ALWAYS AS (
    coalesce('@' || handle, author_name, platform) || ': ' || substr(text, 1, 60)) VIRTUAL, -- label: who and the first words
  platform TEXT NOT NULL, -- short name of the platform
  post_id TEXT NOT NULL, -- the platform's id; provisional where it starts with "?"
  witness TEXT NOT NULL, -- platform, archive, embed, third_party
  handle TEXT, -- without the at sign
  author_name TEXT, -- as the witness has it
  created TEXT, -- UTC
  created_precision TEXT, -- millisecond, second, day
  complete INTEGER NOT NULL, -- 0 where the witness is known to have cut the text
  language TEXT, -- BCP 47 tag, as the witness states it
  text TEXT NOT NULL, -- the words
  key TEXT GENERATED ALWAYS AS (platform || ':' || post_id) VIRTUAL, -- the post, as reports write it
  availability TEXT NOT NULL, -- what the visit found
  url TEXT, -- canonical address of the post
  capture_id INTEGER REFERENCES captures (id), -- the visit it was read from
  article_capture_id INTEGER REFERENCES article_captures (id), -- or the article whose embed it is
  parser TEXT NOT NULL, -- name and version of what read it
  witnessed_at TEXT, -- when the witness saw it, UTC
  edited TEXT, -- time of the last edit, UTC
  author_id TEXT, -- the platform's stable id of the author
  incomplete_reason TEXT, -- why the text is known to be cut
  in_reply_to TEXT, -- key of the post that it answers
  in_reply_to_url TEXT, -- and its address
  shared_content TEXT, -- key of the post that it quotes
  shared_content_url TEXT, -- and its address
  url_handle TEXT, -- the handle in the post's address; can be stale
  version_ids TEXT NOT NULL, -- JSON array: ids of all versions of an edited post, oldest first
  links TEXT NOT NULL, -- JSON array of [as it stands in the text, where it leads]
  alternatives TEXT NOT NULL, -- JSON array: other readings of a damaged copy
  repairs TEXT NOT NULL, -- JSON array: what was mended to read it
  reading_sha256 TEXT NOT NULL, -- digest of all that was read, pictures included
  CHECK ((capture_id IS NULL) <> (article_capture_id IS NULL))
) STRICT;

CREATE INDEX postings_post ON postings (platform, post_id);
CREATE UNIQUE INDEX postings_capture ON postings (capture_id, reading_sha256);
CREATE UNIQUE INDEX postings_article_capture ON postings (article_capture_id, reading_sha256);

CREATE TABLE images (
  -- A picture of a posting. Derived.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  posting_id INTEGER NOT NULL REFERENCES postings (id), -- the posting
  seq INTEGER NOT NULL, -- place in the posting, from 0
  width INTEGER, -- pixels, as the witness states it
  height INTEGER, -- pixels
  caption TEXT, -- the alt text that the author gave
  phash TEXT, -- perceptual hash, 16 hex digits; finds candidates, clears nothing
  dhash TEXT, -- difference hash, 16 hex digits
  content_url TEXT NOT NULL, -- address of the picture
  sha256 TEXT REFERENCES blobs (sha256) -- its bytes, once fetched
) STRICT;

CREATE INDEX images_posting ON images (posting_id);
CREATE INDEX images_sha256 ON images (sha256);

CREATE TABLE checks (
  -- One run of the checker over one article. All are kept.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  checked_at TEXT NOT NULL, -- UTC
  exit_code INTEGER NOT NULL, -- 1 where any verdict accuses, else 0
  article_id INTEGER NOT NULL REFERENCES articles (id), -- the article as it was read
  article_capture_id INTEGER NOT NULL REFERENCES article_captures (id), -- the bytes at hand in this run
  rules TEXT NOT NULL, -- version of the rule table that judged
  program TEXT NOT NULL -- name and version of the program
) STRICT;

CREATE INDEX checks_article ON checks (article_id);
CREATE INDEX checks_article_capture ON checks (article_capture_id);

CREATE TABLE check_postings (
  -- Which postings a check had before it. Derived.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  check_id INTEGER NOT NULL REFERENCES checks (id), -- the check
  posting_id INTEGER NOT NULL REFERENCES postings (id), -- the posting
  role TEXT NOT NULL, -- posting: the strongest witness of its post; version: any witness
  seq INTEGER NOT NULL -- place in the report's list of that role, from 0
) STRICT;

CREATE INDEX check_postings_check ON check_postings (check_id);
CREATE INDEX check_postings_posting ON check_postings (posting_id);

CREATE TABLE reviews (
  -- The judgement on one quotation in one check. Derived.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  check_id INTEGER NOT NULL REFERENCES checks (id), -- the check
  seq INTEGER NOT NULL, -- place in the report, from 0
  verdict TEXT NOT NULL, -- exact, conventional, marked, altered, misattributed, not_found, unverifiable, out_of_scope
  materiality TEXT, -- of an alteration: minor, wording, meaning
  coverage TEXT, -- whole, or a fragment of the post
  quotation_id INTEGER NOT NULL REFERENCES quotations (id), -- the quotation
  posting_id INTEGER REFERENCES postings (id), -- the version of the post that it was judged against
  reasons TEXT NOT NULL, -- JSON array of sentences
  aligned_coverage TEXT, -- coverage as the alignment has it; empty where nothing was aligned
  target_start INTEGER, -- first code point of the aligned span in the posting's text
  target_end INTEGER, -- code point after the last
  matched_words INTEGER, -- words of the quotation that stand in the posting, in order
  quotation_words INTEGER, -- words of the quotation
  before TEXT, -- what stands right before the span in the posting
  after TEXT -- what stands right after
) STRICT;

CREATE INDEX reviews_check ON reviews (check_id);
CREATE INDEX reviews_quotation ON reviews (quotation_id);
CREATE INDEX reviews_posting ON reviews (posting_id);

CREATE TABLE edits (
  -- One difference between a quotation and the posting. Derived.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  review_id INTEGER NOT NULL REFERENCES reviews (id), -- the judgement that it belongs to
  seq INTEGER NOT NULL, -- place in the alignment, from 0
  tier TEXT NOT NULL, -- typography, convention, marked, unmarked
  kind TEXT NOT NULL, -- from the closed list of edit kinds
  original TEXT NOT NULL, -- what stands in the posting
  quotation TEXT NOT NULL, -- what stands in the quotation
  start INTEGER NOT NULL, -- first code point in the quotation
  "end" INTEGER NOT NULL, -- code point after the last
  original_start INTEGER NOT NULL, -- first code point in the posting's text
  original_end INTEGER NOT NULL -- code point after the last
) STRICT;

CREATE INDEX edits_review ON edits (review_id);

CREATE TABLE findings (
  -- Something that doesn't fit, beside the quotations of one check. Derived.
  id INTEGER NOT NULL PRIMARY KEY, -- counts up
  check_id INTEGER NOT NULL REFERENCES checks (id), -- the check
  seq INTEGER NOT NULL, -- place in the report, from 0
  kind TEXT NOT NULL, -- from the closed list of finding kinds
  message TEXT NOT NULL, -- one sentence for people
  posting_key TEXT, -- the post that it is about
  quotation INTEGER, -- seq of the review that it is about, in the same check
  sides TEXT NOT NULL -- JSON object: what each source says, by its name
) STRICT;

CREATE INDEX findings_check ON findings (check_id);
