-- The inbox. Append-only: a released migration is never changed, the next one mends it.
-- Times are Unix milliseconds. Texts of applicants stand here as they came.

-- One configured connection to a source.
CREATE TABLE account (
    id           INTEGER PRIMARY KEY,
    name         TEXT    NOT NULL UNIQUE,
    kind         TEXT    NOT NULL,
    pass         INTEGER NOT NULL DEFAULT 0,   -- the number of the last pass over the source's list
    synced_at    INTEGER,                      -- the last sync that worked
    tried_at     INTEGER,
    problem      TEXT,                         -- why the last sync did not work
    problem_kind TEXT,
    pause        TEXT,                         -- hand, rate, maintenance, refused
    paused_until INTEGER
) STRICT;

CREATE TABLE template (
    id           INTEGER PRIMARY KEY,
    account      INTEGER NOT NULL REFERENCES account (id),
    key          TEXT    NOT NULL,
    descriptions TEXT    NOT NULL DEFAULT '[]', -- JSON
    place        INTEGER,                       -- in the source's list; NULL when it isn't (or no longer) listed
    UNIQUE (account, key)
) STRICT;

-- Everything about an applicant that has few values, each combination once, with how many applicants are in it:
-- counts are sums over this small table, and one index answers every filter made of these.
CREATE TABLE class (
    id        INTEGER PRIMARY KEY,
    account   INTEGER NOT NULL REFERENCES account (id),
    template  INTEGER NOT NULL,                 -- template.id, 0 for none
    stage     INTEGER NOT NULL,
    safety    INTEGER NOT NULL,
    flags     INTEGER NOT NULL,                 -- see store/class.rs
    n         INTEGER NOT NULL DEFAULT 0,
    UNIQUE (account, template, stage, safety, flags)
) STRICT;

-- key: (applied, else first pulled, in ms) << 12 | a running number, so that key order is the list's order.
CREATE TABLE applicant (
    key           INTEGER PRIMARY KEY,
    class         INTEGER NOT NULL REFERENCES class (id),
    source_id     TEXT    NOT NULL,
    source_number INTEGER NOT NULL,             -- 1: the source wrote the id as a JSON number
    account       INTEGER NOT NULL REFERENCES account (id),
    revision      INTEGER NOT NULL,             -- the newest one's id
    revisions     INTEGER NOT NULL DEFAULT 1,
    pulled_at     INTEGER NOT NULL,
    name          TEXT,
    sort          TEXT    NOT NULL,             -- the folded name, else the id
    title         TEXT,
    job           TEXT,
    media         INTEGER NOT NULL DEFAULT 0,
    unsaved       INTEGER NOT NULL DEFAULT 0,
    held          TEXT,                         -- why it can't be confirmed
    contacted_at  INTEGER,
    confirmed_at  INTEGER,
    snoozed_until INTEGER,
    assignee      TEXT,
    tags          TEXT,                         -- JSON, NULL for none
    note          TEXT,
    reason        TEXT                          -- of the rejection
) STRICT;

CREATE UNIQUE INDEX applicant_source ON applicant (account, source_id);
CREATE INDEX applicant_class ON applicant (class);
CREATE INDEX applicant_sort ON applicant (sort);

-- Whoever inserts counts, some hundred at a time (store/pull.rs).
CREATE TRIGGER applicant_out AFTER DELETE ON applicant BEGIN
    UPDATE class SET n = n - 1 WHERE id = old.class;
END;
CREATE TRIGGER applicant_moved AFTER UPDATE OF class ON applicant WHEN old.class <> new.class BEGIN
    UPDATE class SET n = n - 1 WHERE id = old.class;
    UPDATE class SET n = n + 1 WHERE id = new.class;
END;

-- Who stands in the source's list, and in which pass they were last seen there; confirmed ones leave.
CREATE TABLE listed (
    key         INTEGER PRIMARY KEY,
    account     INTEGER NOT NULL,
    pass        INTEGER NOT NULL,
    vanished    INTEGER NOT NULL DEFAULT 0,
    former      INTEGER,                        -- a former revision that was listed, and in which pass
    former_pass INTEGER NOT NULL DEFAULT 0
) STRICT;

-- Every different record that the source sent, byte for byte.
CREATE TABLE revision (
    id          INTEGER PRIMARY KEY,
    key         INTEGER NOT NULL,
    at          INTEGER NOT NULL,
    sameness    BLOB    NOT NULL,
    problem     TEXT,                           -- why it is unreadable
    application TEXT,                           -- JSON in the common vocabulary, NULL when unreadable
    raw         BLOB    NOT NULL
) STRICT;
-- Only those that are not an applicant's only one: the newest is found by applicant.revision.
CREATE TABLE former (
    key      INTEGER NOT NULL,
    revision INTEGER NOT NULL,
    PRIMARY KEY (key, revision)
) STRICT, WITHOUT ROWID;

-- The persons behind applicants: a hash of the phone number or e-mail address, and who has it.
CREATE TABLE contact (
    hash INTEGER NOT NULL,
    key  INTEGER NOT NULL,
    PRIMARY KEY (hash, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE media (
    key          INTEGER NOT NULL,
    place        INTEGER NOT NULL,
    id           TEXT    NOT NULL,
    role         INTEGER NOT NULL,
    current      INTEGER NOT NULL,              -- 1: in the newest revision
    state        INTEGER NOT NULL,              -- 0 missing, 1 saved, 2 gone, 3 impossible
    name         TEXT,
    mime         TEXT,
    uri          TEXT,
    sha256       BLOB,
    size         INTEGER,
    sniffed      TEXT,
    attempts     INTEGER NOT NULL DEFAULT 0,
    problem      TEXT,
    accepted_by  TEXT,                          -- who took the gap upon themselves
    accepted_at  INTEGER,
    PRIMARY KEY (key, place)
) STRICT, WITHOUT ROWID;

CREATE TABLE outbox (
    id         INTEGER PRIMARY KEY AUTOINCREMENT,
    account    INTEGER NOT NULL,
    kind       INTEGER NOT NULL,                -- 0 confirm, 1 deliver, 2 feedback
    key        INTEGER NOT NULL,
    target     TEXT,
    state      INTEGER NOT NULL,                -- 0 waiting, 1 sending, 2 unknown, 3 dead
    attempts   INTEGER NOT NULL DEFAULT 0,
    next_try   INTEGER NOT NULL,
    reason     TEXT,
    revision   INTEGER NOT NULL,
    fence      INTEGER,                         -- of the lease under which it is being sent
    again      INTEGER NOT NULL DEFAULT 0,      -- 1: confirmed before, and listed again
    ordered_at INTEGER NOT NULL,
    ordered_by TEXT
) STRICT;
CREATE UNIQUE INDEX outbox_confirm ON outbox (key) WHERE kind = 0;
CREATE INDEX outbox_due ON outbox (account, state, next_try);

-- Who does an account's network work. The row stays, so that the fence never falls.
CREATE TABLE lease (
    account INTEGER PRIMARY KEY,
    holder  TEXT    NOT NULL,
    fence   INTEGER NOT NULL,
    until   INTEGER NOT NULL
) STRICT;

CREATE TABLE history (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    key    INTEGER,
    who    TEXT,
    via    TEXT    NOT NULL,
    what   TEXT    NOT NULL,
    detail TEXT
) STRICT;
CREATE INDEX history_key ON history (key);

-- Local decisions, so that they can be taken back and made again.
CREATE TABLE change (
    id     INTEGER PRIMARY KEY AUTOINCREMENT,
    at     INTEGER NOT NULL,
    who    TEXT,
    via    TEXT    NOT NULL,
    what   TEXT    NOT NULL,
    undone INTEGER NOT NULL DEFAULT 0
) STRICT;
CREATE INDEX change_who ON change (who, undone);
CREATE TABLE change_item (
    change INTEGER NOT NULL,
    key    INTEGER NOT NULL,
    before TEXT    NOT NULL,                    -- JSON
    after  TEXT    NOT NULL,
    PRIMARY KEY (change, key)
) STRICT, WITHOUT ROWID;

CREATE TABLE memo (
    name  TEXT PRIMARY KEY,
    value TEXT NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE drift (
    account INTEGER NOT NULL,
    what    TEXT    NOT NULL,
    at      INTEGER NOT NULL,
    PRIMARY KEY (account, what)
) STRICT, WITHOUT ROWID;

-- The last title used in a job link for a job: PitchYou doesn't send it back.
CREATE TABLE job_title (
    account INTEGER NOT NULL,
    job     TEXT    NOT NULL,
    title   TEXT    NOT NULL,
    PRIMARY KEY (account, job)
) STRICT, WITHOUT ROWID;

-- What is searched: tokens folded in Rust (domain/fold.rs), separated by spaces; columns as in store/index.rs.
CREATE VIRTUAL TABLE search USING fts5 (
    every, name, phone, email, id, job, template, title, source, medium, campaign, content, profession, location,
    has, answer, tag, assignee, note,
    content = '', contentless_delete = 1, detail = column, prefix = '1 2 3', tokenize = 'ascii'
);
-- Its terms, for asking which words begin so.
CREATE VIRTUAL TABLE search_term USING fts5vocab (search, instance);
-- Merging is put off while many applicants come in, and made up for in small steps afterwards.
INSERT INTO search (search, rank) VALUES ('automerge', 32);
INSERT INTO search (search, rank) VALUES ('crisismerge', 128);
