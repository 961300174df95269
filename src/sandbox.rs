//! The fake world: a server that speaks the sources' published contracts, for tests, demos and `kandidat sandbox`.
