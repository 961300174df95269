//! Owns what the invented pictures show: portraits, photographed papers, a few frames of a film. Plain RGB, no format.

use crate::sandbox::dice::Dice;

/// A picture, three bytes a pixel, row by row.
pub(super) struct Picture {
    pub width: usize,
    pub height: usize,
    pub rgb: Vec<u8>,
}

type Colour = [u8; 3];

impl Picture {
    fn paint(width: usize, height: usize, colour: impl Fn(i32, i32) -> Colour) -> Self {
        let mut rgb = Vec::with_capacity(width * height * 3);
        for y in 0..height as i32 {
            for x in 0..width as i32 {
                rgb.extend_from_slice(&colour(x, y));
            }
        }
        Self { width, height, rgb }
    }
}

fn colour(dice: &mut Dice, low: usize, high: usize) -> Colour {
    [0; 3].map(|_: u8| u8::try_from(dice.between(low, high)).unwrap_or(u8::MAX))
}

fn shade(colour: Colour, by: i32) -> Colour {
    colour.map(|part| u8::try_from((i32::from(part) + by).clamp(0, 255)).unwrap_or(0))
}

fn inside(x: i32, y: i32, cx: i32, cy: i32, rx: i32, ry: i32) -> bool {
    let (dx, dy) = (i64::from(x - cx), i64::from(y - cy));
    let (rx, ry) = (i64::from(rx.max(1)), i64::from(ry.max(1)));
    dx * dx * ry * ry + dy * dy * rx * rx <= rx * rx * ry * ry
}

const SKIN: [Colour; 6] =
    [[246, 214, 186], [229, 184, 148], [204, 152, 112], [168, 114, 78], [122, 80, 54], [84, 56, 40]];

/// A face before a wall, drawn with ellipses.
pub(super) fn portrait(dice: &mut Dice, width: usize, height: usize) -> Picture {
    let face = Face::of(dice);
    Picture::paint(width, height, |x, y| face.at(x, y, width as i32, height as i32, 0))
}

/// The same face nodding, frame by frame.
pub(super) fn film(dice: &mut Dice, width: usize, height: usize, frames: i32) -> Vec<Picture> {
    let face = Face::of(dice);
    let paint = |frame: i32| {
        let nod = (frame % 6 - 3).abs() * 2;
        Picture::paint(width, height, |x, y| face.at(x, y, width as i32, height as i32, nod))
    };
    (0..frames).map(paint).collect()
}

const HAIR: [Colour; 7] =
    [[24, 20, 18], [48, 32, 24], [86, 56, 36], [128, 82, 46], [186, 142, 84], [150, 62, 34], [168, 164, 160]];

struct Face {
    wall: Colour,
    skin: Colour,
    hair: Colour,
    shirt: Colour,
    long_hair: bool,
    glasses: bool,
    grain: i32,
}

impl Face {
    fn of(dice: &mut Dice) -> Self {
        Self {
            wall: colour(dice, 90, 220),
            skin: *dice.pick(&SKIN),
            hair: *dice.pick(&HAIR),
            shirt: colour(dice, 30, 230),
            long_hair: dice.once_in(2),
            glasses: dice.once_in(3),
            grain: i32::try_from(dice.between(1, 97)).unwrap_or(1),
        }
    }

    fn at(&self, x: i32, y: i32, width: i32, height: i32, nod: i32) -> Colour {
        let grain = (x * 7 + y * 13 + x * y * self.grain) % 9 - 4;
        let (cx, cy) = (width / 2, height * 42 / 100 + nod * height / 100);
        let (rx, ry) = (width * 19 / 100, height * 26 / 100);
        let eye = |side: i32| (cx + side * rx * 45 / 100, cy - ry / 8);
        for side in [-1, 1] {
            let (ex, ey) = eye(side);
            if inside(x, y, ex, ey, rx / 9, ry / 12) {
                return [30, 25, 25];
            }
            let ring = rx * 32 / 100;
            if self.glasses
                && inside(x, y, ex, ey, ring, ring)
                && !inside(x, y, ex, ey, ring - width / 90 - 1, ring - width / 90 - 1)
            {
                return [20, 20, 24];
            }
        }
        if inside(x, y, cx, cy + ry / 2, rx * 4 / 10, ry / 9) && y > cy + ry / 2 {
            return [176, 72, 72];
        }
        let fringe = y < cy - ry * 55 / 100;
        if inside(x, y, cx, cy, rx, ry) && !fringe {
            return shade(self.skin, grain - (x - cx).abs() * 20 / rx.max(1));
        }
        let neck = (x - cx).abs() < rx * 42 / 100 && y > cy && y < height * 80 / 100;
        if neck {
            return shade(self.skin, grain - 22);
        }
        let crown = inside(x, y, cx, cy - ry / 8, rx * 118 / 100, ry * 112 / 100);
        if crown && y < cy + ry / 4 {
            return shade(self.hair, grain * 2);
        }
        if inside(x, y, cx, height * 108 / 100, width * 42 / 100, height * 36 / 100) {
            return shade(self.shirt, grain + (y - height) * 20 / height);
        }
        if self.long_hair && inside(x, y, cx, cy + ry / 2, rx * 125 / 100, ry * 120 / 100) {
            return shade(self.hair, grain * 2 - 6);
        }
        shade(self.wall, grain + (y * 40 / height) - 20)
    }
}

/// A sheet of paper with lines of writing, a seal, and the table below it.
pub(super) fn certificate(dice: &mut Dice, width: usize, height: usize) -> Picture {
    let (w, h) = (width as i32, height as i32);
    let table = colour(dice, 50, 120);
    let seal = [colour(dice, 120, 200)[0], 40, 60];
    let tilt = i32::try_from(dice.between(0, 8)).unwrap_or(0) - 4;
    let grain = i32::try_from(dice.between(1, 97)).unwrap_or(1);
    let words: Vec<u64> = (0..24).map(|_| dice.roll() | dice.roll()).collect();
    Picture::paint(width, height, |x, y| {
        let noise = (x * 5 + y * 11 + x * y * grain) % 7 - 3;
        let edge = w / 14 + y * tilt / 60;
        let (px, py) = (x - edge, y - h / 16);
        let (pw, ph) = (w - w / 7 - tilt.abs(), h - h / 8);
        if px < 0 || py < 0 || px >= pw || py >= ph {
            return shade(table, noise * 3 + (x / 9 % 3) * 6);
        }
        if inside(px, py, pw * 3 / 4, ph * 5 / 6, pw / 9, pw / 9) {
            return shade(seal, noise * 4);
        }
        let (row, in_row) = (py * 26 / ph, py * 260 / ph % 10);
        let written = (2..24).contains(&row) && (3..7).contains(&in_row) && px > pw / 12 && px < pw * 11 / 12;
        if written {
            let word = words[usize::try_from(row).unwrap_or(0) % words.len()];
            let column = px * 44 / pw;
            let title = row == 2 || row == 3;
            if (word >> column) & 1 == 1 && (!title || (12..32).contains(&column)) {
                return shade([40, 42, 60], noise * 3);
            }
        }
        shade([244, 241, 230], noise - y * 18 / h)
    })
}
