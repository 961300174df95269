//! Compiling a query: which part the search index answers, which part is a set of classes, which is a stretch of
//! keys, and what must be looked at applicant by applicant.

use std::borrow::Cow;
use std::sync::Arc;

use rusqlite::{Connection, OptionalExtension};
use serde::Deserialize;

use super::class::{self, Class};
use super::index::{self, Column, END, EVERY, JOINT, WHOLE, cut};
use super::{Error, account, dictionary, key_at, snooze};
use crate::domain::fold::{self, Folder};
use crate::domain::query::{Field, Flag, Order, Term, Test, Thing};
use crate::domain::{Dictionary, Key, Query, Safety, SourceKind};

/// A query, ready to be walked.
pub(super) struct Plan {
    /// For the search index, if it has a part in it.
    pub(super) text: Option<String>,
    classes: Vec<(bool, ClassTest)>,
    /// The stretch of keys, both ends included.
    pub(super) low: i64,
    pub(super) high: i64,
    pub(super) rows: Vec<RowTest>,
    /// Only these, sorted.
    pub(super) only: Option<Arc<[Key]>>,
    /// Not these, sorted.
    pub(super) but: Option<Arc<[Key]>>,
    pub(super) needles: Vec<Needle>,
    /// What the search index is asked, once more for looking at the texts themselves; `None` when that isn't all
    /// of what it is asked.
    pub(super) words: Option<Vec<Needle>>,
    /// Whether the index has to gather very many terms before it has the first hit.
    pub(super) heavy: bool,
}

enum ClassTest {
    Is(Test),
    Account(Vec<i64>),
    Group(Vec<i64>),
    NoProfession,
}

/// What is decided by columns of one applicant.
pub(super) enum RowTest {
    /// Put off beyond this time, or not.
    Snoozed(bool, i64),
    /// Contacted later (or earlier) than this, or not so.
    Contacted(bool, Order, i64),
}

/// What a row test looks at.
pub(super) struct Facts {
    pub(super) class: i64,
    pub(super) contacted_at: Option<i64>,
    pub(super) snoozed_until: Option<i64>,
}

impl RowTest {
    pub(super) fn holds(&self, facts: &Facts) -> bool {
        match self {
            RowTest::Snoozed(wanted, now) => facts.snoozed_until.is_some_and(|until| until > *now) == *wanted,
            RowTest::Contacted(wanted, order, limit) => {
                facts.contacted_at.is_some_and(|at| match order {
                    Order::Below => at > *limit,
                    Order::Above => at < *limit,
                }) == *wanted
            }
        }
    }
}

/// Words as they stand in a text: for looking at the text itself, where the index can't tell, or would take longer.
pub(super) struct Needle {
    wanted: bool,
    /// Folded, with single spaces; and written out.
    forms: Vec<String>,
    /// Whether it ends where a word ends.
    whole: bool,
}

impl Plan {
    pub(super) fn compile(
        db: &Connection,
        query: &Query,
        marks: &Arc<[Key]>,
        now: i64,
    ) -> Result<Plan, Error> {
        let mut plan = Plan {
            text: None,
            classes: Vec::new(),
            low: i64::MIN,
            high: i64::MAX,
            rows: Vec::new(),
            only: None,
            but: None,
            needles: Vec::new(),
            words: Some(Vec::new()),
            heavy: false,
        };
        let (mut wanted, mut unwanted) = (Vec::new(), Vec::new());
        for term in &query.terms {
            match plan.term(db, term, marks, now)? {
                Some(text) if term.negated => unwanted.push(text),
                Some(text) => wanted.push(text),
                None => {}
            }
        }
        if wanted.is_empty() && !unwanted.is_empty() {
            wanted.push(format!("every : \"{EVERY}\""));
        }
        if !wanted.is_empty() {
            let mut text = wanted.iter().map(|text| format!("({text})")).collect::<Vec<_>>().join(" AND ");
            if !unwanted.is_empty() {
                let unwanted: Vec<_> = unwanted.iter().map(|text| format!("({text})")).collect();
                text = format!("({text}) NOT ({})", unwanted.join(" OR "));
            }
            plan.text = Some(text);
        }
        Ok(plan)
    }

    /// Whether the classes alone decide, so that their numbers are the count.
    pub(super) fn is_tallied(&self) -> bool {
        self.text.is_none()
            && self.rows.is_empty()
            && self.only.is_none()
            && self.but.is_none()
            && self.needles.is_empty()
            && self.low == i64::MIN
            && self.high == i64::MAX
    }

    /// Whether applicants of this class can match.
    pub(super) fn admits(&self, class: &Class, kinds: &[(i64, SourceKind)]) -> bool {
        self.classes.iter().all(|(wanted, test)| test.holds(class, kinds) == *wanted)
    }

    /// Notes a condition; what is to be asked of the index comes back.
    fn term(
        &mut self,
        db: &Connection,
        term: &Term,
        marks: &Arc<[Key]>,
        now: i64,
    ) -> Result<Option<String>, Error> {
        let wanted = !term.negated;
        match &term.test {
            // An id as it is printed.
            Test::Word(text) if begins_with_account(db, text)? => {
                self.words = None;
                return self.field(db, wanted, Field::Id, text);
            }
            Test::Word(text) => return self.word(db, wanted, text),
            Test::Phrase(text) => return Ok(self.phrase(wanted, text)),
            Test::Field(field, text) => {
                let asked = self.field(db, wanted, *field, text)?;
                if asked.is_some() {
                    self.words = None;
                }
                return Ok(asked);
            }
            Test::Has(thing @ (Thing::Cv | Thing::Image | Thing::Audio | Thing::Video | Thing::Document)) => {
                self.words = None;
                return Ok(Some(format!("has : \"{END}{}\"", thing.as_str())));
            }
            Test::Is(Flag::Marked) if wanted => {
                self.only = Some(Arc::clone(marks));
            }
            Test::Is(Flag::Marked) => self.but = Some(Arc::clone(marks)),
            Test::Is(Flag::Snoozed) => {
                // As long as nobody's time has come, the mark alone tells.
                let due = snooze::any_due(db, now)?;
                if wanted || !due {
                    self.classes.push((wanted, ClassTest::Is(term.test.clone())));
                }
                if due {
                    self.rows.push(RowTest::Snoozed(wanted, now));
                }
            }
            Test::Age(order, seconds) => {
                let limit = now.saturating_sub(seconds.saturating_mul(1000));
                match (order, wanted) {
                    // Younger: applied after the limit.
                    (Order::Below, true) => self.low = self.low.max(key_at(limit.saturating_add(1))),
                    (Order::Below, false) => self.high = self.high.min(key_at(limit.saturating_add(1)) - 1),
                    (Order::Above, true) => self.high = self.high.min(key_at(limit) - 1),
                    (Order::Above, false) => self.low = self.low.max(key_at(limit)),
                }
            }
            Test::Contacted(Some((order, seconds))) => {
                if wanted {
                    self.classes.push((true, ClassTest::Is(Test::Contacted(None))));
                }
                let limit = now.saturating_sub(seconds.saturating_mul(1000));
                self.rows.push(RowTest::Contacted(wanted, *order, limit));
            }
            Test::Stage(_)
            | Test::Source(_)
            | Test::Safety(_)
            | Test::Is(_)
            | Test::Has(_)
            | Test::Contacted(None) => self.classes.push((wanted, ClassTest::Is(term.test.clone()))),
        }
        Ok(None)
    }

    fn word(&mut self, db: &Connection, wanted: bool, text: &str) -> Result<Option<String>, Error> {
        let words = fold::words(text);
        let digits = fold::digits(text);
        let looks_like_phone =
            digits.len() >= 4 && text.chars().all(|c| c.is_ascii_digit() || "+-/()".contains(c));
        let asked = match words.as_slice() {
            [] => return Ok(None),
            [word] => {
                if let Some(words) = &mut self.words {
                    words.push(Needle::new(wanted, std::slice::from_ref(word), false));
                }
                self.begins(db, &word.0, &word.1)?
            }
            several if looks_like_phone => self.all_begin(db, several)?,
            several => {
                self.needles.push(Needle::new(wanted, &words, false));
                if !wanted {
                    return Ok(None);
                }
                self.beside(db, several)?
            }
        };
        if looks_like_phone && (words.len() > 1 || words[0].0 != digits) {
            self.words = None;
            let phone = within(&[Column::Phone], &self.begins(db, &digits, &digits)?);
            return Ok(Some(format!("({asked}) OR ({phone})")));
        }
        Ok(Some(asked))
    }

    /// All of these words, each by its beginning.
    fn all_begin(&mut self, db: &Connection, words: &[(String, String)]) -> Result<String, Error> {
        let asked: Vec<String> =
            words.iter().map(|(plain, written)| self.begins(db, plain, written)).collect::<Result<_, _>>()?;
        Ok(all(asked.into_iter()))
    }

    /// Words that stand together, of which the last is a beginning. Whoever has them is found, and of names, e-mail
    /// addresses and ids some who have them apart.
    fn beside(&mut self, db: &Connection, words: &[(String, String)]) -> Result<String, Error> {
        let mut asked = Vec::new();
        for column in Column::PARTS {
            asked.push(within(&[column], &self.all_begin(db, words)?));
        }
        let mut pairs = Vec::new();
        for (at, two) in words.windows(2).enumerate() {
            let forms = pair_forms(two);
            pairs.push(if at + 2 < words.len() {
                any(forms.iter().map(|form| quoted(form)))
            } else {
                self.begin_so(db, &forms)?
            });
        }
        asked.push(within(&Column::WORDS, &all(pairs.into_iter())));
        Ok(any(asked.into_iter().map(|one| format!("({one})"))))
    }

    /// Words that begin so; any part of a name, phone number, e-mail address or id.
    fn begins(&mut self, db: &Connection, plain: &str, written: &str) -> Result<String, Error> {
        let mut forms = vec![cut(plain).to_owned(), cut(written).to_owned()];
        forms.dedup();
        self.begin_so(db, &forms)
    }

    /// Tokens that begin with any of these.
    fn begin_so(&mut self, db: &Connection, forms: &[String]) -> Result<String, Error> {
        let mut asked = Vec::new();
        for form in forms {
            // Short beginnings have an index of their own, which streams. For longer ones the index would gather
            // every hit of every term before it gives the first, unless it is given the terms.
            match if form.chars().count() > SHORT { terms(db, form)? } else { None } {
                Some(terms) if terms.is_empty() => asked.push(nobody()),
                Some(terms) => asked.extend(terms.iter().map(|term| quoted(term))),
                None => {
                    self.heavy |= form.chars().count() > SHORT;
                    asked.push(format!("{}*", quoted(form)));
                }
            }
        }
        Ok(any(asked.into_iter()))
    }

    fn phrase(&mut self, wanted: bool, text: &str) -> Option<String> {
        let words = fold::words(text);
        if words.is_empty() {
            return None;
        }
        let needle = Needle::new(wanted, &words, true);
        let cut_short = words.iter().any(|(plain, written)| plain != cut(plain) || written != cut(written));
        let asked = match words.as_slice() {
            [(plain, written)] => exactly(plain, written),
            several => {
                all(several.windows(2).map(|two| any(pair_forms(two).iter().map(|form| quoted(form)))))
            }
        };
        if words.len() <= 2 && !cut_short {
            if let Some(words) = &mut self.words {
                words.push(needle);
            }
            return Some(asked);
        }
        // Who has each pair somewhere may have them one after the other; who hasn't, can't: ruled out by looking.
        self.needles.push(needle);
        wanted.then_some(asked)
    }

    fn field(
        &mut self,
        db: &Connection,
        wanted: bool,
        field: Field,
        text: &str,
    ) -> Result<Option<String>, Error> {
        let whole = || format!("\"{}{END}\"", fold::whole(text, JOINT));
        let column = match field {
            Field::Account => {
                let mut statement =
                    db.prepare_cached("SELECT id FROM account WHERE lower(name) = lower(?1)")?;
                let ids = statement.query_map([text.trim()], |row| row.get(0))?;
                let ids = ids.collect::<Result<_, _>>()?;
                self.classes.push((wanted, ClassTest::Account(ids)));
                return Ok(None);
            }
            Field::Template => {
                self.classes.push((wanted, ClassTest::Group(templates(db, text)?)));
                return Ok(None);
            }
            Field::Profession => {
                let test = if text.trim().is_empty() {
                    ClassTest::NoProfession
                } else {
                    let meant = dictionary::meant(db, Dictionary::Professions, text)?;
                    ClassTest::Group(meant.iter().map(|entry| -entry.number).collect())
                };
                self.classes.push((wanted, test));
                return Ok(None);
            }
            Field::Location => {
                // By the name of the dictionary; an id that it doesn't know is found as it stands.
                let meant = dictionary::meant(db, Dictionary::Locations, text)?;
                let of = |id: &str| format!("\"{}{END}\"", fold::whole(id, JOINT));
                let mut asked: Vec<String> = meant.iter().map(|entry| of(&entry.id)).collect();
                if asked.is_empty() {
                    asked.push(whole());
                }
                return Ok(Some(within(&[Column::Location], &asked.join(" OR "))));
            }
            Field::Utm => {
                let columns = [Column::Source, Column::Medium, Column::Campaign, Column::Content];
                return Ok(Some(within(&columns, &whole())));
            }
            Field::Phone => {
                let digits = fold::digits(text);
                let asked = if digits.is_empty() { nobody() } else { self.begins(db, &digits, &digits)? };
                return Ok(Some(within(&[Column::Phone], &asked)));
            }
            Field::Name | Field::Email | Field::Id | Field::Assignee => {
                let column = match field {
                    Field::Name => Column::Name,
                    Field::Email => Column::Email,
                    Field::Assignee => Column::Assignee,
                    _ => Column::Id,
                };
                let text = match text.split_once('/') {
                    Some((_, id)) if field == Field::Id => id,
                    _ => text,
                };
                let words = fold::words(text);
                let asked = if words.is_empty() { nobody() } else { self.all_begin(db, &words)? };
                return Ok(Some(within(&[column], &asked)));
            }
            Field::Job => Column::Job,
            Field::UtmSource => Column::Source,
            Field::UtmMedium => Column::Medium,
            Field::UtmCampaign => Column::Campaign,
            Field::UtmContent => Column::Content,
            Field::Tag => Column::Tag,
        };
        Ok(Some(within(&[column], &whole())))
    }
}

/// Whether a word is `ACCOUNT/ID`.
fn begins_with_account(db: &Connection, text: &str) -> Result<bool, Error> {
    let Some((name, _)) = text.split_once('/').filter(|(_, id)| !id.is_empty()) else { return Ok(false) };
    let found = db
        .prepare_cached("SELECT EXISTS (SELECT 1 FROM account WHERE name = ?1)")?
        .query_row([name], |row| row.get(0))?;
    Ok(found)
}

/// The templates meant by a text: those with this key, else those whose description has a word that begins so.
fn templates(db: &Connection, text: &str) -> Result<Vec<i64>, Error> {
    if text.is_empty() {
        // Those who came by none.
        return Ok(vec![0]);
    }
    let mut statement = db.prepare_cached("SELECT id, key, descriptions FROM template")?;
    let mut rows = statement.query([])?;
    let wanted = fold::whole(text, JOINT);
    let begin = fold::line(text);
    let (mut by_key, mut by_name) = (Vec::new(), Vec::new());
    while let Some(row) = rows.next()? {
        let (id, key, descriptions): (i64, String, String) = (row.get(0)?, row.get(1)?, row.get(2)?);
        if fold::whole(&key, JOINT) == wanted {
            by_key.push(id);
        }
        let title = format!(" {}", fold::line(&account::template_title(&key, &descriptions, "")));
        if !begin.is_empty() && title.contains(&format!(" {begin}")) {
            by_name.push(id);
        }
    }
    Ok(if by_key.is_empty() { by_name } else { by_key })
}

impl ClassTest {
    fn holds(&self, class: &Class, kinds: &[(i64, SourceKind)]) -> bool {
        match self {
            ClassTest::Account(ids) => ids.contains(&class.account),
            ClassTest::Group(ids) => ids.contains(&class.group),
            ClassTest::NoProfession => class.group >= 0,
            ClassTest::Is(test) => match test {
                Test::Stage(stage) => class.stage == *stage,
                Test::Safety(safety) => class.safety == *safety,
                Test::Source(kind) => kinds.contains(&(class.account, *kind)),
                Test::Contacted(None) => class.has(class::CONTACTED),
                Test::Is(Flag::Unread) => class.has(class::UNREAD),
                Test::Is(Flag::Updated) => class.has(class::UPDATED),
                Test::Is(Flag::Unsaved) => class.has(class::UNSAVED),
                Test::Is(Flag::Saved) => !class.has(class::UNSAVED) && class.safety != Safety::Unreadable,
                Test::Is(Flag::Held) => class.has(class::HELD),
                Test::Is(Flag::Snoozed) => class.has(class::SNOOZED),
                Test::Has(Thing::Note) => class.has(class::NOTED),
                Test::Has(Thing::Duplicate) => class.has(class::DUPLICATE),
                _ => true,
            },
        }
    }
}

/// The kinds of the accounts.
pub(super) fn kinds(db: &Connection) -> Result<Vec<(i64, SourceKind)>, Error> {
    let mut statement = db.prepare_cached("SELECT id, kind FROM account")?;
    let rows = statement.query_map([], |row| Ok((row.get(0)?, row.get::<_, String>(1)?)))?;
    let mut kinds = Vec::new();
    for row in rows {
        let (id, kind) = row?;
        if let Ok(kind) = kind.parse() {
            kinds.push((id, kind));
        }
    }
    Ok(kinds)
}

fn quoted(token: &str) -> String {
    format!("\"{}\"", token.replace('"', "\"\""))
}

fn all(asked: impl Iterator<Item = String>) -> String {
    asked.map(|one| format!("({one})")).collect::<Vec<_>>().join(" AND ")
}

fn any(asked: impl Iterator<Item = String>) -> String {
    asked.collect::<Vec<_>>().join(" OR ")
}

/// A token that no applicant has.
fn nobody() -> String {
    format!("\"{EVERY}{EVERY}\"")
}

fn within(columns: &[Column], asked: &str) -> String {
    let names: Vec<_> = columns.iter().map(|column| column.as_str()).collect();
    format!("{{{}}} : ({asked})", names.join(" "))
}

/// Beginnings of up to so many characters have an index of their own.
const SHORT: usize = 2;
/// At most so many terms are named in a query.
const TERMS: usize = 12;

/// The terms of the index that begin so; `None` when there are many.
fn terms(db: &Connection, begin: &str) -> Result<Option<Vec<String>>, Error> {
    let mut statement =
        db.prepare_cached("SELECT term FROM search_term WHERE term >= ?1 AND term < ?2 LIMIT 1")?;
    let end = format!("{begin}\u{10ffff}");
    let mut terms = Vec::new();
    let mut next = begin.to_owned();
    // One jump to each term: reading on would pass every applicant who has it.
    while let Some(term) = statement.query_row([&next, &end], |row| row.get::<_, String>(0)).optional()? {
        if terms.len() == TERMS {
            return Ok(None);
        }
        next = format!("{term}\u{1}");
        terms.push(term);
    }
    Ok(Some(terms))
}

/// Exactly this word.
fn exactly(plain: &str, written: &str) -> String {
    let mut forms = vec![cut(plain), cut(written)];
    forms.dedup();
    let words = any(forms.iter().flat_map(|form| [quoted(form), quoted(&format!("{form}{END}"))]));
    let parts = any(forms.iter().map(|form| quoted(&format!("{WHOLE}{form}"))));
    format!("({}) OR {parts}", within(&Column::WORDS, &words))
}

/// The tokens of two words that stand together.
fn pair_forms(two: &[(String, String)]) -> Vec<String> {
    let [first, second] = two else { return Vec::new() };
    let mut forms = vec![index::pair(&first.0, &second.0), index::pair(&first.1, &second.1)];
    forms.dedup();
    forms
}

/// A text as it stands in the stored JSON.
#[derive(Deserialize)]
struct Text<'a>(#[serde(borrow)] Cow<'a, str>);

/// What is searched of a stored application; the rest is passed over.
#[derive(Deserialize)]
struct Searched<'a> {
    #[serde(borrow)]
    person: SearchedPerson<'a>,
    job: Option<Text<'a>>,
    template: Option<Text<'a>>,
    title: Option<Text<'a>>,
    utm: SearchedUtm<'a>,
    profession: Option<Text<'a>>,
    location: Option<Text<'a>>,
    #[serde(borrow)]
    steps: Vec<SearchedStep<'a>>,
}

#[derive(Deserialize)]
struct SearchedPerson<'a> {
    #[serde(borrow)]
    name: Option<Text<'a>>,
    phone: Option<Text<'a>>,
    email: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct SearchedUtm<'a> {
    #[serde(borrow)]
    source: Option<Text<'a>>,
    medium: Option<Text<'a>>,
    campaign: Option<Text<'a>>,
    content: Option<Text<'a>>,
}

#[derive(Deserialize)]
struct SearchedStep<'a> {
    #[serde(borrow)]
    answer: Option<Text<'a>>,
}

/// How a text of an applicant is searched.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Reach {
    /// Any part counts.
    Parts,
    /// Any part counts, and in quotes only the whole.
    Id,
    /// Words count from their beginning.
    Words,
}

/// Everything of one applicant that is searched, folded; and written out, where that differs.
#[derive(Default)]
pub(super) struct Texts {
    folder: Folder,
    lines: Vec<(Reach, String, Option<String>)>,
}

impl Texts {
    /// Takes the texts of another applicant.
    pub(super) fn take(&mut self, json: Option<&str>, id: &str) -> Result<(), Error> {
        self.lines.clear();
        self.add(Reach::Id, id);
        let Some(json) = json else { return Ok(()) };
        let searched: Searched<'_> = serde_json::from_str(json)?;
        for text in [&searched.person.name, &searched.person.email].into_iter().flatten() {
            self.add(Reach::Parts, &text.0);
        }
        if let Some(phone) = &searched.person.phone {
            self.add(Reach::Parts, &fold::digits(&phone.0));
            if let Some(national) = fold::national(&phone.0) {
                self.add(Reach::Words, &national);
            }
        }
        let utm = &searched.utm;
        for text in [
            &searched.job,
            &searched.template,
            &searched.title,
            &searched.profession,
            &searched.location,
            &utm.source,
            &utm.medium,
            &utm.campaign,
            &utm.content,
        ]
        .into_iter()
        .flatten()
        {
            self.add(Reach::Words, &text.0);
        }
        for answer in searched.steps.iter().filter_map(|step| step.answer.as_ref()) {
            self.add(Reach::Words, &answer.0);
        }
        Ok(())
    }

    pub(super) fn add(&mut self, reach: Reach, text: &str) {
        let (mut plain, mut long) = (String::with_capacity(text.len()), None);
        self.folder.words(text, |word, written| {
            if word != written && long.is_none() {
                long = Some(plain.clone());
            }
            for (line, word) in [(Some(&mut plain), word), (long.as_mut(), written)] {
                if let Some(line) = line {
                    if !line.is_empty() {
                        line.push(' ');
                    }
                    line.push_str(word);
                }
            }
        });
        self.lines.push((reach, plain, long));
    }
}

impl Needle {
    fn new(wanted: bool, words: &[(String, String)], whole: bool) -> Needle {
        let join = |form: fn(&(String, String)) -> &str| words.iter().map(form).collect::<Vec<_>>().join(" ");
        let mut forms = vec![join(|(plain, _)| plain), join(|(_, written)| written)];
        forms.dedup();
        Needle { wanted, forms, whole }
    }

    /// Whether the applicant with these texts passes.
    pub(super) fn passes(&self, texts: &Texts) -> bool {
        let found = texts.lines.iter().any(|(reach, plain, long)| {
            let anywhere = !self.whole && *reach != Reach::Words;
            let lines = [Some(plain), long.as_ref()];
            if self.whole && *reach == Reach::Id {
                return lines.into_iter().flatten().any(|line| self.forms.contains(line));
            }
            lines
                .into_iter()
                .flatten()
                .any(|line| self.forms.iter().any(|form| self.found(line, form, anywhere)))
        });
        found == self.wanted
    }

    fn found(&self, line: &str, form: &str, anywhere: bool) -> bool {
        let mut from = 0;
        while let Some(at) = line.get(from..).and_then(|rest| rest.find(form)).map(|at| at + from) {
            let end = at + form.len();
            let starts = anywhere || at == 0 || line.as_bytes()[at - 1] == b' ';
            let ends = !self.whole || end == line.len() || line.as_bytes()[end] == b' ';
            if starts && ends {
                return true;
            }
            from = at + form.chars().next().map_or(1, char::len_utf8);
        }
        false
    }
}
