-- Who is put off, by when they come back: nobody else is in it.
CREATE INDEX applicant_snoozed ON applicant (snoozed_until) WHERE snoozed_until IS NOT NULL;

-- Words that people have used before, to be offered again: the latest first.
CREATE TABLE vocabulary (
    kind    INTEGER NOT NULL,                   -- 0 tag, 1 assignee, 2 reason
    word    TEXT    NOT NULL,
    used_at INTEGER NOT NULL,
    PRIMARY KEY (kind, word)
) STRICT, WITHOUT ROWID;
CREATE INDEX vocabulary_used ON vocabulary (kind, used_at);
INSERT OR IGNORE INTO vocabulary SELECT 0, tag.value, 0 FROM applicant, json_each(applicant.tags) AS tag;
INSERT OR IGNORE INTO vocabulary SELECT 1, assignee, 0 FROM applicant WHERE assignee IS NOT NULL;
INSERT OR IGNORE INTO vocabulary SELECT 2, reason, 0 FROM applicant WHERE reason IS NOT NULL;
