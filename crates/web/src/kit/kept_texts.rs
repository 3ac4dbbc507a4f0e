//! The texts that this tab keeps for its user until they are saved: under which names, and how they are forgotten.

use crate::kit::browser;

/// What their names begin with.
pub const PREFIX: &str = "movietracker.draft.";

/// Forgets all of them.
pub fn clear() {
    for name in names() {
        if let Some(storage) = browser::tab_storage() {
            let _ = storage.remove_item(&name);
        }
    }
}

/// The names of all of them.
pub fn names() -> Vec<String> {
    let Some(storage) = browser::tab_storage() else { return Vec::new() };
    let names = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    names.filter(|name| name.starts_with(PREFIX)).collect()
}
