//! What is being uploaded, from whichever page it was dropped on.

use crate::kit::tasks::Task;
use leptos::prelude::*;

/// What is known of an upload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Uploading {
    /// The name of the file.
    pub name: String,
    /// How much of it was sent, in percent.
    pub percent: u32,
}

/// Why a file wasn’t taken.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NotTaken {
    /// The name of the file.
    pub name: String,
    /// What to do about it.
    pub reason: String,
}

/// The uploads of the app; copies are the same.
#[derive(Clone, Copy)]
pub struct Uploads {
    /// What is being uploaded.
    pub current: RwSignal<Option<Uploading>>,
    /// What wasn’t taken since files were last chosen.
    pub not_taken: RwSignal<Vec<NotTaken>>,
    /// How many uploads have ended since the app was opened.
    pub finished: RwSignal<u32>,
    /// What uploads them.
    pub task: StoredValue<Option<Task>, LocalStorage>,
}

impl Uploads {
    fn new() -> Self {
        Self {
            current: RwSignal::new(None),
            not_taken: RwSignal::new(Vec::new()),
            finished: RwSignal::new(0),
            task: StoredValue::new_local(None),
        }
    }

    /// Forgets everything; what is being uploaded is called off.
    pub fn clear(self) {
        self.task.set_value(None);
        self.current.set(None);
        self.not_taken.set(Vec::new());
    }
}

thread_local! {
    /// They belong to no page, but to the owner that stands beside them; so the first load needs no code for them.
    static UPLOADS: (Owner, Uploads) = {
        // Creating a root makes it the current owner; leaving `with` restores the previous one.
        let owner = Owner::new().with(|| Owner::new_root(None));
        let uploads = owner.with(Uploads::new);
        (owner, uploads)
    };
}

/// The uploads of the app.
pub fn use_uploads() -> Uploads {
    UPLOADS.with(|uploads| uploads.1)
}
