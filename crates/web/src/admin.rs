//! The administration: accounts, invites, registration, the audit log, jobs, backups, the catalogue.

mod audit_events;
mod backups;
mod catalogue;
mod followed;
mod invites;
mod jobs;
mod manage;
mod security;
mod transfer;
mod users;

use crate::base::admin_parts::AdminPart;
use crate::base::routes::Route;
use crate::context::use_navigation;
use crate::kit::browser;
use crate::ui::button::Button;
use crate::ui::copy_field::CopyField;
use crate::ui::dialog::Dialog;
use audit_events::AuditLog;
use backups::BackupsPart;
use catalogue::CataloguePart;
use domain::accounts::links::LinkKind;
use invites::InvitesPart;
use jobs::JobsPart;
use leptos::prelude::*;
use users::UsersPart;

const PARTS: [(AdminPart, &str, &str); 6] = [
    (AdminPart::Users, "/admin", "Users"),
    (AdminPart::Invites, "/admin/invites", "Invites"),
    (AdminPart::Audit, "/admin/audit", "Audit log"),
    (AdminPart::Jobs, "/admin/jobs", "Jobs"),
    (AdminPart::Backups, "/admin/backups", "Backups"),
    (AdminPart::Catalogue, "/admin/catalogue", "Catalogue"),
];

/// The administration's page; each of its parts has an address.
#[component]
pub fn AdminPage(part: AdminPart) -> impl IntoView {
    let navigation = use_navigation();
    let link = move |(of, url, text): (AdminPart, &'static str, &'static str)| {
        let is_here = move || navigation.location().route() == Route::Admin(of);
        view! { <a href=url aria-current=move || is_here().then_some("page")>{text}</a> }
    };
    browser::set_title(PARTS.iter().find(|row| row.0 == part).map_or("Administration", |row| row.2));
    // On a phone not all of them fit beside each other.
    browser::scroll_into_view(".subnav [aria-current]");
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Administration"</h1>
        </div>
        <nav class="subnav" aria-label="Administration">{PARTS.map(link).collect_view()}</nav>
        {match part {
            AdminPart::Users => view! { <UsersPart /> }.into_any(),
            AdminPart::Invites => view! { <InvitesPart /> }.into_any(),
            AdminPart::Audit => view! { <AuditLog /> }.into_any(),
            AdminPart::Jobs => view! { <JobsPart /> }.into_any(),
            AdminPart::Backups => view! { <BackupsPart /> }.into_any(),
            AdminPart::Catalogue => view! { <CataloguePart /> }.into_any(),
        }}
    }
}

/// The address that somebody is to open.
fn link_url(kind: LinkKind, token: &str) -> String {
    kind.url(&window().location().origin().unwrap_or_default(), token)
}

/// Shows a one-time link, this once.
#[component]
fn LinkDialog(title: String, text: String, url: String, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    view! {
        <Dialog title=title on_dismiss=on_close class="is-small">
            <p class="dialog-text" dir="auto">{text}" It works once, for 24 hours, and is not shown again."</p>
            <CopyField label="Link" text=url />
            <div class="dialog-actions"><Button text="Done" on_press=on_close /></div>
        </Dialog>
    }
}
