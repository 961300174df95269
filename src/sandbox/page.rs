//! Owns the small web pages: the chat, its test page, where a job link leads, and the pages that faults send.
//!
//! Each is one HTML document that loads nothing from elsewhere and escapes whatever it shows.

/// The chat page.
pub(super) fn chat(first_name: &str, recruiter: Option<&str>) -> String {
    let name = shown(first_name, "unbekannt");
    let recruiter = shown(recruiter.unwrap_or_default(), "das Team");
    document(
        &format!("Chat mit {name}"),
        &format!(
            "<header><b>{name}</b><small>{recruiter} schreibt mit</small></header>\
             <main><p class=in>Hallo, hier ist {name}. Ich habe mich gerade beworben 🙂</p>\
             <p class=out>Hallo {name}, schön, von Ihnen zu hören! Wann passt ein kurzer Anruf?<small>{recruiter}</small></p>\
             <p class=in>Heute ab 16 Uhr, gern.</p></main>\
             <footer>Dies ist die Sandkiste von kandidat: hier wird nichts verschickt.</footer>"
        ),
    )
}

/// The free chat test page.
pub(super) fn test_chat() -> String {
    document(
        "Chat-Test",
        "<header><b>Chat-Test</b><small>ohne Anmeldung</small></header>\
         <main><p class=in>Wenn Sie das lesen, kann Ihr Browser den Chat öffnen.</p></main>\
         <footer>Sandkiste von kandidat</footer>",
    )
}

/// Where a job link leads: shows what arrived.
pub(super) fn landing(job: &str, parameters: &[(String, String)]) -> String {
    let mut rows = format!("<tr><th>external_job_id<td>{}", escaped(job));
    for (name, value) in parameters {
        rows.push_str(&format!("<tr><th>{}<td>{}", escaped(name), escaped(value)));
    }
    let title = parameters.iter().find(|(name, _)| name == "title").map_or(job, |(_, title)| title);
    document(
        &format!("Bewerbung: {}", escaped(title)),
        &format!(
            "<header><b>{}</b><small>Hier begänne das Interview in WhatsApp.</small></header>\
             <main><table>{rows}</table></main><footer>Sandkiste von kandidat</footer>",
            escaped(title)
        ),
    )
}

/// A sign-in page that comes instead of an answer.
pub(super) fn sign_in() -> String {
    document(
        "Anmeldung",
        "<header><b>Anmeldung</b></header><main><p class=in>Bitte melden Sie sich an.</p></main>\
         <footer>Sandkiste von kandidat</footer>",
    )
}

/// A page about something that is not there.
pub(super) fn missing() -> String {
    document(
        "Nicht gefunden",
        "<header><b>Nicht gefunden</b></header><main><p class=in>Dieser Link gilt nicht (mehr).</p></main>\
         <footer>Sandkiste von kandidat</footer>",
    )
}

fn document(title: &str, body: &str) -> String {
    format!(
        "<!doctype html><html lang=de><meta charset=utf-8>\
         <meta name=viewport content=\"width=device-width\"><title>{title}</title><style>\
         body{{margin:0 auto;max-width:34rem;font:16px/1.4 system-ui,sans-serif;background:#e9e4dc;color:#222}}\
         header{{background:#0b5d4e;color:#fff;padding:1rem}}small{{display:block;opacity:.8}}\
         main{{padding:1rem;min-height:50vh}}p{{max-width:75%;padding:.6rem .9rem;border-radius:.7rem;background:#fff;\
         width:fit-content}}.out{{margin-left:auto;background:#d6f3c9}}\
         table{{background:#fff;border-collapse:collapse;width:100%}}th,td{{text-align:left;padding:.4rem .6rem;\
         border:1px solid #ccc;overflow-wrap:anywhere}}footer{{padding:1rem;text-align:center;color:#666}}\
         </style><body>{body}</body></html>"
    )
}

fn shown(text: &str, otherwise: &str) -> String {
    escaped(if text.trim().is_empty() { otherwise } else { text })
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&#39;"),
            // Marks that turn the direction of what follows stay out of the page.
            '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => {}
            other => out.push(other),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_shown_is_escaped() {
        let evil = "<script>alert('x')</script>\u{202e}&";
        for page in [chat(evil, Some(evil)), landing(evil, &[("title".to_owned(), evil.to_owned())])] {
            assert!(!page.contains("<script") && !page.contains('\u{202e}'), "{page}");
            assert!(page.contains("&lt;script&gt;alert(&#39;x&#39;)"));
        }
    }

    #[test]
    fn pages_load_nothing_from_elsewhere() {
        for page in [chat("A", None), test_chat(), landing("1", &[]), sign_in(), missing()] {
            for word in ["http:", "https:", "src=", "url(", "@import", "<link"] {
                assert!(!page.contains(word), "{word}");
            }
        }
    }
}
