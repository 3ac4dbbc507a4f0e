//! The page's one script: what is done before the WebAssembly is there, what wasm-bindgen makes around it, and
//! what loads its parts.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use anyhow::{Result, bail, ensure};

use super::split::LOADERS;
use super::{sha256, shrink};

/// Loads and links parts.
const PARTS: &str = include_str!("parts.js");
/// Where [`PARTS`] has place for what else the parts are given.
const CHECKS: &str = "/* checks */";

/// Where the files are that are loaded later.
pub struct Urls {
    /// The parts by their names.
    pub parts: BTreeMap<String, String>,
    /// The styles of the parts.
    pub styles: String,
    /// What several parts use.
    pub shared: String,
    /// How many bytes each of its modules has.
    pub lengths: Vec<usize>,
}

/// Puts the script together. It starts the app itself: nothing has to start it inline, and with its parts' loaders
/// in it there is no second script to wait for.
///
/// # Errors
/// When wasm-bindgen's script isn't as it was.
pub fn assemble(start: &str, bindgen: &str, wasm_url: &str, later: &Urls, checks: &str) -> Result<String> {
    let mut loaders = format!("const styles = {:?};\n", later.styles);
    let _ = writeln!(loaders, "const shared = {{ url: {:?}, lengths: {:?} }};", later.shared, later.lengths);
    loaders.push_str("const partLoaders = {\n");
    for (part, url) in &later.parts {
        let _ = writeln!(loaders, "  __wasm_split_load_{part}: loader({url:?}),");
    }
    loaders.push_str("};\n");
    let js = with_own_loaders(bindgen)?;
    ensure!(js.contains(" wasm;"), "wasm-bindgen's script has no `wasm` any more");
    let start_app = format!("__wbg_init({{ module_or_path: \"{wasm_url}\" }}).catch(cannotStart);\n");
    let linking = PARTS.replacen(CHECKS, checks, 1);
    Ok(shrink::script(&[start, &linking, &loaders, &js, &start_app].join("\n")))
}

/// The service worker, with the addresses of the files that it keeps. Any other page makes it another one.
pub fn worker(source: &str, files: &[String], html: &str) -> String {
    let version = sha256(format!("{html}{files:?}").as_bytes());
    let head = format!("const version = {:?};\nconst files = {files:?};\n", &version[..16]);
    shrink::script(&(head + source))
}

/// wasm-bindgen's script with the loaders of this one, where it imports them.
fn with_own_loaders(js: &str) -> Result<String> {
    let mut text = String::with_capacity(js.len());
    for line in js.lines() {
        let import = line.strip_prefix("import ").and_then(|rest| rest.strip_prefix("* as ")?.split_once(" from "));
        match import {
            Some((name, path)) if path.contains(LOADERS) => {
                let _ = writeln!(text, "const {name} = partLoaders;");
            }
            _ if line.starts_with("import ") => bail!("wasm-bindgen's script imports another one: {line}"),
            _ => text.extend([line, "\n"]),
        }
    }
    Ok(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_script_loads_the_app_and_knows_its_parts() {
        let js = "import * as import1 from \"./parts.js\"\nlet wasmModule, wasm;\nfunction __wbg_init() {}\n";
        let later = Urls {
            parts: BTreeMap::from([("film".to_owned(), "/assets/f.wasm".to_owned())]),
            styles: "/assets/s.css".to_owned(),
            shared: "/assets/s.bin".to_owned(),
            lengths: vec![3, 5],
        };
        let script = assemble("begin();", js, "/assets/a.wasm", &later, "x: 1").unwrap();
        assert!(script.starts_with("begin();\n"));
        assert!(script.contains(r#"const styles = "/assets/s.css";"#));
        assert!(script.contains(r#"const shared = { url: "/assets/s.bin", lengths: [3, 5] };"#));
        assert!(script.contains(r#"__wasm_split_load_film: loader("/assets/f.wasm"),"#));
        assert!(script.contains("const import1 = partLoaders;") && script.contains("{ ...wasm, x: 1 }"));
        assert!(!script.contains("import *"));
        assert!(script.ends_with("__wbg_init({ module_or_path: \"/assets/a.wasm\" }).catch(cannotStart);\n"));
        assert!(assemble("", &js.replace("* as import1", "{ a }"), "", &later, "").is_err());
    }
}
