//! `cargo xtask page`: the browser app as files, in `target/page`.
//!
//! Cargo builds the app to WebAssembly, which is split into what every visit needs and the parts that are loaded
//! later. The wasm-bindgen library makes the JavaScript around it, and every file but `index.html` gets a name
//! with the hash of its content, so that a browser may keep it for ever. Equal sources make equal files, and
//! files that did not change are not written, so that the server is not built again for nothing.

mod bindgen;
mod bundle;
mod files;
mod script;
mod shrink;
mod split;
mod template;

use std::fmt::Write;
use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result, ensure};
use clap::Args;
use sha2::{Digest, Sha256};

pub use self::bindgen::PROFILE;
pub use crate::tools::WASM_TARGET as TARGET;
use crate::workspace;

/// How to build the page.
#[derive(Args, Clone, Copy, Default)]
#[group(skip)]
pub struct Options {
    /// Build the page without optimisation: much faster, and several times as large
    #[arg(long)]
    pub dev_page: bool,
}

/// What the page costs those who load it.
pub struct Size {
    /// The bytes of the first load, brotli-compressed: the document, and what it names, which is all that the
    /// list of films needs. The parts of the app are loaded later and not counted.
    pub compressed: usize,
    /// A line per file and one for the whole, for people.
    pub table: String,
}

impl Size {
    /// Whether the first load is small enough.
    ///
    /// # Errors
    /// When it is not.
    pub fn check(&self) -> Result<()> {
        let (kilobytes, most) = (self.compressed.div_ceil(1000), BUDGET / 1000);
        ensure!(self.compressed <= BUDGET, "the first load of the page is {kilobytes} KB, more than {most} KB");
        Ok(())
    }
}

/// The most bytes that the first load may have, compressed.
const BUDGET: usize = 220_000;

/// Builds the page into `target/page` and prints its size.
///
/// # Errors
/// When the app does not build, or its template does not fit what was built.
pub fn build(options: Options) -> Result<Size> {
    eprintln!("Building the page (a first build takes a few minutes).");
    let wasm = bindgen::build_app(options.dev_page)?;
    let web = workspace::root().join("crates/web");
    let sources = sources(&web)?;
    let stamp = stamp(&wasm, &sources)?;
    let size = match finished(&stamp) {
        Some(size) => size,
        None => make(&wasm, &web, &stamp)?,
    };
    println!("{}", size.table);
    Ok(size)
}

/// The content's SHA-256 in hexadecimal.
pub fn sha256(content: &[u8]) -> String {
    Sha256::digest(content).iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn make(wasm: &[u8], web: &Path, stamp: &str) -> Result<Size> {
    let app = bindgen::bind(wasm)?;
    let page = bundle::assemble(app, web)?;
    let size = files::write(&page, &folder())?;
    let record = format!("{stamp}\n{}\n{}", size.compressed, size.table);
    fs::write(stamp_file(), record).context("cannot write the page's stamp")?;
    Ok(size)
}

/// The size of the page that lies there, if it was made of the same sources.
fn finished(stamp: &str) -> Option<Size> {
    let record = fs::read_to_string(stamp_file()).ok()?;
    let (recorded, rest) = record.split_once('\n')?;
    let (compressed, table) = rest.split_once('\n')?;
    let same = recorded == stamp && folder().join("index.html").exists();
    same.then_some(Size { compressed: compressed.parse().ok()?, table: table.to_owned() })
}

/// A hash of all that the page is made of, this program included.
fn stamp(wasm: &[u8], sources: &[PathBuf]) -> Result<String> {
    let program = std::env::current_exe().and_then(fs::metadata).context("cannot look at this program")?;
    let mut hash = Sha256::new();
    hash.update(format!("{:?} {}", program.modified()?, program.len()));
    hash.update(sha256(wasm));
    for path in sources {
        let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
        hash.update(path.as_os_str().as_encoded_bytes());
        hash.update(sha256(&content));
    }
    Ok(sha256(&hash.finalize()))
}

/// Every file besides the app that goes into the page.
fn sources(web: &Path) -> Result<Vec<PathBuf>> {
    let mut sources = vec![web.join("index.html"), web.join(bundle::START), web.join(bundle::WORKER)];
    sources.extend(bundle::list(&web.join("style"))?);
    sources.extend(bundle::list(&web.join("style/later"))?);
    sources.extend(bundle::list(&web.join("assets"))?);
    Ok(sources)
}

fn folder() -> PathBuf {
    workspace::output().join("page")
}

fn stamp_file() -> PathBuf {
    workspace::output().join("page.stamp")
}
