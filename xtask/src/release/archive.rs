//! The archive of a release.

use std::io::Write as _;

use anyhow::{Context, Result};
use flate2::{Compression, GzBuilder};
use tar::{Builder, EntryType, Header};

/// A file in the archive.
pub struct Entry {
    /// Its path in the archive's folder.
    pub path: String,
    /// What is in it.
    pub content: Vec<u8>,
    /// Whether it can be run.
    pub is_program: bool,
}

/// Packs files into a folder of this name. Their order, owners and times are always the same.
///
/// # Errors
/// When a path is too long for the format.
pub fn pack(folder: &str, mut entries: Vec<Entry>, time: u64) -> Result<Vec<u8>> {
    entries.sort_by(|one, other| one.path.cmp(&other.path));
    let mut archive = Builder::new(Vec::new());
    for entry in &entries {
        let mut header = Header::new_ustar();
        header.set_entry_type(EntryType::Regular);
        header.set_size(u64::try_from(entry.content.len())?);
        header.set_mode(if entry.is_program { 0o755 } else { 0o644 });
        header.set_uid(0);
        header.set_gid(0);
        header.set_mtime(time);
        let path = format!("{folder}/{}", entry.path);
        archive.append_data(&mut header, &path, &*entry.content).with_context(|| format!("cannot pack {path}"))?;
    }
    let mut packed = GzBuilder::new().mtime(0).write(Vec::new(), Compression::best());
    packed.write_all(&archive.into_inner()?)?;
    Ok(packed.finish()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_order_of_the_files_changes_nothing() {
        let entry = |path: &str, is_program| Entry { path: path.to_owned(), content: path.into(), is_program };
        let one = pack("x-1", vec![entry("b", true), entry("a/c", false)], 1_700_000_000).unwrap();
        let other = pack("x-1", vec![entry("a/c", false), entry("b", true)], 1_700_000_000).unwrap();
        assert_eq!(one, other);
        let mut archive = tar::Archive::new(flate2::read::GzDecoder::new(&one[..]));
        let of = |entry: tar::Entry<'_, _>| {
            let header = entry.header();
            let path = entry.path().unwrap().display().to_string();
            (path, header.mode().unwrap(), header.mtime().unwrap(), header.uid().unwrap())
        };
        let files: Vec<_> = archive.entries().unwrap().map(|entry| of(entry.unwrap())).collect();
        let time = 1_700_000_000;
        assert_eq!(files, [("x-1/a/c".to_owned(), 0o644, time, 0), ("x-1/b".to_owned(), 0o755, time, 0)]);
    }
}
