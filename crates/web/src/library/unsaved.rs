//! Asking before what was typed in a dialog is lost, whichever way it would go.

use crate::base::navigation::Hold;
use crate::context::use_navigation;
use crate::ui::confirm::DiscardQuestion;
use crate::ui::live::When;
use leptos::prelude::*;

/// What was typed in a dialog and is not saved yet; copies are the same.
#[derive(Clone, Copy)]
pub struct Unsaved {
    is_dirty: Callback<(), bool>,
    asks: RwSignal<bool>,
    on_close: Callback<()>,
}

impl Unsaved {
    /// For as long as the calling component lives, leaving the page asks while `is_dirty`.
    pub fn new(is_dirty: impl Fn() -> bool + Send + Sync + 'static, on_close: Callback<()>) -> Self {
        let this = Self { is_dirty: Callback::new(move |()| is_dirty()), asks: RwSignal::new(false), on_close };
        let navigation = use_navigation();
        navigation.hold(Some(Hold { is_dirty: this.is_dirty, ask: Callback::new(move |()| this.asks.set(true)) }));
        on_cleanup(move || navigation.hold(None));
        this
    }

    /// Closes the dialog, or asks first.
    pub fn dismiss(self) {
        if self.is_dirty.run(()) { self.asks.set(true) } else { self.on_close.run(()) }
    }
}

/// The dialog's buttons, or the question in their place.
#[component]
pub fn UnsavedQuestion(
    unsaved: Unsaved,
    /// Forgets what was typed.
    #[prop(into)]
    on_discard: Callback<()>,
    children: ChildrenFn,
) -> impl IntoView {
    let navigation = use_navigation();
    let keep = move |()| {
        navigation.stay();
        unsaved.asks.set(false);
    };
    let discard = move |()| {
        on_discard.run(());
        navigation.hold(None);
        unsaved.on_close.run(());
        navigation.leave();
    };
    view! {
        <When holds=move || unsaved.asks.get() otherwise=move || children()>
            <DiscardQuestion on_keep=keep on_discard=discard />
        </When>
    }
}

/// Says that a form holds what was typed before the page was loaded.
#[component]
pub fn RestoredNote(shows: bool) -> impl IntoView {
    shows.then(|| view! { <p class="form-note" role="status">"Restored what you typed."</p> })
}
