//! The search index: which tokens stand for an applicant, column by column.
//!
//! Texts are folded here (see `domain/fold.rs`) and once; SQLite's tokenizer only splits at spaces. Words are
//! found by their beginning. Of a name, phone number, e-mail address and id every suffix is a token too, so that
//! any part of them is the beginning of some token (measured: cutting the suffixes short saves next to nothing);
//! their whole words begin with [`WHOLE`] once more. Any two words that stand together are a token as well, which
//! begins with [`PAIR`] (but not of ids): so the index finds phrases, and nobody's texts need to be read for them. A value that is
//! compared as a whole ends with [`END`], and what isn't searched by words begins with it.

use rusqlite::{Connection, params};

use super::Error;
use crate::domain::fold::{self, Folder};
use crate::domain::media::Family;
use crate::domain::{Application, Key, Media, Role};

/// The longest token, in characters; longer words are cut.
pub(super) const LONGEST: usize = 64;
/// So many suffixes of one word are tokens: nobody's name is longer, and what is longer is an attack.
const SUFFIXES: usize = 128;
/// Stands in every applicant's row: everybody, as a search.
pub(super) const EVERY: char = '\u{e000}';
/// Between the words of a value that is compared as a whole.
pub(super) const JOINT: char = '\u{e001}';
/// At the end of a value that is compared as a whole.
pub(super) const END: char = '\u{e002}';
/// Before two words that stand together, with [`JOINT`] between them. Two characters: so they take up one entry each
/// among the beginnings that have an index of their own.
pub(super) const PAIR: &str = "\u{e003}\u{e003}";
/// Before a whole word of a text whose suffixes are tokens, and before a whole id.
pub(super) const WHOLE: &str = "\u{e004}\u{e004}";

/// The columns of the index, in their order.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Column {
    Every,
    Name,
    Phone,
    Email,
    Id,
    Job,
    Template,
    Title,
    Source,
    Medium,
    Campaign,
    Content,
    Profession,
    Location,
    Has,
    Answer,
    Tag,
    Assignee,
    Note,
}

impl Column {
    const COUNT: usize = 19;

    /// Those whose texts are found by any part.
    pub(super) const PARTS: [Column; 4] = [Column::Name, Column::Phone, Column::Email, Column::Id];
    /// Those whose texts are found by their words.
    pub(super) const WORDS: [Column; 13] = [
        Column::Job,
        Column::Template,
        Column::Title,
        Column::Source,
        Column::Medium,
        Column::Campaign,
        Column::Content,
        Column::Profession,
        Column::Location,
        Column::Answer,
        Column::Tag,
        Column::Assignee,
        Column::Note,
    ];

    pub(super) fn as_str(self) -> &'static str {
        match self {
            Column::Every => "every",
            Column::Name => "name",
            Column::Phone => "phone",
            Column::Email => "email",
            Column::Id => "id",
            Column::Job => "job",
            Column::Template => "template",
            Column::Title => "title",
            Column::Source => "source",
            Column::Medium => "medium",
            Column::Campaign => "campaign",
            Column::Content => "content",
            Column::Profession => "profession",
            Column::Location => "location",
            Column::Has => "has",
            Column::Answer => "answer",
            Column::Tag => "tag",
            Column::Assignee => "assignee",
            Column::Note => "note",
        }
    }
}

/// What people added, which is searched as well.
#[derive(Default)]
pub(super) struct Added<'a> {
    pub(super) tags: &'a [String],
    pub(super) assignee: Option<&'a str>,
    pub(super) note: Option<&'a str>,
}

/// The tokens of one applicant.
pub(super) struct Document {
    columns: [String; Column::COUNT],
    folder: Folder,
}

impl Document {
    /// One whose record can't be read: only its id is known.
    pub(super) fn unreadable(id: &str, added: &Added<'_>) -> Document {
        let mut document =
            Document { columns: std::array::from_fn(|_| String::new()), folder: Folder::default() };
        document.columns[Column::Every as usize].push(EVERY);
        document.id(id);
        document.add(added);
        document
    }

    pub(super) fn new(application: &Application, added: &Added<'_>) -> Document {
        let mut document = Document::unreadable(application.id.as_str(), added);
        let person = &application.person;
        if let Some(name) = &person.name {
            document.parts(Column::Name, name);
        }
        if let Some(email) = &person.email {
            document.parts(Column::Email, email);
        }
        if let Some(phone) = &person.phone {
            let out = &mut document.columns[Column::Phone as usize];
            let digits = fold::digits(phone);
            suffixes(out, &digits);
            mark(out, WHOLE, &digits);
            if let Some(national) = fold::national(phone) {
                push(out, &national);
                mark(out, WHOLE, &national);
            }
        }
        let utm = &application.utm;
        for (column, value) in [
            (Column::Job, &application.job),
            (Column::Template, &application.template),
            (Column::Source, &utm.source),
            (Column::Medium, &utm.medium),
            (Column::Campaign, &utm.campaign),
            (Column::Content, &utm.content),
            (Column::Profession, &application.profession),
            (Column::Location, &application.location),
        ] {
            if let Some(value) = value {
                document.value(column, value);
            }
        }
        if let Some(title) = &application.title {
            document.words(Column::Title, title);
        }
        for step in &application.steps {
            if let Some(answer) = &step.answer {
                document.words(Column::Answer, answer);
            }
        }
        document.has(&application.media);
        document
    }

    /// The same in no more room than it needs: many wait for their turn.
    pub(super) fn packed(mut self) -> Document {
        self.columns.iter_mut().for_each(String::shrink_to_fit);
        self.folder = Folder::default();
        self
    }

    /// That of an applicant as the inbox has it; `None` when there is no such applicant.
    fn stored(db: &Connection, key: Key) -> Result<Option<Document>, Error> {
        let mut statement = db.prepare_cached(
            "SELECT r.application, a.source_id, a.tags, a.assignee, a.note FROM applicant a \
             JOIN revision r ON r.id = a.revision WHERE a.key = ?1",
        )?;
        let mut rows = statement.query([key.0])?;
        let Some(row) = rows.next()? else { return Ok(None) };
        let text = |column: usize| {
            Ok::<_, Error>(row.get_ref(column)?.as_str_or_null().map_err(rusqlite::Error::from)?)
        };
        let tags: Vec<String> = match text(2)? {
            Some(tags) => serde_json::from_str(tags)?,
            None => Vec::new(),
        };
        let added = Added { tags: &tags, assignee: text(3)?, note: text(4)? };
        Ok(Some(match text(0)? {
            Some(json) => Document::new(&serde_json::from_str(json)?, &added),
            None => Document::unreadable(text(1)?.unwrap_or_default(), &added),
        }))
    }

    fn add(&mut self, added: &Added<'_>) {
        for tag in added.tags {
            self.value(Column::Tag, tag);
        }
        if let Some(assignee) = added.assignee {
            self.words(Column::Assignee, assignee);
        }
        if let Some(note) = added.note {
            self.words(Column::Note, note);
        }
    }

    fn words(&mut self, column: Column, text: &str) {
        let out = &mut self.columns[column as usize];
        let mut pairs = Pairs::default();
        self.folder.words(text, |plain, written| {
            pairs.goes_on(out, plain, written);
            push(out, plain);
            if plain != written {
                push(out, written);
            }
        });
    }

    fn parts(&mut self, column: Column, text: &str) {
        let out = &mut self.columns[column as usize];
        let mut pairs = Pairs::default();
        self.folder.words(text, |plain, written| {
            pairs.goes_on(out, plain, written);
            for (form, needed) in [(plain, true), (written, plain != written)] {
                if needed {
                    suffixes(out, form);
                    mark(out, WHOLE, form);
                }
            }
        });
    }

    /// An id is found by any part, or as a whole: pairs of its words would be tokens that nobody else has, and a good
    /// part of the index.
    fn id(&mut self, id: &str) {
        let out = &mut self.columns[Column::Id as usize];
        self.folder.words(id, |plain, written| {
            suffixes(out, plain);
            if plain != written {
                suffixes(out, written);
            }
        });
        mark(out, WHOLE, &fold::whole(id, JOINT));
    }

    fn value(&mut self, column: Column, value: &str) {
        let whole = fold::whole(value, JOINT);
        if whole.contains(JOINT) || !value.is_ascii() {
            self.words(column, value);
        }
        let out = &mut self.columns[column as usize];
        push(out, &whole);
        out.push(END);
    }

    fn has(&mut self, media: &[Media]) {
        let mut things = [false; 5];
        for file in media {
            match file.role {
                Role::Cv => things[0] = true,
                Role::Image => things[1] = true,
                Role::Attachment => {}
            }
            match file.mime.as_deref().map(Family::of) {
                Some(Family::Image) => things[1] = true,
                Some(Family::Audio) => things[2] = true,
                Some(Family::Video) => things[3] = true,
                Some(Family::Document) => things[4] = true,
                None => things[4] |= file.role != Role::Image,
            }
        }
        let out = &mut self.columns[Column::Has as usize];
        for (thing, _) in
            ["cv", "image", "audio", "video", "document"].iter().zip(things).filter(|(_, there)| *there)
        {
            push(out, &format!("{END}{thing}"));
        }
    }

    pub(super) fn insert(&self, db: &Connection, key: Key) -> Result<(), Error> {
        let c = &self.columns;
        db.prepare_cached(
            "INSERT INTO search (rowid, every, name, phone, email, id, job, template, title, source, medium, \
             campaign, content, profession, location, has, answer, tag, assignee, note) VALUES (?1, ?2, ?3, ?4, \
             ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19, ?20)",
        )?
        .execute(params![
            key.0, c[0], c[1], c[2], c[3], c[4], c[5], c[6], c[7], c[8], c[9], c[10], c[11], c[12], c[13], c[14],
            c[15], c[16], c[17], c[18]
        ])?;
        Ok(())
    }

    /// Puts this in the place of what was indexed for the applicant.
    pub(super) fn replace(&self, db: &Connection, key: Key) -> Result<(), Error> {
        db.prepare_cached("DELETE FROM search WHERE rowid = ?1")?.execute([key.0])?;
        self.insert(db, key)
    }
}

fn push(out: &mut String, token: &str) {
    mark(out, "", token);
}

fn mark(out: &mut String, marker: &str, token: &str) {
    if !out.is_empty() {
        out.push(' ');
    }
    out.push_str(marker);
    out.push_str(cut(token));
}

/// Adds the pairs of a text, word by word.
#[derive(Default)]
struct Pairs {
    plain: String,
    written: String,
}

impl Pairs {
    /// The next word of the text, and the same written out.
    fn goes_on(&mut self, out: &mut String, plain: &str, written: &str) {
        let differs = plain != written || self.plain != self.written;
        for (last, word, needed) in [(&mut self.plain, plain, true), (&mut self.written, written, differs)] {
            if needed && !last.is_empty() {
                if !out.is_empty() {
                    out.push(' ');
                }
                add_pair(out, last, word);
            }
            last.clear();
            last.push_str(cut(word));
        }
    }
}

fn add_pair(out: &mut String, first: &str, second: &str) {
    for part in [PAIR, cut(first)] {
        out.push_str(part);
    }
    out.push(JOINT);
    out.push_str(cut(second));
}

/// The token of two words that stand together.
pub(super) fn pair(first: &str, second: &str) -> String {
    let mut token = String::with_capacity(PAIR.len() + first.len() + 3 + second.len());
    add_pair(&mut token, first, second);
    token
}

/// The word as far as it is a token.
pub(super) fn cut(word: &str) -> &str {
    match word.char_indices().nth(LONGEST) {
        Some((end, _)) => &word[..end],
        None => word,
    }
}

/// The word, and its suffixes.
fn suffixes(out: &mut String, word: &str) {
    for (at, _) in word.char_indices().take(SUFFIXES) {
        push(out, &word[at..]);
    }
}

/// Indexes an applicant anew, after people added something.
pub(super) fn refresh(db: &Connection, key: Key) -> Result<(), Error> {
    match Document::stored(db, key)? {
        Some(document) => document.replace(db, key),
        None => Ok(()),
    }
}

/// Fills the index, which is empty, with everybody: in order of the keys, and so without many pieces.
pub(super) fn fill(db: &Connection) -> Result<(), Error> {
    let mut keys = db.prepare("SELECT key FROM applicant ORDER BY key")?;
    let mut keys = keys.query([])?;
    while let Some(row) = keys.next()? {
        let key = Key(row.get(0)?);
        if let Some(document) = Document::stored(db, key)? {
            document.insert(db, key)?;
        }
    }
    Ok(())
}

/// Pages of the index that are written in one step: some ten milliseconds, so that nobody waits long.
const STEP: i64 = 300;

/// Joins some of the pieces that the index is in; answers whether there was something to join.
pub(super) fn join_pieces(db: &rusqlite::Transaction<'_>) -> Result<bool, Error> {
    let before = db.total_changes();
    db.prepare_cached("INSERT INTO search (search, rank) VALUES ('merge', ?1)")?.execute([STEP])?;
    // The order itself counts as a change.
    Ok(db.total_changes() - before >= 2)
}
