//! Pieces that draw themselves: they know cells and the theme, and nothing of applicants, actions or the engine.

pub mod field;
pub mod frame;
pub mod pixels;
pub mod qr;
pub mod text;
