-- Where applicants came from, each pair once: the figures count by number.
CREATE TABLE origin (
    id       INTEGER PRIMARY KEY,
    source   TEXT NOT NULL,                     -- utm_source, empty for none
    campaign TEXT NOT NULL,                     -- utm_campaign, likewise
    UNIQUE (source, campaign)
) STRICT;
ALTER TABLE applicant ADD COLUMN origin INTEGER; -- NULL for who came without either

INSERT INTO origin (source, campaign)
SELECT DISTINCT coalesce(json_extract(application, '$.utm.source'), ''),
                coalesce(json_extract(application, '$.utm.campaign'), '')
FROM applicant a JOIN revision r ON r.id = a.revision
WHERE json_extract(application, '$.utm.source') IS NOT NULL
   OR json_extract(application, '$.utm.campaign') IS NOT NULL;
UPDATE applicant SET origin = (
    SELECT o.id FROM revision r JOIN origin o
    ON o.source = coalesce(json_extract(r.application, '$.utm.source'), '')
    AND o.campaign = coalesce(json_extract(r.application, '$.utm.campaign'), '')
    WHERE r.id = applicant.revision
);
