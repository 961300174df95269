//! Owns the invented interview templates and the jobs that are advertised with them.

/// One interview template with the jobs it is used for.
#[derive(Debug)]
pub struct Template {
    /// The template's key, as job links carry it.
    pub key: &'static str,
    /// `descriptions` as raw JSON: each template shows another of the forms that are assumed to occur.
    pub descriptions: &'static str,
    /// The jobs: the employer's own id and the advert's title.
    pub jobs: &'static [Job],
}

/// One advertised job.
#[derive(Debug)]
pub struct Job {
    /// The employer's own id; may hold characters that an address has to escape.
    pub id: &'static str,
    /// The advert's title.
    pub title: &'static str,
}

/// What the interview of a template asks about, beside what every interview asks.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Trade {
    Care,
    Warehouse,
    Driving,
    Sales,
    Kitchen,
    Apprentice,
}

const fn job(id: &'static str, title: &'static str) -> Job {
    Job { id, title }
}

/// All templates; the order is the order of the answer.
pub const TEMPLATES: &[Template] = &[
    Template {
        key: "pflege",
        descriptions: r#""Pflege""#,
        jobs: &[
            job("4711", "Pflegefachkraft (m/w/d)"),
            job("4712", "Pflegehilfskraft in Teilzeit"),
            job("PF/2026-08", "Wohnbereichsleitung"),
        ],
    },
    Template {
        key: "lager",
        descriptions: r#"["Lager","Lager und Versand"]"#,
        jobs: &[
            job("L-1001", "Lagerist (m/w/d)"),
            job("L-1002", "Комплектовщик / Kommissionierer"),
            job("L 1003", "Staplerfahrer Nachtschicht"),
        ],
    },
    Template {
        key: "fahrer",
        descriptions: r#"[{"language":"de","text":"Fahrer"},{"language":"en","text":"Driver"},{"language":"ru","text":"Водитель"}]"#,
        jobs: &[job("88", "Berufskraftfahrer CE"), job("89", "Paketzusteller (m/w/d)")],
    },
    Template {
        key: "verkauf",
        descriptions: r#"{"de":"Verkauf","en":"Retail","tr":"Satış"}"#,
        jobs: &[
            job("V2210", "Verkäufer (m/w/d) Frische & Käse"),
            job("V2211", "Filialleitung"),
            job("V2212", "Aushilfe an der Kasse"),
        ],
    },
    Template {
        key: "kueche-service",
        descriptions: r#""Küche & Service 🍳""#,
        jobs: &[job("gastro#7", "Koch / Köchin"), job("gastro#8", "Servicekraft am Wochenende")],
    },
    Template {
        key: "ausbildung-2027",
        descriptions: r#"{"de":"Ausbildung 2027","en":"Apprenticeship 2027"}"#,
        jobs: &[
            job("AZUBI-27-A", "Ausbildung Fachinformatiker"),
            job("AZUBI-27-B", "Ausbildung Pflegefachfrau / Pflegefachmann"),
        ],
    },
];

/// What a template's interview asks about.
pub(super) const TRADES: [Trade; 6] =
    [Trade::Care, Trade::Warehouse, Trade::Driving, Trade::Sales, Trade::Kitchen, Trade::Apprentice];

/// `GET …/gettemplates`: the whole answer; `extra` is written into each template (`,"x":1`).
pub fn list(extra: &str) -> Vec<u8> {
    let mut out = vec![b'['];
    for (at, template) in TEMPLATES.iter().enumerate() {
        if at > 0 {
            out.push(b',');
        }
        out.extend_from_slice(b"{\"templateKey\":\"");
        out.extend_from_slice(template.key.as_bytes());
        out.extend_from_slice(b"\",\"descriptions\":");
        out.extend_from_slice(template.descriptions.as_bytes());
        out.extend_from_slice(extra.as_bytes());
        out.push(b'}');
    }
    out.push(b']');
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_answer_is_json_and_shows_every_assumed_form() {
        let list: Vec<serde_json::Value> = serde_json::from_slice(&list(",\"x\":1")).unwrap();
        assert_eq!(list.len(), TEMPLATES.len());
        assert_eq!(TRADES.len(), TEMPLATES.len());
        let forms = |test: fn(&serde_json::Value) -> bool| list.iter().any(|t| test(&t["descriptions"]));
        assert!(forms(serde_json::Value::is_string));
        assert!(forms(serde_json::Value::is_object));
        assert!(forms(|d| d[0].is_string()));
        assert!(forms(|d| d[0].is_object()));
    }
}
