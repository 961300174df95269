//! The rows of an inbox once more, inserted and indexed by the `sqlite3` shell: the floor under saving them.
//!
//! Preparing takes its time and isn't measured: the rows are laid out as plain tables in a file of their own, and the
//! search index is turned back into the words that it was made of. Measured is the shell alone: the same tables with
//! the same indexes, one durable transaction.

use std::path::Path;
use std::process::{Command, Stdio};
use std::time::{Duration, Instant};

use rusqlite::Connection;

/// The tables whose rows a pull writes.
const TABLES: [&str; 8] =
    ["account", "template", "class", "applicant", "listed", "revision", "contact", "media"];

/// The shape of the store, as all migrations together make it.
fn schema() -> String {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/migrations");
    let mut files: Vec<_> = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    files.sort();
    files.into_iter().map(|file| std::fs::read_to_string(file).unwrap()).collect()
}

/// Whether the shell is installed.
pub fn installed() -> bool {
    Command::new("sqlite3")
        .arg("--version")
        .stdout(Stdio::null())
        .status()
        .is_ok_and(|status| status.success())
}

/// Lays the rows of this inbox out below `folder`.
pub fn prepare(inbox: &Path, folder: &Path) {
    let rows = folder.join("rows.db");
    let db = Connection::open(inbox).unwrap();
    db.execute_batch(&format!("ATTACH '{}' AS rows; PRAGMA rows.synchronous = OFF;", rows.display()))
        .unwrap();
    for table in TABLES.into_iter().chain(["history"]) {
        db.execute_batch(&format!("CREATE TABLE rows.{table} AS SELECT * FROM main.{table};")).unwrap();
    }
    db.execute_batch(
        "UPDATE rows.class SET n = 0;
         CREATE VIRTUAL TABLE temp.words USING fts5vocab(main, search, instance);
         CREATE TABLE rows.words AS SELECT doc, col, group_concat(term, ' ') AS text FROM temp.words GROUP BY doc, col;
         CREATE INDEX rows.words_doc ON words (doc, col);",
    )
    .unwrap();
    let columns = columns(&db);
    let made: Vec<String> = columns
        .iter()
        .map(|column| format!("max(CASE WHEN col = '{column}' THEN text END) AS \"{column}\""))
        .collect();
    db.execute_batch(&format!(
        "CREATE TABLE rows.search AS SELECT doc, {} FROM rows.words GROUP BY doc; DROP TABLE rows.words;",
        made.join(", ")
    ))
    .unwrap();
}

/// Inserts and indexes the prepared rows, and says how long the shell took.
pub fn insert(folder: &Path) -> Duration {
    // The shell of a distribution may be older than this option, which costs nothing on inserting.
    let schema = schema().replace("contentless_delete = 1,", "");
    let copies: String = TABLES
        .iter()
        .map(|table| format!("INSERT INTO main.{table} SELECT * FROM rows.{table};\n"))
        .collect();
    let script = format!(
        ".bail on\nPRAGMA journal_mode = WAL;\nPRAGMA synchronous = FULL;\n{schema}\nATTACH '{}' AS rows;\nBEGIN;\n\
         {copies}INSERT INTO main.history SELECT * FROM rows.history;\n\
         INSERT INTO main.search (rowid, {columns}) SELECT doc, {columns} FROM rows.search;\nCOMMIT;\n",
        folder.join("rows.db").display(),
        columns = quoted(&columns(&Connection::open(folder.join("rows.db")).unwrap())),
    );
    let file = folder.join("script.sql");
    std::fs::write(&file, script).unwrap();
    let out = folder.join("floor.db");
    let started = Instant::now();
    let status = Command::new("sqlite3")
        .arg("-batch")
        .arg(&out)
        .stdin(std::fs::File::open(&file).unwrap())
        .stdout(Stdio::null())
        .status()
        .unwrap();
    assert!(status.success());
    started.elapsed()
}

/// The columns of the search index, wherever it stands.
fn columns(db: &Connection) -> Vec<String> {
    let mut statement =
        db.prepare("SELECT name FROM pragma_table_info('search') WHERE name <> 'doc'").unwrap();
    let names = statement.query_map([], |row| row.get::<_, String>(0)).unwrap();
    names.map(Result::unwrap).collect()
}

fn quoted(columns: &[String]) -> String {
    columns.iter().map(|column| format!("\"{column}\"")).collect::<Vec<_>>().join(", ")
}
