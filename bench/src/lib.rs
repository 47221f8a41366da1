//! What the loads of the benchmark share.

pub mod connection;
pub mod figures;
