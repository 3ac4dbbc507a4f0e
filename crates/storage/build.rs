//! Lists the migrations, so that the program carries them.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use std::{env, fmt::Write as _, fs};

fn main() {
    let root = PathBuf::from(env::var_os("CARGO_MANIFEST_DIR").expect("cargo sets it"));
    let mut code = String::new();
    let mut names = Vec::new();
    for engine in ["sqlite", "postgres"] {
        let folder = root.join("migrations").join(engine);
        println!("cargo::rerun-if-changed={}", folder.display());
        let migrations = pairs(&folder);
        names.push(migrations.keys().cloned().collect::<Vec<_>>());
        writeln!(code, "pub const {}: &[Migration] = &[", engine.to_uppercase()).expect("a String takes it");
        for (name, [up, down]) in migrations {
            let version: i64 = name.split('_').next().and_then(|number| number.parse().ok()).expect("NNNN_name");
            let compatible = is_compatible(&up);
            writeln!(
                code,
                "Migration {{ version: {version}, name: {name:?}, compatible: {compatible}, up: include_str!({up:?}), down: include_str!({down:?}) }},"
            )
            .expect("a String takes it");
        }
        code.push_str("];\n");
    }
    assert!(names[0] == names[1], "both engines need the same migrations: {names:?}");
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("migrations.rs"), code).expect("the list of migrations can be written");
}

/// What a migration's first line says: whether servers that don't know it go on working beside it.
fn is_compatible(up: &Path) -> bool {
    let text = fs::read_to_string(up).expect("a migration can be read");
    match text.lines().next() {
        Some("-- compatible: yes") => true,
        Some("-- compatible: no") => false,
        _ => panic!(
            "the first line of {} must be `-- compatible: yes` or `-- compatible: no`: whether a server of the \
             version before may go on working once this is applied",
            up.display()
        ),
    }
}

/// The two files of each migration of a folder, by its name.
fn pairs(folder: &Path) -> BTreeMap<String, [PathBuf; 2]> {
    let mut pairs = BTreeMap::new();
    for entry in fs::read_dir(folder).expect("the folder of migrations can be read") {
        let path = entry.expect("the folder of migrations can be read").path();
        let file = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        let Some(name) = file.strip_suffix(".up.sql").or_else(|| file.strip_suffix(".down.sql")) else {
            panic!("{} is no migration: NNNN_name.up.sql or NNNN_name.down.sql", path.display());
        };
        let pair = ["up", "down"].map(|way| folder.join(format!("{name}.{way}.sql")));
        assert!(pair.iter().all(|path| path.exists()), "the migration {name} needs both its files");
        println!("cargo::rerun-if-changed={}", path.display());
        pairs.insert(name.to_owned(), pair);
    }
    let versions: Vec<_> = pairs.keys().map(|name| name.split('_').next().map(str::to_owned)).collect();
    assert!(versions.windows(2).all(|two| two[0] != two[1]), "two migrations have the same number: {versions:?}");
    pairs
}
