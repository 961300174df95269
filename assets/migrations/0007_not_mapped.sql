-- A stage that the source has no word for is no longer kept in the outbox: nothing is to be sent. The history says so.
INSERT INTO history (at, key, who, via, what, detail)
SELECT next_try, key, NULL, 'sync', 'feedback.not-mapped', CASE stage
    WHEN 0 THEN 'new' WHEN 1 THEN 'contacted' WHEN 2 THEN 'interview' WHEN 3 THEN 'offer' WHEN 4 THEN 'hired'
    WHEN 5 THEN 'rejected' WHEN 6 THEN 'withdrawn' END
FROM outbox WHERE state = 4;
DELETE FROM outbox WHERE state = 4;
