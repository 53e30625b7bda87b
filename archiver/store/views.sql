CREATE VIEW latest_checks AS
  -- The newest check of each article (fetched from the same address, or else the same bytes). The address that a page claims for itself is no proof of where it comes from.
  SELECT max(checks.id) AS check_id, articles.title, articles.published, checks.checked_at,
    received.url, received.source, articles.url AS claimed_url, count(*) AS checks,
    checks.exit_code, articles.id AS article_id
  FROM checks
    JOIN articles ON articles.id = checks.article_id
    JOIN article_captures AS received ON received.id = checks.article_capture_id
  GROUP BY coalesce(received.url, articles.sha256);

CREATE VIEW edits_in_words AS
  -- Every edit as a sentence.
  SELECT edits.id, edits.review_id, edits.seq, edits.tier, edits.kind,
    CASE
      WHEN edits.kind = 'reordered' AND edits.original = edits.quotation
        THEN '“' || edits.original || '” stands elsewhere'
      WHEN edits.original = '' THEN '“' || edits.quotation || '” added'
      WHEN edits.quotation = '' THEN '“' || edits.original || '” left out'
      ELSE '“' || edits.original || '” became “' || edits.quotation || '”'
    END || ' (' || replace(edits.kind, '_', ' ') || ')' AS words
  FROM edits;

CREATE VIEW problems AS
  -- Quotations found altered, misattributed or in no captured post, by the newest check of each article.
  SELECT reviews.id AS review_id, reviews.verdict, reviews.materiality, latest.title AS article,
    quotations.exact AS quotation,
    substr(postings.text, reviews.target_start + 1, reviews.target_end - reviews.target_start)
      AS original,
    (SELECT group_concat(words, '; ') FROM (
      SELECT words FROM edits_in_words
      WHERE review_id = reviews.id AND tier = 'unmarked' ORDER BY seq)) AS edits,
    quotations.attributed_to, postings.author_name AS author, postings.handle, postings.key AS post,
    postings.witness, latest.published, latest.checked_at, latest.url AS article_url,
    postings.url AS post_url, reviews.reasons, latest.check_id, latest.article_id,
    reviews.quotation_id, reviews.posting_id
  FROM latest_checks AS latest
    JOIN reviews ON reviews.check_id = latest.check_id
    JOIN quotations ON quotations.id = reviews.quotation_id
    LEFT JOIN postings ON postings.id = reviews.posting_id
  WHERE reviews.verdict IN ('altered', 'misattributed', 'not_found')
  ORDER BY reviews.id DESC;

CREATE VIEW verdicts_by_outlet AS
  -- How each outlet quotes posts: verdicts of the newest check of each article, by the host that it was fetched from. Files are copies: whose they are is not known.
  SELECT outlet, count(DISTINCT check_id) AS articles, count(*) AS quotations,
    sum(verdict = 'exact') AS exact, sum(verdict = 'conventional') AS conventional,
    sum(verdict = 'marked') AS marked, sum(verdict = 'altered') AS altered,
    sum(materiality IS 'meaning') AS meaning_changed,
    sum(verdict = 'misattributed') AS misattributed, sum(verdict = 'not_found') AS not_found,
    sum(verdict = 'unverifiable') AS unverifiable
  FROM (
    SELECT reviews.verdict, reviews.materiality, reviews.check_id,
      CASE WHEN host = '' THEN '(copies)' WHEN host LIKE 'www.%' THEN substr(host, 5)
        ELSE host END AS outlet
    FROM (
      SELECT check_id, lower(substr(rest, 1, instr(rest || '/', '/') - 1)) AS host
      FROM (
        SELECT check_id,
          CASE WHEN url LIKE '%://%' THEN substr(url, instr(url, '://') + 3) ELSE '' END AS rest
        FROM latest_checks)) AS hosts
      JOIN reviews ON reviews.check_id = hosts.check_id
    WHERE reviews.verdict <> 'out_of_scope')
  GROUP BY outlet
  ORDER BY quotations DESC;

CREATE VIEW edit_counts AS
  -- How often each kind of edit occurs, and in how many articles, by the newest check of each.
  SELECT edits.tier, edits.kind, count(*) AS edits, count(DISTINCT reviews.check_id) AS articles
  FROM edits
    JOIN reviews ON reviews.id = edits.review_id
    JOIN latest_checks AS latest ON latest.check_id = reviews.check_id
  GROUP BY edits.kind
  ORDER BY edits DESC;

CREATE VIEW unavailable_posts AS
  -- Posts that the last visit which could tell found deleted, withheld, protected or with the account gone. A visit that was blocked or failed tells nothing, nor does a file that others made.
  SELECT visits.id AS capture_id, visits.availability, visits.key AS post,
    visits.captured_at AS found_at,
    (SELECT max(captured_at) FROM captures AS earlier
      WHERE earlier.platform = visits.platform AND earlier.post_id = visits.post_id
        AND earlier.availability = 'available') AS last_available_at,
    (SELECT text FROM postings
      WHERE postings.platform = visits.platform AND postings.post_id = visits.post_id
      ORDER BY CASE witness WHEN 'platform' THEN 0 WHEN 'archive' THEN 1 WHEN 'embed' THEN 2
        ELSE 3 END, postings.id DESC LIMIT 1) AS text,
    visits.reason, visits.url
  FROM captures AS visits
  WHERE visits.id = (
      SELECT newest.id FROM captures AS newest
      WHERE newest.platform = visits.platform AND newest.post_id = visits.post_id
        AND newest.availability NOT IN ('blocked_for_us', 'error') AND newest.import_id IS NULL
      ORDER BY julianday(newest.captured_at) DESC, newest.id DESC LIMIT 1)
    AND visits.availability <> 'available'
  ORDER BY visits.id DESC;

CREATE VIEW post_versions AS
  -- Every wording of a post that any witness has, with the time it was first and last seen.
  SELECT key AS post, handle, author_name,
    row_number() OVER (PARTITION BY key ORDER BY first_seen, posting_id) AS version,
    count(*) OVER (PARTITION BY key) AS versions,
    text, complete, witnesses, first_seen, last_seen, readings, posting_id
  FROM (
    SELECT postings.key, postings.text, max(postings.handle) AS handle,
      max(postings.author_name) AS author_name, max(postings.complete) AS complete,
      group_concat(DISTINCT postings.witness) AS witnesses,
      min(coalesce(postings.witnessed_at, captures.captured_at, article_captures.captured_at))
        AS first_seen,
      max(coalesce(postings.witnessed_at, captures.captured_at, article_captures.captured_at))
        AS last_seen,
      count(*) AS readings, max(postings.id) AS posting_id
    FROM postings
      LEFT JOIN captures ON captures.id = postings.capture_id
      LEFT JOIN article_captures ON article_captures.id = postings.article_capture_id
    GROUP BY postings.key, postings.text)
  ORDER BY post, version;
