//! All tags: how many films and lists have them, and other names for them.

use crate::base::routes::{HOME, LISTS, url};
use crate::context::{use_api, use_toasts};
use crate::kit::browser;
use crate::kit::counts;
use crate::kit::failures::describe;
use crate::kit::quoting::quoted;
use crate::library::context::use_library_state;
use crate::library::state::{Change, LibraryState};
use crate::ui::button::IconButton;
use crate::ui::dialog::Dialog;
use crate::ui::field::TextField;
use crate::ui::form::{DialogButtons, Form, FormElement};
use crate::ui::live::{When, live, words};
use crate::ui::notice::{FailureNotice, Notice};
use crate::ui::toasts::Toasts;
use client::Client;
use domain::library::tags::{Tag, TagChange, TagDraft};
use leptos::prelude::*;
use leptos::task::spawn_local;

/// The tags of the page; copies are the same.
#[derive(Clone, Copy)]
struct TagList {
    tags: RwSignal<Option<Result<Vec<Tag>, String>>>,
    api: Client<crate::base::session::Session>,
    toasts: Toasts,
    library: LibraryState,
}

impl TagList {
    fn load(self) {
        spawn_local(async move {
            let found = self.api.list_tags().await;
            self.tags.try_set(Some(found.map(|tags| tags.items).map_err(|error| describe(&error))));
        });
    }

    fn names(self) -> Vec<String> {
        self.tags.with(|tags| match tags {
            Some(Ok(tags)) => tags.iter().map(|tag| tag.name.clone()).collect(),
            _ => Vec::new(),
        })
    }

    /// Says what was done, and shows everything as it is now.
    fn done(self, text: String, change: TagChange) {
        self.library.tell(Change::Added);
        self.load();
        self.toasts.say_with_undo(text, move || {
            spawn_local(async move {
                match self.api.undo(change.undo).await {
                    Ok(()) => {
                        self.library.tell(Change::Added);
                        self.load();
                    }
                    Err(error) => self.toasts.fail(describe(&error)),
                }
            });
        });
    }

    fn delete(self, tag: Tag) {
        spawn_local(async move {
            match self.api.delete_tag(&tag.name).await {
                Ok(change) => self.done(format!("Tag {} deleted", quoted(&tag.name)), change),
                Err(error) => self.toasts.fail(describe(&error)),
            }
        });
    }
}

/// The page of all tags.
#[component]
pub fn TagsPage() -> impl IntoView {
    browser::set_title("Tags");
    let list =
        TagList { tags: RwSignal::new(None), api: use_api(), toasts: use_toasts(), library: use_library_state() };
    list.load();
    let (renaming, search) = (RwSignal::new(None::<Tag>), RwSignal::new(String::new()));
    let all = move || list.tags.get().and_then(Result::ok).unwrap_or_default();
    let many = move || all().len() > 12;
    let count = move || Some(all().len() as u64).filter(|count| *count > 0).map(counts::tags);
    let shown = move || {
        let wanted = browser::fold(search.get().trim());
        all().into_iter().filter(|tag| browser::fold(&tag.name).contains(&wanted)).collect::<Vec<_>>()
    };
    view! {
        <div class="page-header">
            <h1 tabindex="-1">"Tags"</h1>
            <p class="page-count" role="status">{words(count)}</p>
        </div>
        <When holds=many>
            <div class="field tag-search">
                <label class="visually-hidden" for="tag-search">"Find a tag"</label>
                <input id="tag-search" type="search" autocomplete="off" placeholder="Find a tag" prop:value=move || search.get()
                    on:input=move |event| search.set(event_target_value(&event)) />
            </div>
        </When>
        {live(move || match list.tags.get() {
            None => view! { <p class="quiet" role="status">"Loading…"</p> }.into_any(),
            Some(Err(reason)) => view! { <FailureNotice reason on_retry=move |()| list.load() /> }.into_any(),
            Some(Ok(tags)) if tags.is_empty() => view! {
                <Notice icon="rows" title="No tags yet" text="Tags that you give films and lists appear here, where you can rename, merge and delete them." />
            }.into_any(),
            Some(Ok(_)) => view! {
                <ul class="tag-rows" id="tags">
                    {live(move || shown().into_iter().map(|tag| view! { <TagRow tag list renaming /> }).collect_view())}
                </ul>
            }.into_any(),
        })}
        {live(move || renaming.get().map(|tag| view! { <RenameForm tag list on_close=move |()| renaming.set(None) /> }))}
    }
}

#[component]
fn TagRow(tag: Tag, list: TagList, renaming: RwSignal<Option<Tag>>) -> impl IntoView {
    let (rename, delete) = (tag.clone(), tag.clone());
    let labels = (format!("Rename {}", quoted(&tag.name)), format!("Delete {}", quoted(&tag.name)));
    let link = |count: u64, text: String, path: &str| {
        let href = url(path, [("tag", tag.name.as_str())]);
        (count > 0).then(|| view! { <a href=href>{text}</a> })
    };
    view! {
        <li class="tag-row">
            <span class="tag-name" dir="auto">{tag.name.clone()}</span>
            <span class="tag-counts">
                {link(tag.movie_count, counts::films(tag.movie_count), HOME)}
                {link(tag.list_count, counts::lists(tag.list_count), LISTS)}
            </span>
            <span class="list-item-actions">
                <IconButton icon="pencil" label=labels.0 on_press=move |()| renaming.set(Some(rename.clone())) />
                <IconButton icon="trash" label=labels.1 on_press=move |()| list.delete(delete.clone()) />
            </span>
        </li>
    }
}

#[component]
fn RenameForm(tag: Tag, list: TagList, #[prop(into)] on_close: Callback<()>) -> impl IntoView {
    let (name, form) = (RwSignal::new(tag.name.clone()), Form::new());
    let from = StoredValue::new(tag.name.clone());
    let merges = move || {
        let wanted = browser::fold(name.get().trim());
        let is_other = wanted != browser::fold(&from.get_value());
        list.names().into_iter().find(|other| is_other && browser::fold(other) == wanted)
    };
    let submit = move |()| {
        let draft = TagDraft { name: name.get_untracked() };
        let send = move |to: String| async move {
            let change = list.api.rename_tag(&from.get_value(), &to).await?;
            Ok::<_, client::Error>((to, change))
        };
        form.submit(draft.parse(), send, move |(to, change)| {
            if form.is_open() {
                on_close.run(());
                list.done(format!("Tag {} renamed to {}", quoted(from.get_value()), quoted(to)), change);
            }
        });
    };
    let suggestions = Signal::derive(move || {
        let others = list.names();
        from.with_value(|from| others.into_iter().filter(|other| other != from).collect::<Vec<_>>())
    });
    view! {
        <Dialog title=format!("Rename {}", quoted(&tag.name)) on_dismiss=on_close class="is-small">
            <FormElement id="rename-form" form on_submit=submit>
                <div class="form-fields">
                    <TextField label="Name" name="name" value=name errors=form.errors required=true autofocus=true suggestions />
                    <p class="field-hint" role="status">
                        {words(move || merges().map(|other| format!("You have a tag {} already. The two become one.", quoted(other))))}
                    </p>
                </div>
                <DialogButtons form action="Rename" on_cancel=on_close />
            </FormElement>
        </Dialog>
    }
}
