ALTER TABLE checks ADD COLUMN style TEXT NOT NULL DEFAULT 'plain' /* the style profile under which it was judged */;
