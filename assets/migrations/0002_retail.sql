-- Sources whose list comes in pages, who have reference data, and who want to know how far each applicant got.

-- Where a pass over the source's list that broke off is resumed; NULL when the next one starts at the beginning.
ALTER TABLE account ADD COLUMN cursor TEXT;

-- Reference data: what the ids of professions and locations are called. What the source no longer lists keeps the
-- name it had last.
CREATE TABLE dictionary (
    number  INTEGER PRIMARY KEY,
    account INTEGER NOT NULL REFERENCES account (id),
    kind    INTEGER NOT NULL,                   -- 0 professions, 1 locations
    id      TEXT    NOT NULL,
    name    TEXT,                               -- NULL when an applicant named it before the source did
    folded  TEXT    NOT NULL DEFAULT '',        -- the name as it is searched
    parent  TEXT,
    place   INTEGER,                            -- in the source's list; NULL when it isn't (or no longer) listed
    UNIQUE (account, kind, id)
) STRICT;
CREATE TABLE dictionary_state (
    account INTEGER NOT NULL,
    kind    INTEGER NOT NULL,
    tag     TEXT,                               -- what names this state of it at the source
    read_at INTEGER NOT NULL,
    PRIMARY KEY (account, kind)
) STRICT, WITHOUT ROWID;

-- From here on class.template is the group in the left pane: a template.id, or dictionary.number of a profession
-- with a minus before it, 0 for none.

-- Reports of progress (outbox.kind 2). Their state can also be 4: the source has no word for the stage.
ALTER TABLE outbox ADD COLUMN event_id    TEXT;    -- the same for every try, so that a repetition is harmless
ALTER TABLE outbox ADD COLUMN stage       INTEGER;
ALTER TABLE outbox ADD COLUMN why         TEXT;    -- of a rejection or withdrawal, as the person wrote it
ALTER TABLE outbox ADD COLUMN occurred_at INTEGER;
ALTER TABLE outbox ADD COLUMN sequence    INTEGER; -- the reports of one applicant leave in this order
ALTER TABLE outbox ADD COLUMN change      INTEGER; -- the decision that is reported
CREATE INDEX outbox_key ON outbox (key, kind, sequence);
ALTER TABLE applicant ADD COLUMN reports  INTEGER NOT NULL DEFAULT 0; -- the last sequence that was given out
ALTER TABLE applicant ADD COLUMN reported INTEGER;                    -- the last stage that the source took
