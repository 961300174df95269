//! Failures in the reader's language. The English particulars stay for the detail line, the log and the command line.

use super::cx::Cx;
use super::widget::text::line;
use crate::config::secret::{ByHand, Writable};
use crate::error::{Cause, Reason, UserError};

fn name(cause: Cause) -> String {
    format!("cause-{}", cause.as_str())
}

/// Why something could not be done, with what it is about. Without a known cause its own sentence stands.
pub fn reason(reason: &Reason, cx: &Cx) -> String {
    let said = reason.cause.map_or_else(|| line(&reason.detail).into_owned(), |cause| cx.word(&name(cause)));
    match &reason.of {
        Some(of) => format!("{}: {said}", line(of)),
        None => said,
    }
}

/// The particulars that the words of [`reason`] leave out; some causes have none.
pub fn detail(reason: &Reason) -> Option<String> {
    let first = reason.detail.lines().next().unwrap_or_default().trim();
    let more = reason.cause.is_some_and(|cause| !matches!(cause, Cause::Unconfirmed | Cause::NextSync));
    (more && !first.is_empty()).then(|| line(first).into_owned())
}

/// What an error says, without what it is about.
pub fn what(error: &UserError, cx: &Cx) -> String {
    let Some(cause) = error.cause else {
        let about = error.of.as_deref().and_then(|of| {
            let rest = error.what.strip_prefix("account ").unwrap_or(&error.what);
            rest.strip_prefix(of)?.strip_prefix(": ")
        });
        let what = about.unwrap_or(&error.what);
        return line(&error.why.as_ref().map_or_else(|| what.to_owned(), |why| format!("{what}: {why}")))
            .into_owned();
    };
    let said = cx.word(&name(cause));
    match error.until {
        Some(until) => {
            let at = cx.words.moment(until, cx.now, &cx.zone);
            cx.words.phrase("told-until", &[("what", said.into()), ("at", at.into())])
        }
        None => said,
    }
}

/// What the person can do.
pub fn next(error: &UserError, cx: &Cx) -> Option<String> {
    match error.cause {
        Some(cause) => help(cause, cx),
        None => error.next.as_deref().map(|next| line(next).into_owned()),
    }
}

/// What can be done about a cause.
pub fn help(cause: Cause, cx: &Cx) -> Option<String> {
    let name = format!("{}.next", name(cause));
    cx.words.knows(&name).then(|| cx.word(&name))
}

/// The particulars of an error that its words leave out.
pub fn particulars(error: &UserError) -> Option<String> {
    error.cause?;
    let text = error.why.as_ref().map_or_else(|| error.what.clone(), |why| format!("{}: {why}", error.what));
    Some(line(&text).into_owned())
}

/// An error in one line: whom it is about, what it says, and what to do.
pub fn one_line(error: &UserError, cx: &Cx) -> String {
    let mut text = what(error, cx);
    if let Some(of) = &error.of {
        text = format!("{}: {text}", line(of));
    }
    if let Some(next) = next(error, cx) {
        text.push_str(if cx.signs.unicode { " → " } else { " > " });
        text.push_str(&next);
    }
    text
}

/// Where a secret stands.
pub fn place(place: &Writable, cx: &Cx) -> String {
    match place {
        Writable::File(path) => {
            let path = path.display().to_string();
            cx.words.phrase("place-file", &[("path", line(&path).into_owned().into())])
        }
        Writable::Keyring(name) => {
            cx.words.phrase("place-keyring", &[("name", line(name).into_owned().into())])
        }
    }
}

/// That a password is changed, and what is left for the person to do so that it is found.
pub fn by_hand(how: &ByHand, cx: &Cx) -> String {
    let of = |word: &str, name: &str| cx.words.phrase(word, &[("name", line(name).into_owned().into())]);
    let into = |word: &str, there: &Writable| cx.words.phrase(word, &[("place", place(there, cx).into())]);
    let how = match how {
        ByHand::Write(place) => into("by-hand-write", place),
        ByHand::Failed(place, _) => into("by-hand-failed", place),
        ByHand::Variable(name) => of("by-hand-variable", name),
        ByHand::Command => cx.word("by-hand-command"),
        ByHand::Keyring(name) => of("by-hand-keyring", name),
        ByHand::Configuration => cx.word("by-hand-configuration"),
    };
    cx.words.phrase("password-by-hand", &[("how", how.into())])
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::error::ErrorKind;
    use crate::i18n::{Language, Words};
    use crate::tui::sample;

    #[test]
    fn every_cause_has_its_words_in_every_language() {
        for language in Language::ALL {
            let words = Words::new(language);
            for cause in Cause::ALL {
                assert!(words.knows(&name(*cause)), "{language:?}: {}", name(*cause));
            }
        }
    }

    #[test]
    fn an_english_sentence_does_not_reach_a_german_screen() {
        let cx = sample::cx(Language::De);
        let error = UserError::new(ErrorKind::Unavailable, "account acme: the source can't be reached")
            .why("connection refused")
            .next("check the network")
            .cause(Cause::Offline)
            .of("acme");
        let said = one_line(&error, &cx);
        assert!(said.starts_with("acme: die Quelle ist nicht erreichbar"), "{said}");
        assert!(!said.contains("refused") && !said.contains("check"), "{said}");
        assert!(particulars(&error).unwrap().contains("connection refused"));
        let why = Reason::new(Cause::Gone, "GET /media answered 404").of("zeugnis.jpg");
        assert_eq!(reason(&why, &cx), "zeugnis.jpg: die Quelle hat es nicht mehr");
        assert_eq!(detail(&why).as_deref(), Some("GET /media answered 404"));
    }

    #[test]
    fn a_sentence_without_a_cause_stands_for_itself() {
        let cx = sample::cx(Language::En);
        assert_eq!(reason(&"own \u{1b}[2Jwords".into(), &cx), "own ␛[2Jwords");
        assert_eq!(detail(&"own words".into()), None);
    }

    #[test]
    fn what_is_to_be_done_by_hand_is_said_in_every_language() {
        let file = Writable::File("/etc/geheim".into());
        let cases = [
            (ByHand::Write(file.clone()), "/etc/geheim"),
            (ByHand::Failed(file, "read-only file system".into()), "/etc/geheim"),
            (ByHand::Variable("HRDROM".into()), "HRDROM"),
            (ByHand::Keyring("hrdrom".into()), "hrdrom"),
            (ByHand::Command, ""),
            (ByHand::Configuration, ""),
        ];
        for language in Language::ALL {
            let cx = sample::cx(language);
            for (how, name) in &cases {
                let said = by_hand(how, &cx);
                assert!(said.contains(name) && !said.contains("read-only"), "{said}");
                let english = by_hand(how, &sample::cx(Language::En));
                assert_eq!(said == english, language == Language::En, "{said}");
            }
        }
    }
}
