//! Puts the page into the program: a table of the files in `target/page`, which `cargo xtask page`
//! makes, with their compressed forms.
//!
//! Without that folder (after a plain `cargo check`, say) the table holds one page that says what to do.

use std::env;
use std::fmt::Write as _;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use sha2::{Digest, Sha256};

const PLACEHOLDER: &str = "<!doctype html>\n<html lang=\"en\">\n<meta charset=\"utf-8\">\n<title>Movie Tracker</title>\n\
    <p>This program was built without its page. Run <code>cargo xtask run</code>, which builds both.</p>\n";

fn main() -> io::Result<()> {
    println!("cargo::rerun-if-changed=build.rs");
    println!("cargo::rerun-if-env-changed=MOVIETRACKER_PAGE_DIR");
    let folder = page_folder();
    println!("cargo::rerun-if-changed={}", folder.display());
    let mut table = String::from("static ASSETS: &[Asset] = &[\n");
    if folder.join("index.html").exists() {
        for (url, folder) in [("/", folder.clone()), ("/assets/", folder.join("assets"))] {
            for path in files(&folder)? {
                let name = path.file_name().unwrap_or_default().to_string_lossy();
                add_entry(&mut table, &format!("{url}{name}"), &path)?;
            }
        }
    } else {
        let placeholder = output_folder().join("index.html");
        fs::write(&placeholder, PLACEHOLDER)?;
        add_entry(&mut table, "/index.html", &placeholder)?;
    }
    table.push_str("];\n");
    fs::write(output_folder().join("assets.rs"), table)
}

/// Where the page is. The usual folder is made if it is missing: cargo would take a path that does
/// not exist as changed each time, and build the server anew.
fn page_folder() -> PathBuf {
    if let Some(folder) = env::var_os("MOVIETRACKER_PAGE_DIR") {
        return folder.into();
    }
    let folder = Path::new(&env::var_os("CARGO_MANIFEST_DIR").unwrap_or_default()).join("../../target/page");
    // Where it can't be made, nothing is lost but time.
    let _ = fs::create_dir_all(&folder);
    folder.canonicalize().unwrap_or(folder)
}

fn output_folder() -> PathBuf {
    env::var_os("OUT_DIR").unwrap_or_default().into()
}

/// The files of a folder that are not compressed forms of others, by name.
fn files(folder: &Path) -> io::Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let mut files = Vec::new();
    for entry in fs::read_dir(folder)? {
        let path = entry?.path();
        if path.is_file() && !matches!(extension(&path).as_str(), "br" | "gz") {
            files.push(path);
        }
    }
    files.sort();
    Ok(files)
}

/// Adds a file to the table, with the compressed forms that lie beside it.
fn add_entry(table: &mut String, url: &str, path: &Path) -> io::Result<()> {
    let hash = Sha256::digest(fs::read(path)?);
    let tag = hash[..8].iter().fold(String::new(), |mut tag, byte| {
        let _ = write!(tag, "{byte:02x}");
        tag
    });
    let form = |suffix: &str| {
        let path = PathBuf::from(format!("{}{suffix}", path.display()));
        if path.exists() { format!("Some(include_bytes!({path:?}))") } else { "None".to_owned() }
    };
    let _ = writeln!(
        table,
        "    Asset {{ path: {url:?}, content_type: {:?}, tag: {tag:?}, identity: include_bytes!({path:?}), \
         brotli: {}, gzip: {} }},",
        content_type(&extension(path)),
        form(".br"),
        form(".gz"),
    );
    Ok(())
}

fn extension(path: &Path) -> String {
    path.extension().unwrap_or_default().to_string_lossy().into_owned()
}

fn content_type(extension: &str) -> &'static str {
    match extension {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" => "text/javascript; charset=utf-8",
        "wasm" => "application/wasm",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "ico" => "image/x-icon",
        "webp" => "image/webp",
        "woff2" => "font/woff2",
        "json" => "application/json",
        "webmanifest" => "application/manifest+json",
        "txt" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
