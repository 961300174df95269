//! Figures out of many measurements: medians and percentiles, in units that a person reads at a glance.

use std::time::Duration;

/// Many measurements of one thing.
#[derive(Clone, Debug, Default)]
pub struct Samples(Vec<f64>);

impl Samples {
    /// Adds a duration, in milliseconds.
    pub fn time(&mut self, time: Duration) {
        self.0.push(time.as_secs_f64() * 1e3);
    }

    /// Adds a number of things.
    pub fn number(&mut self, number: u64) {
        self.0.push(number as f64);
    }

    /// Adds all of another's.
    pub fn join(&mut self, other: &Samples) {
        self.0.extend(&other.0);
    }

    /// How many there are.
    pub fn count(&self) -> usize {
        self.0.len()
    }

    /// The value below which this share of the measurements lies; 0.5 is the median.
    pub fn at(&self, share: f64) -> f64 {
        let mut sorted = self.0.clone();
        sorted.sort_by(f64::total_cmp);
        let last = sorted.len().saturating_sub(1) as f64;
        sorted.get((last * share).round() as usize).copied().unwrap_or(f64::NAN)
    }

    /// The median.
    pub fn median(&self) -> f64 {
        self.at(0.5)
    }

    /// The largest.
    pub fn most(&self) -> f64 {
        self.at(1.0)
    }

    /// Median and 99th percentile of durations.
    pub fn spread(&self) -> String {
        format!("{} / {} ms", short(self.median()), short(self.at(0.99)))
    }
}

/// A number with as many digits as say something.
pub fn short(value: f64) -> String {
    match value.abs() {
        value_abs if value_abs >= 100.0 => format!("{value:.0}"),
        value_abs if value_abs >= 10.0 => format!("{value:.1}"),
        _ => format!("{value:.2}"),
    }
}

/// A duration in milliseconds.
pub fn milliseconds(time: Duration) -> String {
    format!("{} ms", short(time.as_secs_f64() * 1e3))
}

/// Bytes as megabytes.
pub fn megabytes(bytes: u64) -> String {
    format!("{} MB", short(bytes as f64 / 1e6))
}
