//! Owns writing PDF: pages of text that can be found again in any script, and at most one small picture.

use std::fmt::Write as _;

use super::picture::Picture;

/// Writes pages of lines, and a picture in the corner of the first.
pub(super) fn write(pages: &[Vec<String>], picture: Option<&Picture>) -> Vec<u8> {
    let letters = Letters::of(pages);
    let written = pages.iter().any(|page| !page.is_empty());
    let mut pdf = Pdf { out: b"%PDF-1.4\n%\xe2\xe3\xcf\xd3\n".to_vec(), starts: Vec::new() };

    // 1 catalogue, 2 page tree, 3 font, 4 its letters, 5 picture, then two for each page.
    let kids: String = (0..pages.len()).fold(String::new(), |mut kids, page| {
        let _ = write!(kids, "{} 0 R ", 6 + page * 2);
        kids
    });
    pdf.object("<</Type/Catalog/Pages 2 0 R>>");
    pdf.object(&format!("<</Type/Pages/Count {}/Kids[{}]>>", pages.len(), kids.trim_end()));
    if written {
        pdf.object(&format!(
            "<</Type/Font/Subtype/Type1/BaseFont/Helvetica/ToUnicode 4 0 R/Encoding<</Type/Encoding/BaseEncoding/WinAnsiEncoding/Differences[{}]>>>>",
            letters.differences()
        ));
        pdf.stream("", letters.to_unicode().as_bytes());
    } else {
        pdf.object("null");
        pdf.object("null");
    }
    match picture {
        Some(picture) => pdf.stream(
            &format!(
                "/Type/XObject/Subtype/Image/Width {}/Height {}/ColorSpace/DeviceRGB/BitsPerComponent 8",
                picture.width, picture.height
            ),
            &picture.rgb,
        ),
        None => pdf.object("null"),
    }
    for (at, page) in pages.iter().enumerate() {
        let mut resources = String::new();
        if !page.is_empty() {
            resources.push_str("/Font<</F 3 0 R>>");
        }
        let pictured = picture.filter(|_| at == 0);
        if pictured.is_some() {
            resources.push_str("/XObject<</P 5 0 R>>");
        }
        pdf.object(&format!(
            "<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<<{resources}>>/Contents {} 0 R>>",
            7 + at * 2
        ));
        let mut content = Vec::new();
        if let Some(picture) = pictured {
            let _ = std::io::Write::write_fmt(
                &mut content,
                format_args!("q {} 0 0 {} 450 700 cm /P Do Q\n", picture.width, picture.height),
            );
        }
        if !page.is_empty() {
            content.extend_from_slice(b"BT /F 12 Tf 60 780 Td 18 TL\n");
            for line in page {
                content.push(b'(');
                letters.encode(&mut content, line);
                content.extend_from_slice(b") Tj T*\n");
            }
            content.extend_from_slice(b"ET\n");
        }
        pdf.stream("", &content);
    }
    pdf.finish()
}

struct Pdf {
    out: Vec<u8>,
    starts: Vec<usize>,
}

impl Pdf {
    fn begin(&mut self) {
        self.starts.push(self.out.len());
        self.out.extend_from_slice(format!("{} 0 obj\n", self.starts.len()).as_bytes());
    }

    fn object(&mut self, body: &str) {
        self.begin();
        self.out.extend_from_slice(body.as_bytes());
        self.out.extend_from_slice(b"\nendobj\n");
    }

    fn stream(&mut self, entries: &str, data: &[u8]) {
        self.begin();
        self.out.extend_from_slice(format!("<<{entries}/Length {}>>\nstream\n", data.len()).as_bytes());
        self.out.extend_from_slice(data);
        self.out.extend_from_slice(b"\nendstream\nendobj\n");
    }

    fn finish(mut self) -> Vec<u8> {
        let table = self.out.len();
        let mut end = format!("xref\n0 {}\n0000000000 65535 f \n", self.starts.len() + 1);
        for start in &self.starts {
            let _ = writeln!(end, "{start:010} 00000 n ");
        }
        let _ = write!(
            end,
            "trailer\n<</Size {}/Root 1 0 R>>\nstartxref\n{table}\n%%EOF\n",
            self.starts.len() + 1
        );
        self.out.extend_from_slice(end.as_bytes());
        self.out
    }
}

/// The letters beyond ASCII get the codes from 128 on, in the order in which they come.
struct Letters(Vec<char>);

impl Letters {
    fn of(pages: &[Vec<String>]) -> Self {
        let mut letters = Vec::new();
        for letter in pages.iter().flatten().flat_map(|line| line.chars()) {
            if !letter.is_ascii() && !letters.contains(&letter) && letters.len() < 128 {
                letters.push(letter);
            }
        }
        Self(letters)
    }

    fn code(&self, letter: char) -> u8 {
        if letter.is_ascii() {
            return letter as u8;
        }
        let at = self.0.iter().position(|&known| known == letter);
        at.and_then(|at| u8::try_from(128 + at).ok()).unwrap_or(b'?')
    }

    fn encode(&self, out: &mut Vec<u8>, line: &str) {
        for letter in line.chars() {
            let code = self.code(letter);
            if matches!(code, b'(' | b')' | b'\\') {
                out.push(b'\\');
            }
            out.push(code);
        }
    }

    fn differences(&self) -> String {
        let mut differences = "128".to_owned();
        for &letter in &self.0 {
            let _ = write!(differences, "/uni{:04X}", letter as u32);
        }
        differences
    }

    fn to_unicode(&self) -> String {
        let mut map = "/CIDInit /ProcSet findresource begin 12 dict begin begincmap\n\
             /CMapName /Letters def /CMapType 2 def\n\
             1 begincodespacerange <00> <FF> endcodespacerange\n\
             1 beginbfrange <20> <7E> <0020> endbfrange\n"
            .to_owned();
        for (block, letters) in self.0.chunks(100).enumerate() {
            let _ = writeln!(map, "{} beginbfchar", letters.len());
            for (at, letter) in letters.iter().enumerate() {
                let _ = write!(map, "<{:02X}> <", 128 + block * 100 + at);
                for unit in letter.encode_utf16(&mut [0; 2]) {
                    let _ = write!(map, "{unit:04X}");
                }
                map.push_str(">\n");
            }
            map.push_str("endbfchar\n");
        }
        map.push_str("endcmap CMapName currentdict /CMap defineresource pop end end\n");
        map
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn find(bytes: &[u8], text: &str) -> usize {
        bytes.windows(text.len()).position(|part| part == text.as_bytes()).unwrap()
    }

    #[test]
    fn the_table_points_at_every_object() {
        let bytes = write(&[vec!["Łódź (Киев) \\".to_owned()], vec!["zwei".to_owned()]], None);
        let table = find(&bytes, "\nxref\n") + 1;
        let text = String::from_utf8_lossy(&bytes[table..]).into_owned();
        let starts: Vec<usize> = text
            .lines()
            .filter(|line| line.ends_with(" n "))
            .map(|line| line[..10].parse().unwrap())
            .collect();
        assert_eq!(starts.len(), 9);
        for (at, start) in starts.iter().enumerate() {
            assert!(bytes[*start..].starts_with(format!("{} 0 obj", at + 1).as_bytes()));
        }
        assert!(text.contains(&format!("startxref\n{table}\n")));
        find(&bytes, "Tj");
        find(&bytes, "<80> <0141>");
    }

    #[test]
    fn the_placeholder_has_neither_text_nor_picture() {
        let bytes = write(&[Vec::new()], None);
        for mark in ["Tj", "/Font", "/Image", "/XObject"] {
            assert!(!bytes.windows(mark.len()).any(|part| part == mark.as_bytes()), "{mark}");
        }
        find(&bytes, "/Type/Page/Parent");
    }
}
