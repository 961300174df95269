//! One integration binary: every test that needs more than one floor.
