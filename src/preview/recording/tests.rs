//! Small recordings made by hand or by the sandbox, and bytes that only look like some.

use std::io::Cursor;

use proptest::prelude::*;

use super::*;

fn read_bytes(bytes: &[u8]) -> Option<Recording> {
    read(&mut Bounded::of(Cursor::new(bytes.to_vec()), 8 * 1024 * 1024))
}

fn seconds(recording: &Recording) -> f64 {
    recording.length.map_or(0.0, |length| length.as_secs_f64())
}

fn wave(data: u32) -> Vec<u8> {
    let mut bytes = b"RIFF\0\0\0\0WAVELIST\x03\0\0\0abc\0fmt \x10\0\0\0\x01\0\x01\0".to_vec();
    bytes.extend(8_000_u32.to_le_bytes());
    bytes.extend(16_000_u32.to_le_bytes());
    bytes.extend([2, 0, 16, 0]);
    bytes.extend(b"data");
    bytes.extend(data.to_le_bytes());
    bytes.extend(vec![0; 40_000]);
    bytes
}

#[test]
fn a_wave_is_as_long_as_its_bytes() {
    let recording = read_bytes(&wave(40_000)).unwrap();
    assert_eq!((recording.format, recording.codec, recording.kind), ("WAV", Some("PCM"), Kind::Audio));
    assert_eq!(seconds(&recording), 2.5);
    // What was cut off is not counted, and neither is what was never there.
    assert_eq!(seconds(&read_bytes(&wave(u32::MAX)).unwrap()), 2.5);
    assert_eq!(seconds(&read_bytes(&wave(40_000)[..20_056]).unwrap()).round(), 1.0);
}

fn ogg(samples: u64) -> Vec<u8> {
    let page = |samples: u64, packet: &[u8]| {
        let mut page = b"OggS\0\x02".to_vec();
        page.extend(samples.to_le_bytes());
        page.extend(b"SERI\0\0\0\0\0\0\0\0\x01");
        page.push(packet.len() as u8);
        page.extend(packet);
        page
    };
    let head = page(0, b"OpusHead\x01\x01\x38\x01\x80\xbb\0\0\0\0\0");
    [head, page(samples, &[7; 90]), page(u64::MAX, &[7; 20])].concat()
}

#[test]
fn an_ogg_is_as_long_as_its_last_page_says() {
    let recording = read_bytes(&ogg(48_000 * 12 + 312)).unwrap();
    assert_eq!((recording.format, recording.codec), ("Ogg", Some("Opus")));
    assert_eq!(seconds(&recording), 12.0);
    // A length that nobody can have recorded is none.
    assert_eq!(read_bytes(&ogg(u64::MAX - 1)).unwrap().length, None);
}

fn mp3(figures: &[u8]) -> Vec<u8> {
    // MPEG 1, layer 3, 128 kbit/s, 44.1 kHz, stereo: frames of 417 bytes.
    let mut bytes = b"ID3\x03\0\0\0\0\0\x0a0123456789".to_vec();
    for at in 0..100 {
        let mut frame = vec![0; 417];
        frame[..4].copy_from_slice(&[0xff, 0xfb, 0x90, 0x00]);
        if at == 0 {
            frame[36..36 + figures.len()].copy_from_slice(figures);
        }
        bytes.extend(frame);
    }
    bytes
}

#[test]
fn an_mp3_is_counted_or_guessed_by_its_rate() {
    let guessed = read_bytes(&mp3(b"")).unwrap();
    assert_eq!(guessed.format, "MP3");
    assert!((seconds(&guessed) - 2.606).abs() < 0.01, "{guessed:?}");
    let counted = read_bytes(&mp3(b"Xing\0\0\0\x01\0\0\x10\0")).unwrap();
    assert!((seconds(&counted) - 4_096.0 * 1_152.0 / 44_100.0).abs() < 0.01, "{counted:?}");
}

#[test]
fn a_flac_says_how_many_samples_it_has() {
    let mut bytes = b"fLaC\0\0\0\x22\x10\0\x10\0\0\0\0\0\0\0".to_vec();
    bytes.extend((44_100_u64 << 44 | 1 << 41 | 15 << 36 | 88_200).to_be_bytes());
    assert_eq!(seconds(&read_bytes(&bytes).unwrap()), 2.0);
}

fn mp4_box(name: &[u8; 4], inside: &[&[u8]]) -> Vec<u8> {
    let inside = inside.concat();
    [&(inside.len() as u32 + 8).to_be_bytes()[..], name, &inside].concat()
}

fn mp4(brand: &[u8; 4], handler: &[u8; 4], codec: &[u8; 4]) -> Vec<u8> {
    let mut mvhd = vec![1, 0, 0, 0];
    mvhd.extend([0; 16]);
    mvhd.extend(600_u32.to_be_bytes());
    mvhd.extend(4_500_u64.to_be_bytes());
    let mut tkhd = vec![0; 76];
    tkhd.extend([0x02, 0x80, 0, 0, 0x01, 0xe0, 0, 0]);
    let entry = mp4_box(codec, &[&[0; 8]]);
    let stsd = mp4_box(b"stsd", &[&[0, 0, 0, 0, 0, 0, 0, 1], &entry]);
    let media =
        [mp4_box(b"hdlr", &[&[0; 8], handler, &[0; 12]]), mp4_box(b"minf", &[&mp4_box(b"stbl", &[&stsd])])]
            .concat();
    let track = mp4_box(b"trak", &[&mp4_box(b"tkhd", &[&tkhd]), &mp4_box(b"mdia", &[&media])]);
    // A long size, as films of several gigabytes have.
    let mut data = 1_u32.to_be_bytes().to_vec();
    data.extend(b"mdat\0\0\0\0\0\0\0\x20");
    data.extend([0; 16]);
    [mp4_box(b"ftyp", &[brand, &[0; 8]]), data, mp4_box(b"moov", &[&mp4_box(b"mvhd", &[&mvhd]), &track])]
        .concat()
}

#[test]
fn an_mp4_tells_of_its_film() {
    let film = read_bytes(&mp4(b"isom", b"vide", b"avc1")).unwrap();
    let expected = Recording {
        kind: Kind::Video,
        format: "MP4",
        codec: Some("H.264"),
        length: Some(Duration::from_millis(7_500)),
        size: Some((640, 480)),
    };
    assert_eq!(film, expected);
    let song = read_bytes(&mp4(b"M4A ", b"soun", b"mp4a")).unwrap();
    assert_eq!((song.kind, song.format, song.codec, song.size), (Kind::Audio, "M4A", Some("AAC"), None));
    // A phone's picture in the same boxes is no film.
    assert_eq!(read_bytes(&mp4_box(b"ftyp", &[b"heic\0\0\0\0mif1heic"])), None);
}

fn element(id: &[u8], inside: &[&[u8]]) -> Vec<u8> {
    let inside = inside.concat();
    [id, &(0x1000_0000 | inside.len() as u32).to_be_bytes(), &inside].concat()
}

#[test]
fn a_webm_tells_of_its_film() {
    let info = element(
        b"\x15\x49\xa9\x66",
        &[
            &element(b"\x2a\xd7\xb1", &[&[0x0f, 0x42, 0x40]]),
            &element(b"\x44\x89", &[&5_250.0_f64.to_be_bytes()]),
        ],
    );
    let sides = [element(b"\xb0", &[&[0x02, 0x80]]), element(b"\xba", &[&[0x01, 0x68]])].concat();
    let track = element(
        b"\xae",
        &[&element(b"\x83", &[&[1]]), &element(b"\x86", &[b"V_VP9"]), &element(b"\xe0", &[&sides])],
    );
    let tracks = element(b"\x16\x54\xae\x6b", &[&track]);
    let head = element(b"\x1a\x45\xdf\xa3", &[&element(b"\x42\x82", &[b"webm"])]);
    // Of unknown length, as a browser records it.
    let segment = [b"\x18\x53\x80\x67\x01\xff\xff\xff\xff\xff\xff\xff", &info[..], &tracks].concat();
    let film = read_bytes(&[head, segment].concat()).unwrap();
    let expected = Recording {
        kind: Kind::Video,
        format: "WebM",
        codec: Some("VP9"),
        length: Some(Duration::from_millis(5_250)),
        size: Some((640, 360)),
    };
    assert_eq!(film, expected);
}

#[test]
fn boxes_that_hold_themselves_end() {
    // Each box claims to be empty or endless.
    let mut bytes = mp4_box(b"ftyp", &[b"isom\0\0\0\0"]);
    for _ in 0..5_000 {
        bytes.extend(b"\0\0\0\x08moov");
    }
    assert_eq!(read_bytes(&bytes).unwrap().length, None);
    let nested = [b"\0\0\0\0moov".repeat(3_000)].concat();
    assert_eq!(read_bytes(&[mp4_box(b"ftyp", &[b"isom\0\0\0\0"]), nested].concat()).unwrap().length, None);
    let endless = [b"\x1a\x45\xdf\xa3\x80".to_vec(), b"\x18\x53\x80\x67\xff".repeat(3_000)].concat();
    assert_eq!(read_bytes(&endless).unwrap().length, None);
}

proptest! {
    #[test]
    fn whatever_the_bytes_are_it_ends(kind in 0..8, bytes in prop::collection::vec(any::<u8>(), 0..400)) {
        let head: &[u8] = match kind {
            0 => b"RIFF\0\0\0\0WAVE",
            1 => b"OggS",
            2 => b"ID3\x03",
            3 => b"\0\0\0\x18ftypisom\0\0\0\0",
            4 => b"\x1a\x45\xdf\xa3",
            5 => b"fLaC",
            6 => b"\xff\xfb\x90\0",
            _ => b"",
        };
        let _ = read_bytes(&[head, &bytes].concat());
    }

    #[test]
    fn one_wrong_byte_changes_no_more_than_what_is_said(
        which in 0..5, at in any::<prop::sample::Index>(), byte in any::<u8>(), cut in any::<prop::sample::Index>()
    ) {
        let mut bytes = match which {
            0 => wave(40_000),
            1 => ogg(96_000),
            2 => mp3(b"Info\0\0\0\x01\0\0\0\x10"),
            3 => mp4(b"isom", b"vide", b"avc1"),
            _ => mp4(b"M4A ", b"soun", b"mp4a"),
        };
        let place = at.index(bytes.len());
        bytes[place] = byte;
        bytes.truncate(cut.index(bytes.len()) + 1);
        let said = read_bytes(&bytes);
        let length = said.and_then(|said| said.length).unwrap_or_default();
        prop_assert!(length <= Duration::from_secs(3_600_000));
    }
}
