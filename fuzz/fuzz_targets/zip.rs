#![no_main]

use fuzz::checked::{check, packed};
use libfuzzer_sys::fuzz_target;

fuzz_target!(|bytes: &[u8]| check("file.zip", &packed(bytes)));
