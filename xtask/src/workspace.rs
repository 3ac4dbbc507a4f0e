//! Where the workspace's folders are.

use std::env;
use std::path::PathBuf;

/// The workspace's root folder.
///
/// Asked at run time, so that a moved checkout keeps working: cargo sets the variable for whatever it
/// runs, and without cargo the root is the current folder.
pub fn root() -> PathBuf {
    let manifest = env::var_os("CARGO_MANIFEST_DIR").map(PathBuf::from);
    let above = manifest.as_deref().and_then(std::path::Path::parent);
    above.map_or_else(|| PathBuf::from("."), PathBuf::from)
}

/// Cargo's target folder: where built programs are.
pub fn target() -> PathBuf {
    env::var_os("CARGO_TARGET_DIR").map_or_else(|| root().join("target"), |dir| root().join(dir))
}

/// The folder for what these tasks make. It stays inside the workspace wherever cargo builds, since
/// the server's build script looks for the page there.
pub fn output() -> PathBuf {
    root().join("target")
}
