//! What every component of the app can reach.

use crate::base::navigation::Navigation;
use crate::base::session::Session;
use crate::kit::failures::describe;
use crate::ui::toasts::Toasts;
use client::Client;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// One context, for each more takes code of its own.
#[derive(Clone, Copy)]
pub struct AppContext {
    /// Where one is.
    pub navigation: Navigation,
    /// Who one is.
    pub session: Session,
    /// What one is told.
    pub toasts: Toasts,
}

fn use_app() -> AppContext {
    expect_context()
}

/// The session of the app.
pub fn use_session() -> Session {
    use_app().session
}

/// The API, with the current session.
pub fn use_api() -> Client<Session> {
    Client::new(use_session())
}

/// The navigation of the app.
pub fn use_navigation() -> Navigation {
    use_app().navigation
}

/// The messages of the app.
pub fn use_toasts() -> Toasts {
    use_app().toasts
}

/// Signs out and says goodbye, perhaps after a question; a failure is told, and one stays signed in.
pub fn use_sign_out() -> impl Fn() + Copy + Send + Sync + 'static {
    let (session, navigation) = (use_session(), use_navigation());
    let toasts = use_toasts();
    move || {
        if session.asks_first() {
            return;
        }
        spawn_local(async move {
            match session.sign_out().await {
                // No return address: the next person to sign in may be someone else.
                Ok(()) => navigation.replace("/login"),
                Err(error) => toasts.fail(describe(&error)),
            }
        });
    }
}
