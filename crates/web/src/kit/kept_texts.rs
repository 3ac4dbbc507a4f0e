//! The texts that are kept for a user until they are saved: in this tab what is being typed, over all tabs what waits for
//! the server. Under which names, and how they are forgotten.

use crate::kit::browser;
use web_sys::Storage;

/// What their names begin with.
pub const PREFIX: &str = "movietracker.draft.";

/// Forgets all of them.
pub fn clear() {
    clear_in(browser::tab_storage());
    clear_in(browser::shared_storage());
}

fn clear_in(storage: Option<Storage>) {
    if let Some(storage) = storage {
        for name in names_in(&storage) {
            let _ = storage.remove_item(&name);
        }
    }
}

/// The names of all of this tab.
pub fn names() -> Vec<String> {
    browser::tab_storage().as_ref().map(names_in).unwrap_or_default()
}

/// Whether there is one over all tabs.
pub fn has_shared() -> bool {
    browser::shared_storage().is_some_and(|storage| !names_in(&storage).is_empty())
}

/// The names of all in one of the browser's two places.
pub fn names_in(storage: &Storage) -> Vec<String> {
    let names = (0..storage.length().unwrap_or(0)).filter_map(|index| storage.key(index).ok().flatten());
    names.filter(|name| name.starts_with(PREFIX)).collect()
}
