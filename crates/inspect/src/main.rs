//! `cargo run -p tapir-inspect -- FILE.node`: reads the built addon and fails if a kernel calls something, or if vector code
//! stands outside of the kernels. A call per element is what a body costs that was not inlined into its clone: it is compiled
//! without the clone's instructions, and calls a library for each rounding and each multiply-add.
//!
//! Covers ELF files for x86-64, stripped ones too: clones stand in a section of their own, `.kernels`. Allowed are calls that
//! do not return (panics; `ud2` follows) and those that move memory. Not covered: complex numbers, the baseline of kernels that
//! run by `isa::run`, loops that are no clones, calls through pointers held in memory.

mod code;
mod image;

use code::Reader;
use image::Image;
use std::process::ExitCode;

/// Functions of the C library that a kernel may call: they work on whole runs.
const ALLOWED: [&str; 5] = ["memcpy", "memmove", "memset", "bcmp", "memcmp"];

fn main() -> ExitCode {
    let Some(path) = std::env::args().nth(1) else {
        eprintln!("usage: tapir-inspect FILE.node");
        return ExitCode::FAILURE;
    };
    match inspect(&path) {
        Ok(report) => {
            eprintln!("{path}: {report}");
            ExitCode::SUCCESS
        }
        Err(failure) => {
            eprintln!("{path}: {failure}");
            ExitCode::FAILURE
        }
    }
}

fn inspect(path: &str) -> Result<String, String> {
    let bytes = std::fs::read(path).map_err(|error| error.to_string())?;
    let Some(image) = Image::read(&bytes)? else {
        return Ok("not an ELF file for x86-64: nothing was checked".to_owned());
    };
    let kernels = image.section(".kernels").ok_or("there is no section .kernels")?;
    let text = image.section(".text").ok_or("there is no section .text")?;
    let mut reader = Reader::new(&image);
    let (mut failures, instructions) = reader.returning_calls(&kernels);
    failures.extend(reader.unmarked_clones(&text));
    if failures.is_empty() {
        return Ok(format!("{instructions} instructions of kernels call nothing"));
    }
    let total = failures.len();
    failures.truncate(4000);
    Err(format!("{total} faults\n{}", failures.join("\n")))
}
