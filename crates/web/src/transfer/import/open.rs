//! The import that is shown, as it goes on.

use crate::base::navigation::Navigation;
use crate::base::routes::IMPORTS;
use crate::base::session::Session;
use crate::context::{use_api, use_navigation, use_toasts};
use crate::kit::failures::{describe, is_gone};
use crate::kit::pauses::pause;
use crate::kit::tasks::Task;
use crate::library::context::use_library_state;
use crate::library::state::{Change, LibraryState};
use crate::ui::toasts::Toasts;
use client::{Client, Error};
use domain::ids::ImportId;
use domain::problems::ProblemKind;
use domain::transfer::imports::{Import, ImportState};
use domain::versions::Versioned;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What to say of something that failed.
fn reason(error: &Error) -> String {
    match error.kind() {
        Some(ProblemKind::PreconditionFailed) => {
            "This import was changed in another tab or on another device. Check it, then try again.".to_owned()
        }
        _ => describe(error),
    }
}

/// Milliseconds between two looks at an import that goes on.
pub const LOOK_AGAIN: i32 = 700;

/// An import that is open; copies are the same.
#[derive(Clone, Copy)]
pub struct OpenImport {
    /// Which one.
    pub id: ImportId,
    /// What is known of it.
    pub import: RwSignal<Option<Import>>,
    /// Whether there is none.
    pub is_gone: RwSignal<bool>,
    /// Why it can’t be looked at.
    pub fault: RwSignal<Option<String>>,
    around: StoredValue<Around>,
    task: StoredValue<Option<Task>, LocalStorage>,
    is_busy: RwSignal<bool>,
}

/// What it reaches of the app.
#[derive(Clone, Copy)]
struct Around {
    api: Client<Session>,
    toasts: Toasts,
    library: LibraryState,
    navigation: Navigation,
}

impl OpenImport {
    /// Opens an import and follows it, for as long as the calling component lives.
    pub fn open(id: ImportId) -> Self {
        let around =
            Around { api: use_api(), toasts: use_toasts(), library: use_library_state(), navigation: use_navigation() };
        let this = Self {
            id,
            import: RwSignal::new(None),
            is_gone: RwSignal::new(false),
            fault: RwSignal::new(None),
            around: StoredValue::new(around),
            task: StoredValue::new_local(None),
            is_busy: RwSignal::new(false),
        };
        this.follow();
        this
    }

    /// The API.
    pub fn api(self) -> Client<Session> {
        self.around.with_value(|around| around.api)
    }

    /// Its version, as far as it is known: what another tab has done to it meanwhile isn’t done once more.
    pub fn etag(self) -> Option<String> {
        self.import.with_untracked(|import| import.as_ref().map(Versioned::etag))
    }

    /// The import; to be asked for only while there is one.
    pub fn found(self) -> Memo<Import> {
        Memo::new(move |before: Option<&Import>| {
            let now = self.import.get().or_else(|| before.cloned());
            now.unwrap_or_else(|| unreachable!("it is shown only while it is there"))
        })
    }

    /// Looks at it until nothing more happens by itself.
    pub fn follow(self) {
        let api = self.api();
        self.task.set_value(Some(Task::spawn(async move {
            loop {
                match api.get_import(self.id).await {
                    Ok(import) => {
                        self.fault.set(None);
                        let goes_on = import.state.is_under_way();
                        self.show(import);
                        if !goes_on {
                            break;
                        }
                    }
                    Err(error) if is_gone(&error) => return self.is_gone.set(true),
                    Err(error) => {
                        self.fault.set(Some(describe(&error)));
                        if self.import.with_untracked(Option::is_none) {
                            break;
                        }
                    }
                }
                pause(LOOK_AGAIN).await;
            }
        })));
    }

    fn show(self, import: Import) {
        let was = self.import.with_untracked(|before| before.as_ref().map(|before| before.state));
        let is = import.state;
        self.import.set(Some(import));
        if was == Some(ImportState::Applying) && is == ImportState::Applied
            || was == Some(ImportState::Undoing) && is == ImportState::Undone
        {
            self.around.with_value(|around| around.library).tell(Change::Added);
        }
    }

    /// Does something to it, one thing at a time; `done` runs when that succeeded.
    pub fn act(self, work: impl Future<Output = Result<Import, Error>> + 'static, done: impl FnOnce() + 'static) {
        if self.is_busy.get_untracked() {
            return;
        }
        self.is_busy.set(true);
        let toasts = self.around.with_value(|around| around.toasts);
        spawn_local(async move {
            let result = work.await;
            self.is_busy.try_set(false);
            match result {
                Ok(import) => {
                    self.show(import);
                    done();
                }
                Err(error) => toasts.fail(reason(&error)),
            }
            // It may have gone on elsewhere meanwhile.
            if self.import.try_with_untracked(Option::is_some).is_some() {
                self.follow();
            }
        });
    }

    /// Discards it.
    pub fn discard(self) {
        let (around, etag) = (self.around.get_value(), self.etag());
        spawn_local(async move {
            match around.api.discard_import(self.id, etag.as_deref()).await {
                Ok(()) => {
                    around.toasts.say("Import discarded");
                    around.navigation.push(IMPORTS);
                }
                Err(error) => {
                    around.toasts.fail(reason(&error));
                    self.follow();
                }
            }
        });
    }
}
