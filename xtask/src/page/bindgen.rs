//! The browser app as WebAssembly and JavaScript.

use std::collections::BTreeMap;
use std::fs;
use std::mem;

use anyhow::{Context, Result, ensure};
use wasm_bindgen_cli_support::Bindgen;

use super::shrink;
use super::split::{Later, split};
use crate::{process, remap, tools, workspace};

/// The profile of the app, as cargo knows it.
pub const PROFILE: &str = "web";

/// What the names begin with, after wasm-bindgen’s own prefix, that wasm-streams exports.
const STREAMS: &str = "intounderlying";

/// The app, ready for a browser.
pub struct App {
    /// The module that loads and surrounds the WebAssembly; it exports `__wbg_init`.
    pub js: String,
    /// The WebAssembly that it loads.
    pub wasm: Vec<u8>,
    /// What is loaded later.
    pub later: Later,
}

/// Has cargo build the app, and gives what the compiler made of it.
pub fn build_app(dev: bool) -> Result<Vec<u8>> {
    tools::require_wasm_target()?;
    let profile = if dev { "dev" } else { PROFILE };
    let mut cargo = process::cargo([
        "rustc",
        "--package",
        "web",
        "--bin",
        "web",
        "--features",
        "app",
        "--target",
        tools::WASM_TARGET,
        "--profile",
        profile,
        "--",
        // Splitting the app must know who uses what.
        "-Clink-args=--emit-relocs",
    ]);
    process::run(cargo.envs(remap::flags(tools::WASM_TARGET)))?;
    // Cargo's folder for the profile dev is called debug.
    let folder = if dev { "debug" } else { profile };
    let path = workspace::target().join(tools::WASM_TARGET).join(folder).join("web.wasm");
    fs::read(&path).with_context(|| format!("cannot read {}", path.display()))
}

/// Makes the JavaScript that a browser needs around the compiled app.
///
/// # Errors
/// When the app was built with another version of wasm-bindgen, or brings JavaScript of its own.
pub fn bind(wasm: &[u8]) -> Result<App> {
    let split = split(wasm)?;
    let mut output = Bindgen::new()
        .input_bytes("app", split.main)
        .web(true)?
        .typescript(false)
        .omit_default_module_path(true)
        // The parts are linked by what it would leave out.
        .keep_lld_exports(true)
        .remove_name_section(true)
        .remove_producers_section(true)
        .generate_output()
        .context("wasm-bindgen cannot read the app")?;
    // Each would be one more file, loaded only after the script that imports it: a second round.
    let has_snippets = output.snippets().values().any(|of_crate| !of_crate.is_empty());
    ensure!(
        !has_snippets && output.local_modules().is_empty() && output.npm_dependencies().is_empty(),
        "the app, or a library it uses, brings JavaScript of its own; the page has no place for that yet"
    );
    // The app exports no classes of its own. Those of a library, which makes streams for scripts, are never used.
    let js = shrink::without_classes(output.js());
    let unused: Vec<_> =
        output.wasm_mut().exports.iter().filter(|it| it.name.contains(STREAMS)).map(walrus::Export::id).collect();
    for export in unused {
        output.wasm_mut().exports.delete(export);
    }
    walrus::passes::gc::run(output.wasm_mut());
    // The names of what the app imports end in a hash, which doesn't compress, and stand in the script as well.
    let mut names = BTreeMap::new();
    for (number, import) in output.wasm_mut().imports.iter_mut().enumerate() {
        if import.name.starts_with("__wb") {
            let short = format!("_{number}");
            names.insert(mem::replace(&mut import.name, short.clone()), short);
        }
    }
    let js = shrink::rename(&js, &names);
    ensure!(js.contains("function __wbg_init("), "wasm-bindgen's script has no `__wbg_init` any more");
    let wasm = output.wasm_mut().emit_wasm();
    Ok(App { js, wasm, later: split.later })
}
