//! The app as a whole: who may see which page.

use crate::base::navigation::Navigation;
use crate::base::routes::{HOME, Route, login_url, return_url};
use crate::base::session::{Session, SessionState};
use crate::context::AppContext;
use crate::entrance::login::{LoginPage, SignInAgain};
use crate::kit::browser;
use crate::shell::layout::Layout;
use crate::shell::parts::{self, Entrance, Lists, Years};
use crate::ui::focus;
use crate::ui::form::EntrancePage;
use crate::ui::lazy::{Later, Load, lazy, load_in_turn, load_when_idle};
use crate::ui::live::{effect, live, on_change};
use crate::ui::notice::FailureNotice;
use crate::ui::toasts::{Toaster, Toasts};
use domain::accounts::identities::OidcFault;
use domain::accounts::users::Role;
use leptos::prelude::*;

/// What fills the window.
#[derive(Clone, PartialEq)]
enum Screen {
    Waiting,
    Failed(String),
    Login,
    Setup,
    Register,
    Link,
    Shared,
    SharedYear,
    SignedIn,
}

/// The app.
#[component]
pub fn App() -> impl IntoView {
    let navigation = Navigation::start();
    let arrival = navigation.location_now();
    let session = Session::begin(arrival.route() == Route::Login && arrival.value("resume").is_some());
    // Its code comes while the server is asked who is signed in.
    load_in_turn(parts::of(arrival.route()).into_iter().collect());
    let toasts = Toasts::new();
    provide_context(AppContext { navigation, session, toasts });
    guard(navigation, session, toasts);
    move_focus_between_pages(navigation);
    focus::keep();
    let screen = Memo::new(move |_| screen(&session.state(), navigation.location().route()));
    leave_frame(screen);
    effect(move || {
        if screen.get() == Screen::Login {
            load_when_idle(vec![parts::SECOND_STEP, parts::ENTRANCE]);
        }
    });
    view! {
        {live(move || match screen.get() {
            Screen::Waiting => view! { <p class="visually-hidden" role="status">"Loading…"</p> }.into_any(),
            Screen::Failed(reason) => view! {
                <main class="screen"><FailureNotice reason on_retry=move |()| session.resume() /></main>
            }.into_any(),
            Screen::Login => view! { <LoginPage /> }.into_any(),
            Screen::Setup => entrance(|| Entrance::Setup),
            Screen::Register => entrance(|| Entrance::Register),
            Screen::Link => entrance(|| Entrance::Link),
            Screen::Shared => shared(parts::LISTS, || Box::pin(parts::lists(Lists::Shared))),
            Screen::SharedYear => shared(parts::STATISTICS, || Box::pin(parts::statistics(Years::Shared))),
            Screen::SignedIn => view! { <Layout /> }.into_any(),
        })}
        <SignInAgain />
        <Toaster toasts />
    }
}

/// What is shared by a link.
fn shared(load: Load, make: fn() -> Later<AnyView>) -> AnyView {
    lazy(load, make, |trouble| view! { <main class="shared">{trouble}</main> }.into_any()).into_any()
}

/// A page before signing in that is a part of its own.
fn entrance(page: fn() -> Entrance) -> AnyView {
    let make = move || -> Later<AnyView> { Box::pin(parts::entrance(page())) };
    lazy(parts::ENTRANCE, make, |trouble| {
        let title = if trouble.is_some() { "Movie Tracker" } else { "Loading…" };
        view! { <EntrancePage title>{trouble}</EntrancePage> }.into_any()
    })
    .into_any()
}

fn screen(state: &SessionState, route: Route) -> Screen {
    match (state, route) {
        // Anyone with the link can see it, signed in or not.
        (_, Route::Shared) => Screen::Shared,
        (_, Route::SharedYear) => Screen::SharedYear,
        (SessionState::SignedIn(_) | SessionState::SignedOut, Route::Link) => Screen::Link,
        (SessionState::SignedIn(_), Route::Login | Route::Setup | Route::Register) => Screen::Waiting,
        (SessionState::SignedIn(me), route) if me.must_set_up_second_factor && route != Route::Account => {
            Screen::Waiting
        }
        (SessionState::SignedIn(me), Route::Admin(_)) if me.role != Role::Admin => Screen::Waiting,
        (SessionState::SignedIn(_), _) => Screen::SignedIn,
        (SessionState::SignedOut, Route::Login) => Screen::Login,
        (SessionState::SignedOut, Route::Setup) => Screen::Setup,
        (SessionState::SignedOut, Route::Register) => Screen::Register,
        (SessionState::SignedOut | SessionState::Starting, _) => Screen::Waiting,
        (SessionState::Unknown(reason), _) => Screen::Failed(reason.clone()),
    }
}

/// Takes the frame away that stands in the document before the app does, as soon as there is something to show.
fn leave_frame(screen: Memo<Screen>) {
    effect(move || {
        if screen.get() != Screen::Waiting
            && let Some(frame) = browser::find("#frame")
        {
            frame.remove();
        }
    });
}

/// Sends everyone where they may be.
fn guard(navigation: Navigation, session: Session, toasts: Toasts) {
    effect(move || {
        let location = navigation.location();
        match (session.state(), location.route()) {
            (_, Route::Link | Route::Shared | Route::SharedYear)
            | (SessionState::SignedOut, Route::Login | Route::Setup | Route::Register) => {}
            (SessionState::SignedOut, _) => navigation.replace(&login_url(&location)),
            (SessionState::SignedIn(_), Route::Login) => {
                // Somebody else was to sign in, and whoever is signed in already sees why they were not.
                if let Some(fault) = location.value("oidc_error") {
                    toasts.fail(OidcFault::describe(fault));
                }
                navigation.replace(&return_url(location.value("return_url")));
            }
            (SessionState::SignedIn(me), route) if me.must_set_up_second_factor && route != Route::Account => {
                navigation.replace("/account");
            }
            (SessionState::SignedIn(_), Route::Setup | Route::Register | Route::Unknown) => navigation.replace(HOME),
            (SessionState::SignedIn(me), Route::Admin(_)) if me.role != Role::Admin => navigation.replace(HOME),
            _ => {}
        }
    });
}

/// Takes the focus to the new page's heading, so that a screen reader reads on from there.
fn move_focus_between_pages(navigation: Navigation) {
    let path = Memo::new(move |_| navigation.location().path);
    on_change(
        move || path.track(),
        |()| {
            request_animation_frame(|| {
                let outside = browser::focused().is_none_or(|element| {
                    element.tag_name() == "MAIN" || element.closest("main, dialog").ok().flatten().is_none()
                });
                let heading = browser::find("main h1[tabindex]").or_else(|| browser::find("main"));
                if let Some(heading) = heading.filter(|_| outside && !browser::has_dialog()) {
                    browser::focus(&heading);
                }
            });
        },
    );
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::base::admin_parts::AdminPart;
    use domain::accounts::preferences::RatingScale;
    use domain::accounts::users::Me;
    use domain::ids::UserId;
    use domain::times::Timestamp;

    #[test]
    fn nobody_sees_a_film_without_signing_in() {
        let admin = Route::Admin(AdminPart::Users);
        for route in [
            Route::Movies,
            Route::Watchlist,
            Route::Statistics,
            Route::NoMovie,
            Route::Diary,
            Route::Lists,
            Route::NoList,
            Route::Tags,
            Route::Matches,
            Route::Trash,
            Route::Imports,
            Route::NoImport,
            Route::Account,
            admin,
            Route::Unknown,
        ] {
            for state in [SessionState::SignedOut, SessionState::Starting] {
                assert!(screen(&state, route) == Screen::Waiting, "{route:?}");
            }
        }
        assert!(screen(&SessionState::SignedOut, Route::Login) == Screen::Login);
        assert!(screen(&SessionState::SignedOut, Route::Setup) == Screen::Setup);
        assert!(screen(&SessionState::SignedOut, Route::Shared) == Screen::Shared);
    }

    #[test]
    fn a_member_sees_nothing_of_the_administration() {
        let me = |role| {
            let id: UserId = "0192f0c1-2d5c-7a6e-8a7d-0242ac120002".parse().unwrap();
            let created_at = Timestamp::from_millis(0);
            let (username, has_password) = ("ana".to_owned(), true);
            SessionState::SignedIn(Me {
                id,
                username,
                role,
                created_at,
                has_password,
                must_set_up_second_factor: false,
                rating_scale: RatingScale::default(),
            })
        };
        for part in [
            AdminPart::Users,
            AdminPart::Invites,
            AdminPart::Audit,
            AdminPart::Jobs,
            AdminPart::Backups,
            AdminPart::Catalogue,
        ] {
            assert!(screen(&me(Role::Member), Route::Admin(part)) == Screen::Waiting);
            assert!(screen(&me(Role::Admin), Route::Admin(part)) == Screen::SignedIn);
        }
    }
}
