//! What the targets share: the readers' public entrance, with little memory.

#[path = "../../crates/formats/tests/formats/checked.rs"]
pub mod checked;

use cap::Cap;
use std::alloc::System;

/// The bytes that everything here may have allocated at a time: a few times what the bounds of `checked` leave to one
/// reading. More ends the run, as a crash does.
const MEMORY: usize = 48 * 1024 * 1024;

#[global_allocator]
static ALLOCATOR: Cap<System> = Cap::new(System, MEMORY);
