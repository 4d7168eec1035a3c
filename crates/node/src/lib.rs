//! The addon: commands, handles, errors. No logic that is not about JavaScript.
//!
//! A tensor on the JavaScript side is a plain object that holds an integer; [`table`] maps the integer to the engine's object
//! and keeps a weak reference to the JavaScript one. Operators are called by number through one shared buffer ([`command`]).
//! Everything here is per thread, as a Node-API environment is.

mod allocator;
mod buffer;
mod callback;
mod command;
mod cycles;
mod describe;
mod error;
mod files;
mod memory;
mod process;
mod random;
mod table;
mod tape;
mod tensor;
