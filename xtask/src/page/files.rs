//! Writing the page's files and their compressed forms, and counting their bytes.

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::Path;

use anyhow::{Context, Result};
use brotli::enc::BrotliEncoderParams;
use flate2::Compression;
use flate2::write::GzEncoder;

use super::Size;
use super::bundle::{PageFile, list};

/// The kinds of file that compress well.
const COMPRESSED: [&str; 9] = ["html", "css", "js", "wasm", "bin", "svg", "json", "webmanifest", "txt"];

/// Makes the folder hold exactly these files, each with its compressed forms (`.br`, `.gz`) beside it.
///
/// # Errors
/// When a file cannot be written.
pub fn write(page: &[PageFile], folder: &Path) -> Result<Size> {
    let assets = folder.join("assets");
    fs::create_dir_all(&assets).with_context(|| format!("cannot create {}", assets.display()))?;
    let mut kept = BTreeSet::new();
    let mut size = Total::default();
    for file in page {
        let forms = forms(file)?;
        for (suffix, content) in &forms {
            let path = folder.join(format!("{}{suffix}", file.path));
            write_if_changed(&path, content)?;
            kept.insert(path);
        }
        size.add(file, &forms);
    }
    for path in list(folder)?.into_iter().chain(list(&assets)?) {
        if !kept.contains(&path) {
            fs::remove_file(&path).with_context(|| format!("cannot remove {}", path.display()))?;
        }
    }
    Ok(size.finish())
}

/// The file as it is and, where that is smaller, compressed: by the suffix of its name.
fn forms(file: &PageFile) -> Result<Vec<(&'static str, Vec<u8>)>> {
    let mut forms = vec![("", file.content.clone())];
    let extension = file.path.rsplit('.').next().unwrap_or_default();
    if COMPRESSED.contains(&extension) {
        forms.push((".br", brotli(&file.content)?));
        forms.push((".gz", gzip(&file.content)?));
        forms.retain(|(suffix, content)| suffix.is_empty() || content.len() < file.content.len());
    }
    Ok(forms)
}

fn brotli(content: &[u8]) -> Result<Vec<u8>> {
    let mut parameters = BrotliEncoderParams { quality: 11, lgwin: 22, ..Default::default() };
    // By itself, the encoder cuts a file into blocks of 256 KiB.
    (parameters.lgblock, parameters.size_hint) = (21, content.len());
    let mut compressed = Vec::new();
    brotli::BrotliCompress(&mut &content[..], &mut compressed, &parameters).context("brotli failed")?;
    Ok(compressed)
}

fn gzip(content: &[u8]) -> Result<Vec<u8>> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(content).context("gzip failed")?;
    encoder.finish().context("gzip failed")
}

/// Leaves a file alone that has this content already: cargo judges by the time of the last change.
fn write_if_changed(path: &Path, content: &[u8]) -> Result<()> {
    if fs::read(path).is_ok_and(|old| old == content) {
        return Ok(());
    }
    fs::write(path, content).with_context(|| format!("cannot write {}", path.display()))
}

#[derive(Default)]
struct Total {
    first: Sum,
    parts: Sum,
}

#[derive(Default)]
struct Sum {
    raw: usize,
    compressed: usize,
    lines: String,
}

impl Total {
    fn add(&mut self, file: &PageFile, forms: &[(&str, Vec<u8>)]) {
        let raw = file.content.len();
        let smallest = forms.iter().map(|(_, content)| content.len()).min().unwrap_or(raw);
        let sum = if file.is_part { &mut self.parts } else { &mut self.first };
        sum.raw += raw;
        sum.compressed += smallest;
        sum.lines.push_str(&line(&file.path, raw, smallest));
    }

    fn finish(self) -> Size {
        let heading = format!("  {:<44} {:>9} {:>9}\n", "file", "bytes", "brotli");
        let Self { first, parts } = self;
        let first_line = line("the first load", first.raw, first.compressed);
        let parts_line = line("the parts that are loaded later", parts.raw, parts.compressed);
        let table = heading + &first.lines + &first_line + &parts.lines + parts_line.trim_end();
        Size { compressed: first.compressed, table }
    }
}

fn line(name: &str, raw: usize, compressed: usize) -> String {
    format!("  {name:<44} {raw:>9} {compressed:>9}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(html: &str) -> Vec<PageFile> {
        let file = |path: &str, content, is_part| PageFile { path: path.to_owned(), content, is_part };
        let (picture, part) = (file("assets/i.png", vec![7; 900], false), file("assets/p.png", vec![7; 900], true));
        vec![file("index.html", html.repeat(90).into_bytes(), false), picture, part]
    }

    #[test]
    fn the_folder_holds_the_page_and_nothing_else() {
        let folder = tempfile::tempdir().unwrap();
        fs::create_dir(folder.path().join("assets")).unwrap();
        fs::write(folder.path().join("assets/old-0.js"), "old").unwrap();
        let size = write(&page("<p>"), folder.path()).unwrap();
        let names = |path: &Path| {
            let paths = list(path).unwrap();
            paths.iter().map(|path| path.file_name().unwrap().to_string_lossy().into_owned()).collect::<Vec<_>>()
        };
        assert_eq!(names(folder.path()), ["index.html", "index.html.br", "index.html.gz"]);
        assert_eq!(names(&folder.path().join("assets")), ["i.png", "p.png"], "a picture is compressed already");
        assert!(size.compressed > 900 && size.compressed < 1000, "the part is not counted: {}", size.compressed);
    }

    #[test]
    fn unchanged_files_are_not_written_again() {
        let folder = tempfile::tempdir().unwrap();
        let time = || fs::metadata(folder.path().join("assets/i.png")).unwrap().modified().unwrap();
        write(&page("<p>"), folder.path()).unwrap();
        let before = time();
        write(&page("<b>"), folder.path()).unwrap();
        assert_eq!(before, time());
        assert!(fs::read_to_string(folder.path().join("index.html")).unwrap().starts_with("<b>"));
    }
}
