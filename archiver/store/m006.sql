CREATE VIRTUAL TABLE postings_signs_fts USING fts5(
  -- Postings in scripts that set no spaces between words (Chinese, Japanese, Thai and their like), by every three signs in a row.
  text, content='postings', content_rowid='id', tokenize='trigram'
);

CREATE TRIGGER postings_signs_ai AFTER INSERT ON postings
WHEN NEW.text GLOB '*[ก-໿က-႟ក-៿ぁ-ヿ㐀-鿿豈-﫿]*'
BEGIN
  INSERT INTO postings_signs_fts (rowid, text) VALUES (NEW.id, NEW.text);
END;

CREATE TRIGGER postings_signs_ad AFTER DELETE ON postings
WHEN OLD.text GLOB '*[ก-໿က-႟ក-៿ぁ-ヿ㐀-鿿豈-﫿]*'
BEGIN
  INSERT INTO postings_signs_fts (postings_signs_fts, rowid, text) VALUES ('delete', OLD.id, OLD.text);
END;

CREATE TRIGGER postings_signs_au AFTER UPDATE OF id, text ON postings
BEGIN
  INSERT INTO postings_signs_fts (postings_signs_fts, rowid, text)
  SELECT 'delete', OLD.id, OLD.text WHERE OLD.text GLOB '*[ก-໿က-႟ក-៿ぁ-ヿ㐀-鿿豈-﫿]*';
  INSERT INTO postings_signs_fts (rowid, text) SELECT NEW.id, NEW.text WHERE NEW.text GLOB '*[ก-໿က-႟ក-៿ぁ-ヿ㐀-鿿豈-﫿]*';
END;

INSERT INTO postings_signs_fts (rowid, text)
SELECT id, text FROM postings WHERE text GLOB '*[ก-໿က-႟ក-៿ぁ-ヿ㐀-鿿豈-﫿]*';
