//! What stands above the page while the server is away, or films wait for it.

use super::list::WaitingDialog;
use super::sender::Sender;
use crate::base::routes::HOME;
use crate::context::{use_navigation, use_session, use_sign_out};
use crate::kit::counts;
use crate::kit::offline::{has_network, keep_page};
use crate::library::context::use_library_state;
use crate::library::log::LogForm;
use crate::library::state::Open;
use crate::ui::button::Button;
use crate::ui::confirm::Confirm;
use crate::ui::icon::Icon;
use crate::ui::live::{When, effect, live, words};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// Says that the server is away, or that films wait for it, and leads to them. It sends them when the server is back, asks
/// before they are lost by signing out, and has the browser keep the page.
#[component]
pub fn OutboxBar() -> impl IntoView {
    let sender = Sender::start();
    let shows = RwSignal::new(false);
    spawn_local(keep_page());
    log_if_asked();
    effect(move || {
        if sender.entries.with(Vec::is_empty) {
            shows.set(false);
        }
    });
    let is_needed = move || sender.is_away.get() || sender.entries.with(|entries| !entries.is_empty());
    let close_edited = move |()| sender.edited.set(None);
    view! {
        // It is there before there is something to say, so that screen readers say it.
        <div class="outbox-bar" role="status">
            <When holds=is_needed>
                <div class="outbox-words">
                    <Icon name="alert" />
                    <p>{words(move || describe(sender))}</p>
                    <When holds=move || sender.entries.with(|entries| !entries.is_empty())>
                        <Button text="Show" on_press=move |()| shows.set(true) />
                    </When>
                </div>
            </When>
        </div>
        <When holds=move || shows.get() && sender.edited.with(Option::is_none)>
            <WaitingDialog sender on_close=move |()| shows.set(false) />
        </When>
        {live(move || sender.edited.get().map(|entry| view! { <LogForm waiting=entry on_close=close_edited /> }))}
        <SignOutQuestion sender />
    }
}

/// What the bar says.
fn describe(sender: Sender) -> String {
    let (waiting, refused) = sender.entries.with(|entries| {
        let refused = entries.iter().filter(|entry| entry.refused.is_some()).count() as u64;
        (entries.len() as u64 - refused, refused)
    });
    sentences(sender.is_away.get().then(has_network), waiting, refused)
}

/// What there is to say: whether the server is away, and if so, whether there is a network; how many films wait, and how
/// many were refused.
fn sentences(away: Option<bool>, waiting: u64, refused: u64) -> String {
    let mut said = Vec::new();
    match away {
        Some(true) => said.push("The server can’t be reached.".to_owned()),
        Some(false) => said.push("You’re offline.".to_owned()),
        None => {}
    }
    match (away, waiting) {
        (Some(_), 0) if refused == 0 => {
            said.push("You can still log films. They’re saved when you’re back online.".to_owned());
        }
        (_, 0) => {}
        (Some(_), 1) => {
            said.push("1 film is kept on this device and will be saved when you’re back online.".to_owned());
        }
        (Some(_), _) => {
            let films = counts::films(waiting);
            said.push(format!("{films} are kept on this device and will be saved when you’re back online."));
        }
        (None, _) => said.push(format!("Saving {}…", counts::films(waiting))),
    }
    if refused > 0 {
        said.push(format!("{} couldn’t be saved.", counts::films(refused)));
    }
    said.join(" ")
}

/// Opens the dialog where the address asks for it, as the shortcut of the installed app does.
fn log_if_asked() {
    let (navigation, library) = (use_navigation(), use_library_state());
    if navigation.location_now().value("log").is_some() {
        navigation.replace(HOME);
        library.open(Open::Log(None));
    }
}

/// Asks before signing out loses films that wait.
#[component]
fn SignOutQuestion(sender: Sender) -> impl IntoView {
    let (session, sign_out) = (use_session(), use_sign_out());
    let asks = session.question();
    let text = move || {
        let count = sender.entries.with(Vec::len) as u64;
        let (are, them) = if count == 1 { ("isn’t", "it") } else { ("aren’t", "them") };
        format!("{} you logged {are} saved yet. Signing out discards {them}.", counts::films(count))
    };
    let confirm = move |()| {
        // Over a session that has ended, there is nothing that the server could end.
        if untrack(|| session.has_ended()) {
            session.end();
        } else {
            sign_out();
        }
        asks.set(false);
    };
    view! {
        <When holds=move || asks.get()>
            <Confirm
                title="Sign out with unsaved films?"
                text=Signal::derive(text)
                action="Sign out"
                on_confirm=confirm
                on_cancel=move |()| asks.set(false)
            />
        </When>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_bar_says_what_is_the_matter_and_what_works() {
        assert_eq!(
            sentences(Some(false), 0, 0),
            "You’re offline. You can still log films. They’re saved when you’re back online."
        );
        assert_eq!(
            sentences(Some(true), 1, 0),
            "The server can’t be reached. 1 film is kept on this device and will be saved when you’re back online."
        );
        assert_eq!(sentences(None, 2, 0), "Saving 2 films…");
        assert_eq!(sentences(None, 0, 1), "1 film couldn’t be saved.");
        assert_eq!(sentences(Some(false), 0, 1), "You’re offline. 1 film couldn’t be saved.");
    }
}
