//! Putting the page's files together, under names that tell their content.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Context, Result};

use super::bindgen::App;
use super::script::{self, Urls};
use super::sha256;
use super::shrink;
use super::split::Later;
use super::template::{self, Values};

/// What the script does before the app is there, below the folder of the web app.
pub const START: &str = "script/start.js";
/// The service worker, below the folder of the web app.
pub const WORKER: &str = "script/worker.js";
/// Where the service worker lies below the page's folder. Browsers ask for it under this name for ever.
const WORKER_FILE: &str = "service-worker.js";
/// How the names of pictures end that browsers ask for only when somebody installs the page.
const FOR_INSTALLING: &str = ".png";

/// One file of the page.
pub struct PageFile {
    /// Where it lies below the page's folder: `index.html`, `service-worker.js`, or `assets/…`.
    pub path: String,
    /// Its content.
    pub content: Vec<u8>,
    /// Whether it is a part of the app, or what else no first load waits for.
    pub is_part: bool,
}

/// Makes the page's files out of the app, the styles, the icons and the template.
///
/// # Errors
/// When a source cannot be read or does not fit; see [`template`].
pub fn assemble(app: App, web: &Path) -> Result<Vec<PageFile>> {
    let html = read_text(&web.join("index.html"))?;
    template::check(&html)?;
    let mut bundle = Bundle::default();
    bundle.add_assets(&list(&web.join("assets"))?)?;
    let css = template::fill("style", &styles(&web.join("style"))?, &bundle.values)?;
    bundle.add("css", "app.css", css.into_bytes());
    let wasm = bundle.add("wasm", "app_bg.wasm", app.wasm);
    let later_css = template::fill("style/later", &styles(&web.join("style/later"))?, &bundle.values)?;
    let later = bundle.add_later(&app.later, later_css);
    let start = read_text(&web.join(START))?;
    let js = script::assemble(&start, &app.js, &wasm, &later, &app.later.checks)?;
    bundle.add("js", "app.js", js.into_bytes());
    let html = template::fill("index.html", &html, &bundle.values)?;
    let files: Vec<String> = bundle.files.iter().map(|file| format!("/{}", file.path)).collect();
    let worker = script::worker(&read_text(&web.join(WORKER))?, &files, &html);
    bundle.files.push(PageFile { path: "index.html".to_owned(), content: html.into_bytes(), is_part: false });
    bundle.files.push(PageFile { path: WORKER_FILE.to_owned(), content: worker.into_bytes(), is_part: true });
    Ok(bundle.files)
}

/// The files of a folder in the order of their names; none when there is no folder.
///
/// # Errors
/// When the folder cannot be read.
pub fn list(folder: &Path) -> Result<Vec<PathBuf>> {
    if !folder.is_dir() {
        return Ok(Vec::new());
    }
    let cannot_list = || format!("cannot list {}", folder.display());
    let mut paths = Vec::new();
    for entry in fs::read_dir(folder).with_context(cannot_list)? {
        let entry = entry.with_context(cannot_list)?;
        let hidden = entry.file_name().as_encoded_bytes().starts_with(b".");
        if entry.path().is_file() && !hidden {
            paths.push(entry.path());
        }
    }
    paths.sort();
    Ok(paths)
}

#[derive(Default)]
struct Bundle {
    files: Vec<PageFile>,
    values: Values,
}

impl Bundle {
    /// Adds a file below `assets/` and gives its URL, which also becomes the value of `name`.
    fn add(&mut self, name: &str, file: &str, content: Vec<u8>) -> String {
        let (stem, extension) = file.rsplit_once('.').unwrap_or((file, "bin"));
        let hash = sha256(&content);
        let path = format!("assets/{stem}-{}.{extension}", &hash[..16]);
        let url = format!("/{path}");
        self.values.insert(name.to_owned(), url.clone());
        self.files.push(PageFile { path, content, is_part: false });
        url
    }

    /// Adds what is loaded later, and gives its URLs.
    fn add_later(&mut self, later: &Later, css: String) -> Urls {
        let styles = self.add_part("part-styles.css", css.into_bytes());
        let shared = self.add_part("part-shared.bin", later.shared.concat());
        let lengths = later.shared.iter().map(Vec::len).collect();
        let url = |(name, content): (&String, &Vec<u8>)| {
            let file = format!("part-{}.wasm", name.replace('_', "-"));
            (name.clone(), self.add_part(&file, content.clone()))
        };
        Urls { parts: later.parts.iter().map(url).collect(), styles, shared, lengths }
    }

    fn add_part(&mut self, file: &str, content: Vec<u8>) -> String {
        let url = self.add(file, file, content);
        if let Some(file) = self.files.last_mut() {
            file.is_part = true;
        }
        url
    }

    /// Adds the icons and their like. A web manifest names icons, so it comes after them.
    fn add_assets(&mut self, paths: &[PathBuf]) -> Result<()> {
        let is_manifest = |path: &&PathBuf| path.extension().is_some_and(|extension| extension == "webmanifest");
        for path in paths.iter().filter(|path| !is_manifest(path)) {
            let content = fs::read(path).with_context(|| format!("cannot read {}", path.display()))?;
            self.add_asset(path, content);
        }
        for path in paths.iter().filter(is_manifest) {
            let filled = template::fill(&path.display().to_string(), &read_text(path)?, &self.values)?;
            self.add_asset(path, filled.into_bytes());
        }
        Ok(())
    }

    fn add_asset(&mut self, path: &Path, content: Vec<u8>) {
        let file = path.file_name().unwrap_or_default().to_string_lossy();
        self.add(&format!("asset:{file}"), &file, content);
        if let Some(added) = self.files.last_mut() {
            added.is_part = file.ends_with(FOR_INSTALLING);
        }
    }
}

/// All style sheets as one, in the order of their names.
fn styles(folder: &Path) -> Result<String> {
    let mut styles = String::new();
    for path in list(folder)? {
        if path.extension().is_some_and(|extension| extension == "css") {
            styles.push_str(&shrink::styles(&read_text(&path)?));
        }
    }
    Ok(styles)
}

fn read_text(path: &Path) -> Result<String> {
    fs::read_to_string(path).with_context(|| format!("cannot read {}", path.display()))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sample() -> tempfile::TempDir {
        let web = tempfile::tempdir().unwrap();
        for folder in ["style/later", "assets", "script"] {
            fs::create_dir_all(web.path().join(folder)).unwrap();
        }
        let write = |path: &str, text: &str| fs::write(web.path().join(path), text).unwrap();
        write("script/start.js", "begin();");
        write("script/worker.js", "keep(files);");
        write("style/20-b.css", "b { background: url({{asset:icon.svg}}) }");
        write("style/10-a.css", "a {}");
        write("style/later/50-c.css", "i {}");
        write("assets/icon.svg", "<svg/>");
        write("assets/app.webmanifest", r#"{"icons": ["{{asset:icon.svg}}"]}"#);
        write("index.html", "{{css}} {{js}} {{wasm}} {{asset:app.webmanifest}}");
        web
    }

    fn assembled(web: &Path) -> Vec<(String, String)> {
        let js = "import * as import1 from \"./parts.js\"\nlet wasmModule, wasm;\nfunction __wbg_init() {}";
        let app = App {
            js: js.to_owned(),
            wasm: b"wasm".to_vec(),
            later: Later {
                parts: [("film".to_owned(), b"film".to_vec())].into(),
                shared: vec![b"one".to_vec(), b"three".to_vec()],
                checks: String::new(),
            },
        };
        let files = assemble(app, web).unwrap();
        files.into_iter().map(|file| (file.path, String::from_utf8(file.content).unwrap())).collect()
    }

    #[test]
    fn the_page_names_its_files_by_content() {
        let web = sample();
        let files = assembled(web.path());
        let path_of = |ending: &str| files.iter().find(|(path, _)| path.ends_with(ending)).unwrap().0.clone();
        let content_of = |ending: &str| files.iter().find(|(path, _)| path.ends_with(ending)).unwrap().1.clone();
        let worker = content_of("service-worker.js");
        assert!(worker.starts_with("const version = \"") && worker.ends_with("keep(files);\n"));
        let kept = files.iter().filter(|(path, _)| worker.contains(&format!("\"/{path}\""))).count();
        assert_eq!(kept, files.len() - 2, "it keeps all but the document, which has many addresses, and itself");
        let starting = |start: &str| files.iter().find(|(path, _)| path.starts_with(start)).unwrap().0.clone();
        let of_both = |start: &str, ending: &str| {
            files.iter().find(|(path, _)| path.starts_with(start) && path.ends_with(ending)).unwrap().0.clone()
        };
        let (css, js, wasm) = (of_both("assets/app-", ".css"), path_of(".js"), starting("assets/app_bg-"));
        assert_eq!(content_of("index.html"), format!("/{css} /{js} /{wasm} /{}", path_of(".webmanifest")));
        assert!(content_of(".js").contains(&format!("module_or_path: \"/{wasm}\"")));
        assert!(content_of(".js").contains(&format!("loader(\"/{}\")", starting("assets/part-film-"))));
        assert_eq!(content_of(".bin"), "onethree");
        assert!(content_of(&css).starts_with("a{}b{background: url(/assets/icon-"));
        let later = starting("assets/part-styles-");
        assert_eq!(content_of(&later), "i{}");
        assert!(content_of(".js").contains(&format!("const styles = \"/{later}\"")));
        assert!(content_of(".webmanifest").contains(&path_of(".svg")));
        assert_eq!(files, assembled(web.path()), "equal sources make equal files");
    }
}
