//! The audit log.

use crate::base::admin_parts::AdminPart;
use crate::base::routes::{Route, url};
use crate::context::use_api;
use crate::context::use_navigation;
use crate::kit::browser;
use crate::kit::client_name::client_name;
use crate::kit::counts;
use crate::lists::listing::{Fetch, Item};
use crate::lists::more::More;
use crate::lists::paged_list::{ListStatus, PagedList, loading_text};
use crate::ui::live::{Each, words};
use crate::ui::select::Select;
use domain::accounts::audit_events::{AuditEvent, AuditEventsQuery, EventKind, describe};
use domain::queries::ListQuery;
use leptos::prelude::*;
use std::rc::Rc;

impl Item for AuditEvent {
    fn key(&self) -> u128 {
        self.id.as_u128()
    }
}

/// The log, the newest first; of all events or of one.
#[component]
pub fn AuditLog() -> impl IntoView {
    let (api, navigation) = (use_api(), use_navigation());
    let event = Memo::new(move |_| {
        let location = navigation.location();
        location.value("event").and_then(EventKind::from_name).map_or("", EventKind::as_str).to_owned()
    });
    let list = PagedList::of_route(Route::Admin(AdminPart::Audit), move || {
        let query = AuditEventsQuery { event: Some(event.get()).filter(|event| !event.is_empty()) };
        let name = url("/admin/audit", query.to_pairs().iter().map(|(name, value)| (*name, value.as_str())));
        let fetch: Fetch<AuditEvent> = Rc::new(move |page| {
            let query = query.clone();
            Box::pin(async move { api.list_audit_events(&query, &page).await })
        });
        (name, fetch)
    });
    let listing = list.listing;
    let row = |line: RwSignal<AuditEvent>| line.with_untracked(audit_row).into_any();
    let mut choices = vec![(String::new(), "All events".to_owned())];
    choices.extend(EventKind::ALL.iter().map(|kind| (kind.as_str().to_owned(), capitalized(kind.sentence()))));
    let choose = move |event: String| {
        let pair = (!event.is_empty()).then_some(("event", event.as_str()));
        navigation.push_in_place(&url("/admin/audit", pair));
    };
    view! {
        <div class="admin-bar">
            <Select label="Event" id="audit-event" value=event choices on_change=choose />
            <p class="page-count" role="status">{words(move || listing.total().map(counts::events))}</p>
        </div>
        <div class="table-frame">
            <table class="table is-plain" id="audit-table">
                <caption class="visually-hidden">"Audit log, newest first"</caption>
                <thead>
                    <tr>
                        <th scope="col" class="is-name">"Event"</th>
                        <th scope="col" class="is-wide">"Account"</th>
                        <th scope="col" class="is-wide">"By"</th>
                        <th scope="col" class="is-wide">"From"</th>
                        <th scope="col" class="is-time">"When"</th>
                    </tr>
                </thead>
                <tbody><Each parts=listing.parts(row) /></tbody>
            </table>
        </div>
        <ListStatus list loading=loading_text empty=|| view! { <p class="quiet" role="status">"No events of this kind."</p> } />
        <More list />
    }
}

fn capitalized(words: &str) -> String {
    let mut chars = words.chars();
    chars.next().map(|first| first.to_ascii_uppercase().to_string() + chars.as_str()).unwrap_or_default()
}

fn audit_row(line: &AuditEvent) -> impl IntoView + use<> {
    let times = if line.count > 1 { format!(" ({} times)", line.count) } else { String::new() };
    let what = capitalized(describe(&line.event)) + &times;
    let account = line.subject.clone().or_else(|| line.actor.clone()).unwrap_or_default();
    let is_by_hand = line.address.is_empty();
    let by = match &line.actor {
        Some(actor) => actor.clone(),
        None if is_by_hand => "Command line".to_owned(),
        None => "Unknown".to_owned(),
    };
    let (client, address) =
        if is_by_hand { (String::new(), String::new()) } else { (client_name(&line.client), line.address.clone()) };
    let by_whom = if by == account { String::new() } else { format!("by {by}") };
    let parts = [account.as_str(), by_whom.as_str(), address.as_str(), client.as_str()];
    let under = parts.into_iter().filter(|part| !part.is_empty()).collect::<Vec<_>>().join(" · ");
    let from = if is_by_hand { String::new() } else { format!("{address} · {client}") };
    view! {
        <tr>
            <th scope="row" class="is-name">
                {what}
                <span class="table-under" dir="auto">{under}</span>
            </th>
            <td class="is-wide" dir="auto">{account}</td>
            <td class="is-wide" dir="auto">{by}</td>
            <td class="is-wide" title=line.client.clone()>{from}</td>
            <td class="is-time">{browser::local_time(line.created_at)}</td>
        </tr>
    }
}
