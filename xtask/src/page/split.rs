//! Cutting the compiled app into what every visit needs and the parts that are loaded later.
//!
//! Each function of the app with `#[wasm_split(NAME, …)]` begins a part. What only one part uses is in that
//! part's file, and what several use and the main file doesn't is in files that they share.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;

use anyhow::{Context, Result, anyhow, bail, ensure};
use wasm_split_cli_support::Options;

/// Where the main file expects the functions that load the parts.
pub const LOADERS: &str = "./parts.js";

/// The app in several files.
pub struct Split {
    /// What every visit needs, still to be read by wasm-bindgen.
    pub main: Vec<u8>,
    /// What is loaded later.
    pub later: Later,
}

/// What is loaded later.
pub struct Later {
    /// The parts by their names.
    pub parts: BTreeMap<String, Vec<u8>>,
    /// What several parts use: modules that don't use each other.
    pub shared: Vec<Vec<u8>>,
    /// What all of them want to be given besides the exports of the main file, as members of an object in
    /// JavaScript. Without optimisation they check that they belong to it.
    pub checks: String,
}

/// Cuts the app, which must have been linked with its relocations.
///
/// # Errors
/// When it can't be read, or has no parts.
pub fn split(wasm: &[u8]) -> Result<Split> {
    let folder = tempfile::tempdir().context("no folder for the parts")?;
    let main_path = folder.path().join("main.wasm");
    let mut options = Options::new(wasm);
    options.output_dir = folder.path();
    options.main_out_path = &main_path;
    options.link_name = LOADERS;
    let made =
        wasm_split_cli_support::transform(options).map_err(|error| anyhow!("cannot split the app: {error:#}"))?;
    let files: BTreeSet<&String> = made.prefetch_map.values().flatten().collect();
    let (mut parts, mut shared) = (BTreeMap::new(), Vec::new());
    for file in files {
        let content = fs::read(folder.path().join(format!("{file}.wasm"))).with_context(|| format!("no {file}"))?;
        let content = without_custom_sections(&content)?;
        match file.strip_prefix("split_") {
            Some(part) => drop(parts.insert(part.to_owned(), content)),
            None => shared.push(content),
        }
    }
    ensure!(parts.len() == made.prefetch_map.len(), "not each of the app's parts has a file");
    let loaders = fs::read_to_string(folder.path().join(LOADERS)).context("no loaders")?;
    let checks = loaders.split_once("{ __wasm_split: {").and_then(|(_, rest)| rest.split_once('}'));
    let checks = checks.context("the loaders don't say what the parts want to be given")?.0.trim().to_owned();
    let main = fs::read(main_path).context("no main file")?;
    Ok(Split { main, later: Later { parts, shared, checks } })
}

/// A module without its custom sections: names alone are twice as large as the code.
fn without_custom_sections(module: &[u8]) -> Result<Vec<u8>> {
    let (header, mut rest) = module.split_at_checked(8).context("no WebAssembly")?;
    let mut kept = header.to_vec();
    while let Some((id, after_id)) = rest.split_first() {
        let (length, after_length) = read_length(after_id)?;
        let (_, after) = after_length.split_at_checked(length).context("a section without an end")?;
        if *id != 0 {
            kept.extend(&rest[..rest.len() - after.len()]);
        }
        rest = after;
    }
    Ok(kept)
}

/// A number of up to 32 bits as WebAssembly writes it (LEB128), and what follows it.
fn read_length(bytes: &[u8]) -> Result<(usize, &[u8])> {
    let mut length = 0_usize;
    for (index, byte) in bytes.iter().take(5).enumerate() {
        length |= usize::from(byte & 0x7f) << (7 * index);
        if byte & 0x80 == 0 {
            return Ok((length, &bytes[index + 1..]));
        }
    }
    bail!("a section without a length")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn custom_sections_are_left_out() {
        let header = b"\0asm\x01\0\0\0";
        let module = |sections: &[&[u8]]| [&header[..], &sections.concat()].concat();
        let long = [&[1, 0x80, 0x01][..], &[7; 128]].concat();
        let whole = module(&[&[0, 2, 9, 9], &long, &[0, 0], &[3, 1, 5]]);
        assert_eq!(without_custom_sections(&whole).unwrap(), module(&[&long, &[3, 1, 5]]));
        assert!(without_custom_sections(&module(&[&[1, 4, 0]])).is_err());
        assert!(without_custom_sections(b"\0asm").is_err());
    }
}
