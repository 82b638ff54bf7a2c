//! What CI services read, and that no submitted text acts in any format.

mod explanations;
mod formats;
mod hostile;
mod schemas;
mod shipped;
mod watch;
