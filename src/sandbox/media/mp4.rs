//! Owns writing MP4: one silent track of JPEG frames, five a second.

const FRAMES_PER_SECOND: u32 = 5;

/// Writes JPEG frames of one size as a film.
pub(super) fn write(frames: &[Vec<u8>], width: u16, height: u16) -> Vec<u8> {
    let mut out = bx(b"ftyp", &[b"isom", &0x200_u32.to_be_bytes(), b"isom", b"mp41"]);
    // The table of places needs the size of what stands before the data, which its own values don't change.
    let size = moov(frames, width, height, 0).len();
    let start = out.len() + size + 8;
    out.extend_from_slice(&moov(frames, width, height, start as u32));
    let frames: Vec<&[u8]> = frames.iter().map(Vec::as_slice).collect();
    out.extend_from_slice(&bx(b"mdat", &frames));
    out
}

fn moov(frames: &[Vec<u8>], width: u16, height: u16, start: u32) -> Vec<u8> {
    let count = frames.len() as u32;
    let b = u32::to_be_bytes;
    let matrix: Vec<u8> = [0x1_0000, 0, 0, 0, 0x1_0000, 0, 0, 0, 0x4000_0000_u32]
        .into_iter()
        .flat_map(u32::to_be_bytes)
        .collect();
    let mvhd = bx(
        b"mvhd",
        &[
            &[0; 12],
            &b(FRAMES_PER_SECOND),
            &b(count),
            &b(0x1_0000),
            &[1, 0],
            &[0; 10],
            &matrix,
            &[0; 24],
            &b(2),
        ],
    );
    let tkhd = bx(
        b"tkhd",
        &[
            &b(3),
            &[0; 8],
            &b(1),
            &[0; 4],
            &b(count),
            &[0; 16],
            &matrix,
            &b(u32::from(width) << 16),
            &b(u32::from(height) << 16),
        ],
    );
    let mdhd = bx(b"mdhd", &[&[0; 12], &b(FRAMES_PER_SECOND), &b(count), &[0x55, 0xc4, 0, 0]]);
    let hdlr = bx(b"hdlr", &[&[0; 8], b"vide", &[0; 12], b"video\0"]);
    let vmhd = bx(b"vmhd", &[&b(1), &[0; 8]]);
    let url = bx(b"url ", &[&b(1)]);
    let dinf = bx(b"dinf", &[&bx(b"dref", &[&[0; 4], &b(1), &url])]);

    // MPEG-4 descriptors: object type 0x6c is JPEG.
    let esds = bx(b"esds", &[&[0; 4], &[3, 21, 0, 1, 0], &[4, 13, 0x6c, 0x11, 0, 0, 0], &[0; 8], &[6, 1, 2]]);
    let mp4v = bx(
        b"mp4v",
        &[
            &[0; 6],
            &[0, 1],
            &[0; 16],
            &width.to_be_bytes(),
            &height.to_be_bytes(),
            &b(0x48_0000),
            &b(0x48_0000),
            &[0; 4],
            &[0, 1],
            &[0; 32],
            &[0, 24, 0xff, 0xff],
            &esds,
        ],
    );
    let stsd = bx(b"stsd", &[&[0; 4], &b(1), &mp4v]);
    let stts = bx(b"stts", &[&[0; 4], &b(1), &b(count), &b(1)]);
    let stsc = bx(b"stsc", &[&[0; 4], &b(1), &b(1), &b(count), &b(1)]);
    let sizes: Vec<u8> = frames.iter().flat_map(|frame| b(frame.len() as u32)).collect();
    let stsz = bx(b"stsz", &[&[0; 8], &b(count), &sizes]);
    let stco = bx(b"stco", &[&[0; 4], &b(1), &b(start)]);
    let stbl = bx(b"stbl", &[&stsd, &stts, &stsc, &stsz, &stco]);
    let minf = bx(b"minf", &[&vmhd, &dinf, &stbl]);
    let mdia = bx(b"mdia", &[&mdhd, &hdlr, &minf]);
    bx(b"moov", &[&mvhd, &bx(b"trak", &[&tkhd, &mdia])])
}

fn bx(kind: &[u8; 4], parts: &[&[u8]]) -> Vec<u8> {
    let size = 8 + parts.iter().map(|part| part.len()).sum::<usize>();
    let mut out = Vec::with_capacity(size);
    out.extend_from_slice(&(size as u32).to_be_bytes());
    out.extend_from_slice(kind);
    for part in parts {
        out.extend_from_slice(part);
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    fn boxes(mut bytes: &[u8]) -> Vec<(String, &[u8])> {
        let mut found = Vec::new();
        while !bytes.is_empty() {
            let size = u32::from_be_bytes(bytes[..4].try_into().unwrap()) as usize;
            found.push((String::from_utf8(bytes[4..8].to_vec()).unwrap(), &bytes[8..size]));
            bytes = &bytes[size..];
        }
        found
    }

    #[test]
    fn the_table_points_at_the_first_frame() {
        let frames = vec![vec![0xff, 0xd8, 1], vec![0xff, 0xd8, 2, 3]];
        let film = write(&frames, 16, 24);
        let names: Vec<_> = boxes(&film).into_iter().map(|(name, _)| name).collect();
        assert_eq!(names, ["ftyp", "moov", "mdat"]);
        let at = film.windows(4).position(|part| part == b"stco").unwrap() + 12;
        let start = u32::from_be_bytes(film[at..at + 4].try_into().unwrap()) as usize;
        assert_eq!(film[start..], [0xff, 0xd8, 1, 0xff, 0xd8, 2, 3]);
    }

    #[test]
    fn fixed_boxes_have_the_sizes_of_the_standard() {
        let film = write(&[vec![1]], 16, 24);
        for (name, size) in [("mvhd", 108), ("tkhd", 92), ("mdhd", 32), ("vmhd", 20), ("esds", 35)] {
            let at = film.windows(4).position(|part| part == name.as_bytes()).unwrap() - 4;
            let found = u32::from_be_bytes(film[at..at + 4].try_into().unwrap());
            assert_eq!(found, size, "{name}");
        }
    }
}
