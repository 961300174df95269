-- A file that only an earlier record names, and that was never had, is wanted all the same: it may be named by one of
-- two bodies under one id. Which pass named a file last tells whether the source still does.
ALTER TABLE media ADD COLUMN named INTEGER NOT NULL DEFAULT 0; -- of files with current = 0: the last pass that did
ALTER TABLE account ADD COLUMN whole INTEGER NOT NULL DEFAULT 0; -- the last pass that was read to its end
-- media.state has one more: 4 withdrawn (gone, and no longer named; it holds nobody back).
CREATE INDEX media_owed ON media (key) WHERE current = 0 AND state IN (2, 3);
