//! What the made-up applicants' files have to show.

use std::time::Duration;

use crate::domain::MediaId;
use crate::preview::picture::{Drawn, Pixels};
use crate::preview::recording::Kind;
use crate::preview::{Document, Look, Picture, Recording, Trouble, Wanted, Way};

/// A cv with text, a picture, a voice note.
pub(super) fn look(media: &MediaId, wanted: Wanted) -> Look {
    match media.as_str() {
        "m1" => Look::Document(Document {
            pdf: true,
            pages: Some(2),
            text: Some(CV.to_owned()),
            cut: false,
            blank: false,
        }),
        "m2" => picture(wanted),
        _ => Look::Recording(Recording {
            kind: Kind::Audio,
            format: "Ogg",
            codec: Some("Opus"),
            length: Some(Duration::from_secs(47)),
            size: None,
        }),
    }
}

const CV: &str = "Lebenslauf\n\nFatma Yılmaz\n+49 151 23456789\n\n2019 – 2026  Essen: Pflegefachkraft, Wohnbereich 2, \
    Wundmanagement und Praxisanleitung\n2016 – 2019  İzmir: Ausbildung 👩\u{200d}⚕️\n\u{c}Anschreiben\n\n\
    Ich freue mich auf ein Gespräch.\u{1b}[2J\n\u{c}";

/// A gradient in the shape of a sheet of paper.
fn picture(wanted: Wanted) -> Look {
    let Some(way) = wanted.way else { return Look::Trouble(Trouble::Off) };
    let rows = wanted.rows.min(wanted.columns.max(2) * 2 / 3).max(1);
    let columns = (rows * 3 / 2).max(1);
    let (width, height) = (u32::from(columns), u32::from(rows) * 2);
    let shade = |at: u32, of: u32| u8::try_from(at * 255 / of).unwrap_or(u8::MAX);
    let pixels = |height: u32| {
        let rgb =
            (0..height).flat_map(|y| (0..width).flat_map(move |x| [shade(x, width), shade(y, height), 90]));
        Pixels::new(width, rgb.collect())
    };
    let drawn = match way {
        Way::Blocks(_) => Drawn::Blocks(pixels(height)),
        Way::Signs => Drawn::Signs(pixels(height / 2)),
        Way::Kitty | Way::Iterm2 | Way::Sixel => Drawn::Sent((&b"picture"[..]).into()),
    };
    Look::Picture(Box::new(Picture {
        format: "JPEG",
        size: (3_024, 4_032),
        cells: (columns, rows),
        cut: false,
        drawn,
    }))
}
