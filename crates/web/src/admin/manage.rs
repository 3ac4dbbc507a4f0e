//! What can be done to an account, each thing said before it is done.

use super::transfer::ExportDialog;
use super::{LinkDialog, link_url};
use crate::context::use_api;
use crate::context::use_toasts;
use crate::kit::failures::describe;
use crate::kit::{counts, dates};
use crate::ui::button::Button;
use crate::ui::confirm::Confirm;
use crate::ui::dialog::Dialog;
use crate::ui::live::live;
use domain::accounts::links::LinkKind;
use domain::accounts::users::{Role, UserInfo, UserPatch};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is being done to an account.
pub type Opened = RwSignal<Option<(Step, RwSignal<UserInfo>)>>;

/// Which dialog is open.
#[derive(Clone, PartialEq)]
pub enum Step {
    /// What can be done.
    Manage,
    /// Whether it is meant.
    Ask(Act),
    /// A link that was made.
    Link(String),
    /// What it is exported as.
    Export,
}

/// What is done to an account.
#[derive(Clone, Copy, PartialEq)]
pub enum Act {
    MakeAdmin,
    MakeMember,
    Reset,
    RemoveFactors,
    EndAccess,
    Export,
    Disable,
    Enable,
    Delete,
}

impl Act {
    /// The patch that does it, and what is said afterwards.
    fn patch(self) -> (UserPatch, &'static str) {
        let role = |role| UserPatch { role: Some(role), disabled: None };
        let disabled = |disabled| UserPatch { role: None, disabled: Some(disabled) };
        match self {
            Self::MakeAdmin => (role(Role::Admin), "is now an admin"),
            Self::MakeMember => (role(Role::Member), "is now a member"),
            Self::Disable => (disabled(true), "can no longer sign in"),
            Self::Enable => (disabled(false), "can sign in again"),
            Self::Reset | Self::RemoveFactors | Self::EndAccess | Self::Export | Self::Delete => {
                (UserPatch::default(), "")
            }
        }
    }

    /// Title, text and button of the question before it; nothing for what is easily undone.
    fn question(self, user: &UserInfo) -> Option<(String, String, &'static str)> {
        let (name, films) = (&user.username, counts::films(user.movie_count));
        Some(match self {
            Self::MakeAdmin => (
                format!("Make {name} an admin?"),
                "Admins manage all accounts, including yours, and can read the audit log. They can export what others keep."
                    .to_owned(),
                "Make admin",
            ),
            Self::RemoveFactors => (
                format!("Reset two-factor authentication for {name}?"),
                format!("{name} can then sign in with just a password, and is signed out everywhere."),
                "Remove",
            ),
            Self::EndAccess => (
                format!("Sign {name} out everywhere?"),
                format!("{name}'s sessions and API tokens end. They can sign in again."),
                "Sign out",
            ),
            Self::Disable => (
                format!("Disable {name}?"),
                format!(
                    "{name} is signed out everywhere and can't sign in until the account is enabled again. Their {films} \
                     stay, and invites they made end."
                ),
                "Disable",
            ),
            Self::Delete => (
                format!("Delete {name} permanently?"),
                format!("This deletes the account, {films} and all watches. It can’t be undone."),
                "Delete permanently",
            ),
            Self::MakeMember | Self::Reset | Self::Export | Self::Enable => return None,
        })
    }
}

/// The dialogs of the account that is opened.
#[component]
pub fn ManageDialogs(opened: Opened, #[prop(into)] on_deleted: Callback<u128>) -> impl IntoView {
    let (api, toasts) = (use_api(), use_toasts());
    let close = move || opened.set(None);
    let act = move |act: Act, user: RwSignal<UserInfo>| {
        let before = user.get_untracked();
        let (id, name) = (before.id, before.username.clone());
        close();
        spawn_local(async move {
            let done = match act {
                Act::Reset => api.create_password_reset(id).await.map(|made| {
                    let url = link_url(LinkKind::PasswordReset, &made.token);
                    opened.try_set(Some((Step::Link(url), user)));
                }),
                Act::RemoveFactors => api.delete_second_factors(id).await.map(|()| {
                    user.try_update(|user| user.has_second_factor = false);
                    toasts.say(format!("{name} can now sign in with just a password"));
                }),
                Act::EndAccess => api.delete_user_sessions(id).await.map(|()| {
                    toasts.say(format!("{name} signed out everywhere"));
                }),
                Act::Delete => api.delete_user(id).await.map(|()| {
                    on_deleted.run(id.0.as_u128());
                    toasts.say(format!("{name} deleted"));
                }),
                // It has a dialog of its own.
                Act::Export => Ok(()),
                other => {
                    let (patch, said) = other.patch();
                    api.update_user(id, &patch).await.map(|changed| {
                        user.try_set(changed);
                        toasts.say(format!("{name} {said}"));
                    })
                }
            };
            if let Err(error) = done {
                toasts.fail(describe(&error));
            }
        });
    };
    let begin = move |wanted: Act, user: RwSignal<UserInfo>| {
        if wanted == Act::Export {
            opened.set(Some((Step::Export, user)));
        } else if user.with_untracked(|user| wanted.question(user)).is_some() {
            opened.set(Some((Step::Ask(wanted), user)));
        } else {
            act(wanted, user);
        }
    };
    live(move || {
        opened.get().map(|(step, user)| {
            let info = user.get_untracked();
            match step {
                Step::Manage => {
                    view! { <Menu info on_act=move |wanted| begin(wanted, user) on_close=move |()| close() /> }
                        .into_any()
                }
                Step::Ask(wanted) => {
                    let (title, text, action) = wanted.question(&info).unwrap_or_default();
                    view! {
                        <Confirm title text action on_confirm=move |()| act(wanted, user) on_cancel=move |()| close() />
                    }
                    .into_any()
                }
                Step::Export => view! { <ExportDialog info on_close=move |()| close() /> }.into_any(),
                Step::Link(url) => {
                    let (title, text) = (
                        format!("Reset password for {}", info.username),
                        format!("Send this link to {} to let them choose a new password.", info.username),
                    );
                    view! { <LinkDialog title text url on_close=move |()| close() /> }.into_any()
                }
            }
        })
    })
}

#[component]
fn Menu(info: UserInfo, #[prop(into)] on_act: Callback<Act>, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (is_admin, is_disabled) = (info.role == Role::Admin, info.disabled_at.is_some());
    let about = summary(&info);
    let choice = move |act: Act, title: &'static str, text: &'static str, button: &'static str, class: &'static str| {
        view! {
            <li class="session">
                <div><h3>{title}</h3><p class="film-meta">{text}</p></div>
                <Button text=button class on_press=move |()| on_act.run(act) />
            </li>
        }
    };
    view! {
        <Dialog title=info.username.clone() on_dismiss=on_close>
            <p class="dialog-text quiet">{about}</p>
            <ul class="admin-choices">
                {if is_admin {
                    choice(Act::MakeMember, "Role", "Admin: manages all accounts.", "Make member", "")
                } else {
                    choice(Act::MakeAdmin, "Role", "Member: keeps their own films.", "Make admin", "")
                }}
                {(!is_disabled).then(|| choice(
                    Act::Reset, "Password", "Get a link that lets them choose a new one. It works for 24 hours.", "Reset password", "",
                ))}
                {info.has_second_factor.then(|| choice(
                    Act::RemoveFactors, "Second factors", "If they lost their device. They can then sign in with just a password.", "Remove", "",
                ))}
                {(!is_disabled).then(|| choice(
                    Act::EndAccess, "Sessions", "Sign them out everywhere and revoke their API tokens.", "Sign out", "",
                ))}
                {choice(Act::Export, "Export", "Save everything that this account keeps as a file.", "Export", "")}
                {if is_disabled {
                    choice(Act::Enable, "Access", "Disabled: they can't sign in.", "Enable", "")
                } else {
                    choice(Act::Disable, "Access", "Stop them from signing in. Their films stay.", "Disable", "is-quiet-danger")
                }}
                {choice(Act::Delete, "Deletion", "Delete the account and all its films permanently.", "Delete", "is-quiet-danger")}
            </ul>
            <div class="dialog-actions"><Button text="Close" on_press=on_close /></div>
        </Dialog>
    }
}

/// “Member · 12 films · last sign-in 4 Apr 2019”.
pub fn summary(user: &UserInfo) -> String {
    let seen = match user.last_login_at {
        Some(at) => format!("last sign-in {}", dates::short_day(at.date())),
        None => "never signed in".to_owned(),
    };
    format!("{} · {} · {seen}", role_name(user.role), counts::films(user.movie_count))
}

/// “Admin” or “Member”.
pub fn role_name(role: Role) -> &'static str {
    match role {
        Role::Admin => "Admin",
        Role::Member => "Member",
    }
}
