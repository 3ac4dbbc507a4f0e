//! The accounts.

use super::manage::{ManageDialogs, Opened, Step, role_name, summary};
use crate::base::routes::url;
use crate::context::use_navigation;
use crate::context::{use_api, use_session};
use crate::kit::counts;
use crate::kit::dates;
use crate::lists::lines::{Batch, Fetch, Lines, MoreLines, Rows};
use crate::ui::icon::Icon;
use crate::ui::live::{Part, When, words};
use domain::accounts::users::{UserInfo, UsersQuery};
use leptos::html;
use leptos::prelude::*;
use std::rc::Rc;

/// The list of accounts; each can be managed but one's own, which has a page for that.
#[component]
pub fn UsersPart() -> impl IntoView {
    let (api, navigation) = (use_api(), use_navigation());
    let (lines, opened) = (Lines::new(), Opened::new(None));
    let search = Memo::new(move |_| navigation.location().value("search").unwrap_or_default().to_owned());
    let own = use_session().me().map(|me| me.id);
    Effect::new(move |_| {
        let query = UsersQuery { search: search.get() };
        let row = move |user: UserInfo| {
            let is_own = own == Some(user.id);
            Part::new(user.id.0.as_u128(), move || view! { <UserRow user=user.clone() is_own opened /> })
        };
        let fetch: Fetch = Rc::new(move |page| {
            let query = query.clone();
            Box::pin(async move {
                let page = api.list_users(&query, &page).await?;
                let parts = page.items.into_iter().map(row).collect();
                Ok(Batch { parts, next_cursor: page.next_cursor, total: page.total })
            })
        });
        lines.open(fetch);
    });
    view! {
        <div class="admin-bar">
            <UserSearch search />
            <p class="page-count" role="status">{words(move || lines.total().map(counts::accounts))}</p>
        </div>
        <div class="table-frame">
            <table class="table is-plain" id="user-table">
                <caption class="visually-hidden">"The accounts"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="is-name">"Name"</th>
                        <th scope="col" class="is-wide">"Role"</th>
                        <th scope="col" class="is-wide is-number">"Films"</th>
                        <th scope="col" class="is-wide">"Last sign-in"</th>
                        <th scope="col" class="is-wide">"Since"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody><Rows lines /></tbody>
            </table>
        </div>
        <MoreLines lines empty="No account has a name like this." />
        <ManageDialogs opened on_deleted=move |key: u128| lines.remove(key) />
    }
}

#[component]
fn UserSearch(search: Memo<String>) -> impl IntoView {
    let navigation = use_navigation();
    let node = NodeRef::<html::Input>::new();
    let submit = move || {
        let wanted = node.get_untracked().map(|input| input.value().trim().to_owned()).unwrap_or_default();
        let pair = (!wanted.is_empty()).then_some(("search", wanted.as_str()));
        navigation.replace(&url("/admin", pair));
    };
    view! {
        <form class="search" role="search" on:submit=move |event| {
            event.prevent_default();
            submit();
        }>
            <Icon name="search" />
            <label class="visually-hidden" for="user-search">"Search by name"</label>
            <input node_ref=node id="user-search" type="search" placeholder="Search by name" autocomplete="off" spellcheck="false"
                dir="auto" maxlength="64" prop:value=move || search.get() on:change=move |_| submit() />
        </form>
    }
}

/// When somebody last signed in with it.
fn last_sign_in(user: &UserInfo) -> String {
    user.last_login_at.map_or_else(|| "Never".to_owned(), |at| dates::short_day(at.date()))
}

#[component]
fn UserRow(user: UserInfo, is_own: bool, opened: Opened) -> impl IntoView {
    let (name, id) = (user.username.clone(), user.id);
    let user = RwSignal::new(user);
    let role = move || user.with(|user| role_name(user.role));
    let films = move || user.with(|user| counts::grouped(user.movie_count));
    let seen = move || user.with(last_sign_in);
    let under = move || user.with(summary);
    let label = format!("Manage {name}");
    view! {
        <tr>
            <th scope="row" class="is-name">
                <span class="admin-name">
                    <strong dir="auto">{name}</strong>
                    {is_own.then(|| view! { <span class="session-current">"You"</span> })}
                    <When holds=move || user.with(|user| user.disabled_at.is_some())>
                        <span class="session-current is-disabled">"Disabled"</span>
                    </When>
                </span>
                <span class="table-under">{words(under)}</span>
            </th>
            <td class="is-wide">{words(role)}</td>
            <td class="is-wide is-number">{words(films)}</td>
            <td class="is-wide">{words(seen)}</td>
            <td class="is-wide">{dates::short_day(user.with_untracked(|user| user.created_at.date()))}</td>
            <td class="is-actions">
                {if is_own {
                    view! { <a class="button" href="/account">"Account"</a> }.into_any()
                } else {
                    view! {
                        <button type="button" class="button" id=format!("manage-{id}") aria-label=label
                            on:click=move |_| opened.set(Some((Step::Manage, user)))>"Manage"</button>
                    }.into_any()
                }}
            </td>
        </tr>
    }
}
