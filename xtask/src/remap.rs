//! Builds that have no path of this machine in what they make.

use std::env;
use std::fs;
use std::path::PathBuf;

use crate::{page, workspace};

/// What a build for a target is told: equal sources make equal bytes in whatever folder, and names of files are short.
pub fn flags(target: &str) -> Vec<(String, String)> {
    let cargo_home = env::var_os("CARGO_HOME").map(PathBuf::from);
    let home = || env::home_dir().map(|home| home.join(".cargo"));
    let root = workspace::root().canonicalize().unwrap_or_else(|_| workspace::root());
    // Of several that fit, the last is taken by rustc: the workspace first, in which the others may be.
    let mut places = vec![(root, "movietracker"), (workspace::target(), "target")];
    if let Some(cargo) = cargo_home.or_else(home) {
        // Each registry has a folder, in which each package has one.
        let registries = fs::read_dir(cargo.join("registry/src")).into_iter().flatten().flatten();
        let registries: Vec<_> = registries.map(|registry| (registry.path(), "")).collect();
        places.push((cargo, "cargo"));
        places.extend(registries);
    }
    let pairs: Vec<String> = places.iter().map(|(from, to)| format!("{}={to}", from.display())).collect();
    let remapped = pairs.iter().map(|pair| format!("--remap-path-prefix={pair}")).collect::<Vec<_>>();
    let in_c = pairs.iter().map(|pair| format!("-ffile-prefix-map={pair}")).collect::<Vec<_>>();
    let under = target.replace('-', "_");
    // This variable replaces what .cargo/config.toml says for the page.
    let more = if target == page::TARGET { " --cfg=erase_components" } else { "" };
    vec![
        (format!("CARGO_TARGET_{}_RUSTFLAGS", under.to_uppercase()), format!("{}{more}", remapped.join(" "))),
        (format!("CFLAGS_{under}"), in_c.join(" ")),
    ]
}
