//! What this program is: its version, where its sources are from, and the schema that it makes.

use std::sync::LazyLock;

/// All of it, a line each; the first continues behind the program's name.
pub static LONG: LazyLock<String> = LazyLock::new(|| {
    let (version, commit) = (env!("CARGO_PKG_VERSION"), env!("BUILT_FROM_COMMIT"));
    format!("{version}\ncommit {commit}\nschema {:04}", storage::migrate::newest_version())
});
