ALTER TABLE articles ADD COLUMN modified TEXT /* when the page says that it was last changed: a day, or a time with its zone in UTC */;

ALTER TABLE articles ADD COLUMN dates TEXT NOT NULL DEFAULT '[]' /* JSON array of its own words on when posts were made: start, end, words, kind, quotation, embed (both counted from 0), readings as [first, last, basis] in local time */;
