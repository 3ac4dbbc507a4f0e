//! `cargo xtask icons`: the icons that phones show, drawn from the product's own SVG.
//!
//! Chromium draws them, which the browser tests need anyway. The pictures are kept with the sources, so that building
//! the page needs no browser; run this after changing `crates/web/icons`.

use std::fs;
use std::process::Command;

use anyhow::{Context, Result};

use crate::{process, tools, workspace};

/// The pictures by their names: what they are drawn from, and how many pixels wide and high they are.
const ICONS: [(&str, &str, u32); 4] = [
    ("icon-192.png", "icon.svg", 192),
    ("icon-512.png", "icon.svg", 512),
    ("icon-maskable-512.png", "maskable.svg", 512),
    // Apple's devices round its corners themselves.
    ("apple-touch-icon.png", "maskable.svg", 180),
];

/// Draws the icons into the page's assets.
///
/// # Errors
/// When Chromium is missing or doesn't draw.
pub fn draw() -> Result<()> {
    let chromium = tools::require_browser()?.chromium;
    let web = workspace::root().join("crates/web");
    let folder = tempfile::tempdir().context("no folder for the drawings")?;
    for (name, source, size) in ICONS {
        let drawing = fs::read_to_string(web.join("icons").join(source)).with_context(|| format!("no {source}"))?;
        let page = folder.path().join("icon.html");
        let style = format!("body {{ margin: 0 }} svg {{ display: block; width: {size}px; height: {size}px }}");
        fs::write(&page, format!("<!doctype html><style>{style}</style>{drawing}"))
            .context("cannot write a drawing")?;
        let mut command = Command::new(&chromium);
        command
            .args(["--headless", "--disable-gpu", "--no-sandbox", "--hide-scrollbars"])
            .args(["--force-device-scale-factor=1", "--default-background-color=00000000"])
            .arg(format!("--user-data-dir={}", folder.path().join("profile").display()))
            .arg(format!("--window-size={size},{size}"))
            .arg(format!("--screenshot={}", web.join("assets").join(name).display()))
            .arg(format!("file://{}", page.display()));
        process::run(&mut command)?;
    }
    Ok(())
}
