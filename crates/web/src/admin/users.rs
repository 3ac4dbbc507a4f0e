//! The accounts.

use super::manage::{ManageDialogs, Opened, Step, role_name, summary};
use super::transfer::ImportDialog;
use crate::base::admin_parts::AdminPart;
use crate::base::routes::{Route, url};
use crate::context::use_navigation;
use crate::context::{use_api, use_session};
use crate::kit::counts;
use crate::kit::dates;
use crate::lists::listing::{Fetch, Item};
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::ui::button::Button;
use crate::ui::icon::Icon;
use crate::ui::live::{Each, When, words};
use domain::accounts::users::{UserInfo, UsersQuery};
use domain::queries::ListQuery;
use leptos::html;
use leptos::prelude::*;
use std::rc::Rc;

impl Item for UserInfo {
    fn key(&self) -> u128 {
        self.id.0.as_u128()
    }
}

/// The list of accounts; each can be managed but one's own, which has a page for that.
#[component]
pub fn UsersPart() -> impl IntoView {
    let (api, navigation) = (use_api(), use_navigation());
    let (opened, importing) = (Opened::new(None), RwSignal::new(false));
    let search = Memo::new(move |_| navigation.location().value("search").unwrap_or_default().to_owned());
    let own = use_session().me().map(|me| me.id);
    let list = PagedList::of_route(Route::Admin(AdminPart::Users), move || {
        let query = UsersQuery { search: search.get() };
        let name = url("/admin", query.to_pairs().iter().map(|(name, value)| (*name, value.as_str())));
        let fetch: Fetch<UserInfo> = Rc::new(move |page| {
            let query = query.clone();
            Box::pin(async move { api.list_users(&query, &page).await })
        });
        (name, fetch)
    });
    let listing = list.listing;
    let row = move |user: RwSignal<UserInfo>| {
        let is_own = own == Some(user.with_untracked(|user| user.id));
        view! { <UserRow user is_own opened /> }.into_any()
    };
    view! {
        <div class="admin-bar">
            <UserSearch search />
            <p class="page-count" role="status">{words(move || listing.total().map(counts::accounts))}</p>
            <Button text="Import account" on_press=move |()| importing.set(true) />
        </div>
        <div class="table-frame">
            <table class="table is-plain" id="user-table">
                <caption class="visually-hidden">"Accounts"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="is-name">"Name"</th>
                        <th scope="col" class="is-wide">"Role"</th>
                        <th scope="col" class="is-wide is-number">"Films"</th>
                        <th scope="col" class="is-wide">"Last sign-in"</th>
                        <th scope="col" class="is-wide">"Created"</th>
                        <th scope="col"><span class="visually-hidden">"Actions"</span></th>
                    </tr>
                </thead>
                <tbody><Each parts=listing.parts(row) /></tbody>
            </table>
        </div>
        <ListStatus list loading=loading_text empty=|| view! { <p class="quiet" role="status">"No accounts match this name."</p> } />
        <More list />
        <When holds=importing>
            <ImportDialog on_made=move |()| listing.reload() on_close=move |()| importing.set(false) />
        </When>
        <ManageDialogs opened on_deleted=move |key: u128| listing.remove(key) />
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
fn UserRow(user: RwSignal<UserInfo>, is_own: bool, opened: Opened) -> impl IntoView {
    let (name, id) = user.with_untracked(|user| (user.username.clone(), user.id));
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
