//! A list whose pages stand in the address.

use crate::base::routes::{Route, url};
use crate::context::use_navigation;
use crate::lists::listing::{Fetch, Item, Listing, Phase};
use crate::lists::paging::{PageHistory, PagePosition};
use crate::ui::live::{effect, live};
use crate::ui::notice::FailureNotice;
use leptos::prelude::*;

/// The list; copies are the same.
pub struct PagedList<T: Item> {
    /// The items of the page that is shown.
    pub listing: Listing<T>,
    /// Which page is shown.
    pub position: Signal<PagePosition>,
    /// Where the pages of this list have been seen to start.
    pub history: StoredValue<PageHistory>,
    /// The address of a page.
    pub url_of: Callback<PagePosition, String>,
}

#[expect(clippy::expl_impl_clone_on_copy, reason = "derived, it would ask the items to be Copy")]
impl<T: Item> Clone for PagedList<T> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<T: Item> Copy for PagedList<T> {}

impl<T: Item> PagedList<T> {
    /// A list whose position is told elsewhere.
    pub fn at(position: Signal<PagePosition>, url_of: Callback<PagePosition, String>) -> Self {
        Self { listing: Listing::default(), position, history: StoredValue::new(PageHistory::default()), url_of }
    }

    /// The list of a page of the app: `source` gives the address of its first page, which is the list’s name too,
    /// and what fetches it; both follow signals.
    pub fn of_route(route: Route, source: impl Fn() -> (String, Fetch<T>) + 'static) -> Self {
        let (navigation, base) = (use_navigation(), RwSignal::new(String::new()));
        let position = Memo::new(move |before: Option<&PagePosition>| {
            let location = navigation.location();
            match before {
                Some(before) if location.route() != route => before.clone(),
                _ => PagePosition::from_values(location.value("page"), location.value("cursor")),
            }
        });
        let this = Self::at(
            position.into(),
            Callback::new(move |position| base.with_untracked(|base| page_url(base, &position))),
        );
        effect(move || {
            let (name, fetch) = source();
            base.set(name.clone());
            this.show(&name, fetch);
        });
        this
    }

    /// Shows the page of the list of that name that the address tells.
    pub fn show(self, name: &str, fetch: Fetch<T>) {
        let position = self.position.get();
        self.history.update_value(|history| history.note(name, &position));
        self.listing.open(name, position, fetch);
    }
}

fn page_url(base: &str, position: &PagePosition) -> String {
    let pairs = url("", position.to_pairs().iter().map(|(name, value)| (*name, value.as_str())));
    if base.contains('?') { format!("{base}{}", pairs.replacen('?', "&", 1)) } else { format!("{base}{pairs}") }
}

/// What stands in the place of a list’s items: that they are on their way, that they can’t be fetched, or that there
/// are none.
#[component]
pub fn ListStatus<T: Item>(
    list: PagedList<T>,
    /// While they are on their way.
    #[prop(optional, into)]
    loading: ViewFn,
    /// When there are none.
    #[prop(into)]
    empty: ViewFn,
) -> impl IntoView {
    let listing = list.listing;
    live(move || match listing.phase() {
        Phase::Failed(reason) => view! { <FailureNotice reason on_retry=move |()| listing.retry() /> }.into_any(),
        Phase::Loading if listing.shown() == 0 => loading.run(),
        _ if listing.shown() == 0 => empty.run(),
        _ => ().into_any(),
    })
}

/// That something is on its way.
pub fn loading_text() -> impl IntoView {
    view! { <p class="quiet" role="status">"Loading…"</p> }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_stands_behind_what_the_list_is_asked_for() {
        let second = PagePosition { number: 1, cursor: Some("c".to_owned()) };
        assert_eq!(page_url("/diary", &PagePosition::default()), "/diary");
        assert_eq!(page_url("/diary", &second), "/diary?page=2&cursor=c");
        assert_eq!(page_url("/admin?search=ana", &second), "/admin?search=ana&page=2&cursor=c");
    }
}
