//! The dialogs in which a change of the chosen films is filled in.

use super::Choosing;
use crate::base::routes::LISTS;
use crate::kit::failures::describe;
use crate::kit::{browser, counts};
use crate::library::context::use_labels;
use crate::library::lists::all_lists;
use crate::library::watch_date::{Known, WatchDateFields, WatchDateInput};
use crate::library::watch_fields::{Typed, WatchFields};
use crate::ui::confirm::Confirm;
use crate::ui::dialog::Dialog;
use crate::ui::field::{Fault, FaultMessage, with_day_finished};
use crate::ui::form::{DialogButtons, Form, FormElement};
use crate::ui::labels::LabelsInput;
use crate::ui::live::live;
use crate::ui::notice::FailureNotice;
use crate::ui::select::{Choice, Select};
use crate::ui::stars::StarInput;
use client::Error;
use domain::field_errors::FieldErrors;
use domain::library::batch::ChangeDraft;
use domain::library::lists::List;
use domain::library::ratings::Rating;
use domain::library::watches::WatchDraft;
use domain::problems::Problem;
use leptos::prelude::*;
use leptos::task::spawn_local;

/// What is asked of the chosen films.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Asked {
    /// Which rating they get.
    Rate,
    /// Which tags they get.
    AddTags,
    /// Which tags they lose.
    RemoveTags,
    /// Which list they are put on.
    List,
    /// When and how they were watched.
    Log,
    /// On which date they were last watched.
    MoveDate,
    /// Whether they are deleted.
    Delete,
}

/// The dialog that is open.
#[component]
pub fn Dialogs(choosing: Choosing) -> impl IntoView {
    live(move || {
        choosing.asked.get().map(|asked| match asked {
            Asked::Rate => view! { <RateDialog choosing /> }.into_any(),
            Asked::AddTags => view! { <TagsDialog choosing adds=true /> }.into_any(),
            Asked::RemoveTags => view! { <TagsDialog choosing adds=false /> }.into_any(),
            Asked::List => view! { <ListDialog choosing /> }.into_any(),
            Asked::Log => view! { <LogDialog choosing /> }.into_any(),
            Asked::MoveDate => view! { <DateDialog choosing /> }.into_any(),
            Asked::Delete => view! { <DeleteQuestion choosing /> }.into_any(),
        })
    })
}

fn films(choosing: Choosing) -> String {
    counts::films(untrack(move || choosing.count()))
}

/// Sends a change that was filled in.
fn send(choosing: Choosing, form: Form, checked: Result<ChangeDraft, FieldErrors>, words: &'static str) {
    let key = browser::random_key();
    let send = move |change: ChangeDraft| {
        let draft = choosing.draft(change);
        async move { choosing.api.change_movies(&draft, Some(&key)).await.map_err(at_its_field) }
    };
    form.submit(checked, send, move |outcome| choosing.done(outcome, words));
}

/// The fault of a change as the fault of the field it was filled in at.
fn at_its_field(error: Error) -> Error {
    let Error::Problem(problem) = error else { return error };
    let mut errors = FieldErrors::default();
    for fault in problem.errors.iter() {
        let field = fault
            .field
            .trim_start_matches("change.")
            .trim_start_matches("log.")
            .trim_start_matches("latest_")
            .trim_start_matches("add_to_");
        errors.add(field, &fault.code, fault.message.clone());
    }
    Error::Problem(Problem { errors, ..problem })
}

/// A dialog with a form for a change.
#[component]
fn ChangeDialog(
    choosing: Choosing,
    form: Form,
    title: String,
    action: &'static str,
    #[prop(default = "is-small")] class: &'static str,
    #[prop(into)] on_submit: Callback<()>,
    children: Children,
) -> impl IntoView {
    let close = Callback::new(move |()| choosing.asked.set(None));
    view! {
        <Dialog title=Signal::stored(title) on_dismiss=close class>
            <FormElement form id="change-form" on_submit>
                {children()}
                <DialogButtons form action on_cancel=close />
            </FormElement>
        </Dialog>
    }
}

#[component]
fn RateDialog(choosing: Choosing) -> impl IntoView {
    let (form, value) = (Form::new(), RwSignal::new(0_u8));
    let submit = move |()| {
        let rating = Rating::from_half_stars(value.get_untracked().into()).map(Rating::stars);
        let change = ChangeDraft { rating: Some(rating), ..ChangeDraft::default() };
        send(choosing, form, Ok(change), if rating.is_some() { "rated" } else { "no longer rated" });
    };
    view! {
        <ChangeDialog choosing form title=format!("Rate {}", films(choosing)) action="Save" on_submit=submit>
            <p class="dialog-text quiet">"Leave it empty to remove their ratings."</p>
            <StarInput value on_change=move |stars| value.set(stars) />
        </ChangeDialog>
    }
}

#[component]
fn TagsDialog(choosing: Choosing, adds: bool) -> impl IntoView {
    let (form, names, tags) = (Form::new(), RwSignal::new(Vec::<String>::new()), use_labels().tags);
    let name = if adds { "add_tags" } else { "remove_tags" };
    let submit = move |()| {
        let chosen = names.get_untracked();
        let mut errors = FieldErrors::default();
        if chosen.is_empty() {
            errors.add(name, "required", "Enter a tag.");
        }
        let change = if adds {
            ChangeDraft { add_tags: chosen, ..ChangeDraft::default() }
        } else {
            ChangeDraft { remove_tags: chosen, ..ChangeDraft::default() }
        };
        send(choosing, form, errors.into_result(change), if adds { "tagged" } else { "untagged" });
    };
    let (title, action) = if adds {
        (format!("Add tags to {}", films(choosing)), "Add tags")
    } else {
        (format!("Remove tags from {}", films(choosing)), "Remove tags")
    };
    view! {
        <ChangeDialog choosing form title action on_submit=submit>
            <LabelsInput
                label="Tags"
                name
                names
                suggestions=Signal::derive(move || tags.names())
                errors=form.errors
                placeholder="Tags, separated by commas"
            />
        </ChangeDialog>
    }
}

#[component]
fn ListDialog(choosing: Choosing) -> impl IntoView {
    let (form, chosen) = (Form::new(), RwSignal::new(String::new()));
    let lists = RwSignal::new(None::<Result<Vec<List>, String>>);
    let load = move || {
        spawn_local(async move {
            let found = all_lists(choosing.api, None).await.map_err(|error| describe(&error));
            if let Ok([first, ..]) = found.as_deref() {
                chosen.try_update(|chosen| {
                    if chosen.is_empty() {
                        *chosen = first.id.to_string();
                    }
                });
            }
            lists.try_set(Some(found));
        });
    };
    load();
    let submit = move |()| {
        let mut errors = FieldErrors::default();
        let list = chosen.get_untracked().parse().ok();
        if list.is_none() {
            errors.add("list", "required", "Choose a list.");
        }
        let change = ChangeDraft { add_to_list: list, ..ChangeDraft::default() };
        send(choosing, form, errors.into_result(change), "added to the list");
    };
    let choice = |list: List| (list.id.to_string(), list.name);
    view! {
        <ChangeDialog choosing form title=format!("Add {} to a list", films(choosing)) action="Add" on_submit=submit>
            {live(move || match lists.get() {
                None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
                Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| load() /> }.into_any(),
                Some(Ok(lists)) if lists.is_empty() => view! {
                    <p class="dialog-text">"You don’t have a list yet. "<a href=LISTS>"Create one"</a>", then come back."</p>
                }.into_any(),
                Some(Ok(lists)) => {
                    let choices: Vec<Choice> = lists.into_iter().map(choice).collect();
                    view! {
                        <Select label="List" id="choose-list" value=chosen choices=Signal::stored(choices)
                            on_change=move |list: String| chosen.set(list) />
                        <FaultMessage fault=Fault::of(form.errors, "list") id="choose-list-fault".to_owned() />
                    }.into_any()
                }
            })}
        </ChangeDialog>
    }
}

#[component]
fn LogDialog(choosing: Choosing) -> impl IntoView {
    let (form, typed) = (Form::new(), Typed::of(None));
    let submit = move |()| {
        let checked = typed.draft().and_then(|draft| draft.parse(browser::today_utc()).map(|_| draft));
        let change = |log: WatchDraft| ChangeDraft { log: Some(log), ..ChangeDraft::default() };
        send(choosing, form, with_day_finished(checked).map(change), "logged");
    };
    view! {
        <ChangeDialog choosing form title=format!("Log {}", films(choosing)) action="Log" class="" on_submit=submit>
            <div class="form-fields">
                <WatchDateInput fields=typed.date errors=form.errors />
                <WatchFields typed form />
            </div>
        </ChangeDialog>
    }
}

#[component]
fn DateDialog(choosing: Choosing) -> impl IntoView {
    let (form, fields) = (Form::new(), WatchDateFields::new(Known::Day));
    let submit = move |()| {
        let checked = fields.draft().and_then(|date| {
            let watched_on = date.flatten();
            let draft = WatchDraft { watched_on: watched_on.clone(), ..WatchDraft::default() };
            draft.parse(browser::today_utc()).map(|_| watched_on)
        });
        let change = |date| ChangeDraft { latest_watched_on: Some(date), ..ChangeDraft::default() };
        send(choosing, form, with_day_finished(checked).map(change), "moved");
    };
    view! {
        <ChangeDialog choosing form title=format!("Move the date of {}", films(choosing)) action="Move" on_submit=submit>
            <p class="dialog-text quiet">"This changes when you last watched them. Films that you haven’t watched stay as they are."</p>
            <WatchDateInput fields errors=form.errors />
        </ChangeDialog>
    }
}

#[component]
fn DeleteQuestion(choosing: Choosing) -> impl IntoView {
    let close = Callback::new(move |()| choosing.asked.set(None));
    let delete = move |()| {
        choosing.asked.set(None);
        choosing.change(ChangeDraft { delete: true, ..ChangeDraft::default() }, "deleted");
    };
    let title = format!("Delete {}?", films(choosing));
    let text = "They go to the trash with their watches. You can restore them for 30 days.".to_owned();
    view! { <Confirm title=Signal::stored(title) text=Signal::stored(text) action="Delete" on_confirm=delete on_cancel=close /> }
}
