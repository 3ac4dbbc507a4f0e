//! Who is signed in, and the one way to the server.
//!
//! The access token lives in this page's memory alone; the refresh token is a cookie that no script
//! can read. [`Session`] is the client's transport: here, and nowhere else, a request gets its
//! bearer token, and here a 401 is answered: by one refresh for all requests that wait, or by asking whoever
//! was signed in to do so again, over the page and once for all requests; then the request is repeated.

mod ending;
mod fetch;
pub mod files;
mod sending;
pub mod streaming;

use crate::kit::browser;
use crate::kit::failures::describe;
use crate::kit::ratings;
use crate::kit::shared_answer::SharedAnswer;
use client::{Client, Error};
use domain::accounts::preferences::RatingScale;
use domain::accounts::users::{Me, Role};
use domain::auth::sessions::{AccessToken, LoginDraft};
use domain::problems::ProblemKind;
use domain::times::Timestamp;
use leptos::ev;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Says in every tab whether there is a session; it tells nothing else, and is no secret. It is gone when
/// somebody has signed out.
const MARK: &str = "movietracker.session";
/// The mark of a session that goes on.
const OPEN: &str = "open";
/// The mark of a session that ended by itself. The other tabs find that out when they need it, and lose
/// nothing of what is open in them.
const ENDED: &str = "ended";
/// What the server last said about the signed-in user: a name, nothing secret. With it the page opens while the server
/// is away.
const KEPT_ME: &str = "movietracker.me";
/// A token is renewed when it is about to expire within this many seconds.
const MARGIN: i64 = 20;

/// Who is signed in.
#[derive(Debug, Clone, PartialEq)]
pub enum SessionState {
    /// Nobody knows yet.
    Starting,
    /// The server could not be asked.
    Unknown(String),
    /// Nobody.
    SignedOut,
    /// They are.
    SignedIn(Me),
}

#[derive(Clone, PartialEq)]
struct Token {
    text: String,
    renew_at: Timestamp,
}

/// How a renewal of the token ended.
#[derive(Debug, Clone, PartialEq)]
enum Renewal {
    Done,
    Refused,
    Away(String),
}

/// The session of this tab; copies are the same.
#[derive(Clone, Copy)]
pub struct Session {
    state: RwSignal<SessionState>,
    token: StoredValue<Option<Token>>,
    renewal: StoredValue<Option<SharedAnswer<Renewal>>, LocalStorage>,
    /// Whether whoever is signed in has to sign in again.
    has_ended: RwSignal<bool>,
    /// What the requests wait for meanwhile: whether they did.
    sign_in_again: StoredValue<Option<SharedAnswer<bool>>, LocalStorage>,
    /// Whether it is asked if signing out may lose something.
    asks_first: RwSignal<bool>,
    /// How many requests that may change something are on their way.
    writes: StoredValue<u32>,
}

impl Session {
    /// A session that finds out who is signed in, and follows the other tabs. `comes_back` says that
    /// somebody signed in elsewhere and was sent here: the mark is not set yet.
    pub fn begin(comes_back: bool) -> Self {
        if comes_back {
            browser::store(MARK, Some(OPEN));
        }
        let this = Self {
            state: RwSignal::new(SessionState::Starting),
            token: StoredValue::new(None),
            renewal: StoredValue::new_local(None),
            has_ended: RwSignal::new(false),
            sign_in_again: StoredValue::new_local(None),
            asks_first: RwSignal::new(false),
            writes: StoredValue::new(0),
        };
        window_event_listener(ev::storage, move |event| {
            if event.key().as_deref() == Some(MARK) {
                match event.new_value().as_deref() {
                    Some(OPEN) => this.follow_another_tab(),
                    Some(_) => {}
                    None => this.forget(),
                }
            }
        });
        this.resume();
        this
    }

    /// Who is signed in.
    pub fn state(self) -> SessionState {
        self.state.get()
    }

    /// The name of whoever is signed in.
    pub fn username(self) -> String {
        self.state
            .with(|state| if let SessionState::SignedIn(me) = state { me.username.clone() } else { String::new() })
    }

    /// Whether they have a password.
    pub fn has_password(self) -> bool {
        self.state.with(|state| matches!(state, SessionState::SignedIn(me) if me.has_password))
    }

    /// Notes that they have a password now.
    pub fn note_password(self) {
        self.state.update(|state| {
            if let SessionState::SignedIn(me) = state {
                me.has_password = true;
            }
        });
    }

    /// Notes on which scale they look at ratings now.
    pub fn note_rating_scale(self, scale: RatingScale) {
        ratings::use_scale(scale);
        self.state.update(|state| {
            if let SessionState::SignedIn(me) = state {
                me.rating_scale = scale;
            }
        });
    }

    /// Whether they must set up two-factor authentication before anything else.
    pub fn must_set_up_second_factor(self) -> bool {
        self.state.with_untracked(|state| matches!(state, SessionState::SignedIn(me) if me.must_set_up_second_factor))
    }

    /// Notes that they have a second factor now.
    pub fn note_second_factor(self) {
        self.state.update(|state| {
            if let SessionState::SignedIn(me) = state {
                me.must_set_up_second_factor = false;
            }
        });
    }

    /// Who is signed in, if anybody.
    pub fn me(self) -> Option<Me> {
        self.state.with(|state| if let SessionState::SignedIn(me) = state { Some(me.clone()) } else { None })
    }

    /// Whether an admin is signed in.
    pub fn is_admin(self) -> bool {
        self.me().is_some_and(|me| me.role == Role::Admin)
    }

    /// Finds out by the refresh cookie who is signed in.
    pub fn resume(self) {
        // Where there is no mark there is no session, and asking would only make an error. Where no
        // mark can be kept, one has to ask.
        if browser::can_store() && browser::stored(MARK).as_deref() != Some(OPEN) {
            self.state.set(SessionState::SignedOut);
            return;
        }
        self.state.set(SessionState::Starting);
        spawn_local(async move {
            match self.renew().await {
                Renewal::Done => self.greet().await,
                Renewal::Refused => self.lapse(),
                Renewal::Away(reason) => self.open_offline(reason),
            }
        });
    }

    /// Goes on as the user who was signed in last while the server can't be asked; it checks every request itself.
    fn open_offline(self, reason: String) {
        let me = browser::stored(KEPT_ME).and_then(|me| serde_json::from_slice(me.as_bytes()).ok());
        match me {
            Some(me) => self.show(me),
            None => self.state.set(SessionState::Unknown(reason)),
        }
    }

    fn show(self, me: Me) {
        ratings::use_scale(me.rating_scale);
        self.state.set(SessionState::SignedIn(me));
    }

    /// Whether whoever is signed in has to sign in again; requests wait for it.
    pub fn has_ended(self) -> bool {
        self.has_ended.get()
    }

    /// Signs in.
    pub async fn sign_in(self, draft: &LoginDraft) -> Result<(), Error> {
        let token = Client::new(self).login(draft).await?;
        self.enter(token).await
    }

    /// Goes on with a token that signing in has given.
    pub async fn enter(self, token: AccessToken) -> Result<(), Error> {
        self.keep(token);
        let me = Client::new(self).get_me().await?;
        browser::store(MARK, Some(OPEN));
        self.welcome(me);
        Ok(())
    }

    /// Signs out, here and in the other tabs.
    pub async fn sign_out(self) -> Result<(), Error> {
        match Client::new(self).logout().await {
            // Who has no session any more is signed out already.
            Err(error) if error.kind() != Some(ProblemKind::Unauthenticated) => return Err(error),
            _ => self.end(),
        }
        Ok(())
    }

    /// Asks for the name that goes with the token.
    async fn greet(self) {
        match Client::new(self).get_me().await {
            Ok(me) => self.show(me),
            Err(Error::Problem(problem)) if problem.kind() == Some(ProblemKind::Unauthenticated) => self.lapse(),
            Err(error) => self.open_offline(describe(&error)),
        }
    }

    /// Ends the session here and in the other tabs.
    pub fn end(self) {
        browser::store(MARK, None);
        self.forget();
    }

    fn keep(self, token: AccessToken) {
        let renew_at = browser::now().plus_seconds(i64::from(token.expires_in) - MARGIN);
        self.token.set_value(Some(Token { text: token.access_token, renew_at }));
    }

    /// Renews the token; whoever asks meanwhile waits for the same answer.
    async fn renew(self) -> Renewal {
        if let Some(answer) = self.renewal.get_value() {
            return answer.wait().await;
        }
        let answer = SharedAnswer::new();
        self.renewal.set_value(Some(answer.clone()));
        // On its own, so that it ends even when the request that began it is called off.
        spawn_local({
            let answer = answer.clone();
            async move {
                let renewal = self.ask_for_token().await;
                self.renewal.set_value(None);
                answer.give(renewal);
            }
        });
        answer.wait().await
    }

    async fn ask_for_token(self) -> Renewal {
        match Client::new(self).refresh().await {
            Ok(token) => {
                self.keep(token);
                Renewal::Done
            }
            Err(Error::Problem(problem)) if matches!(problem.status, 401 | 403) => Renewal::Refused,
            Err(error) => Renewal::Away(describe(&error)),
        }
    }
}
