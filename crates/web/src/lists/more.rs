//! The end of a list: fetching further items, and turning the page.

use crate::lists::listing::{Item, Listing, Phase};
use crate::lists::paged_list::PagedList;
use crate::ui::icon::Icon;
use crate::ui::live::{When, effect, live, words};
use leptos::html;
use leptos::prelude::*;
use wasm_bindgen::closure::Closure;
use wasm_bindgen::{JsCast, JsValue};
use web_sys::js_sys::Array;
use web_sys::{IntersectionObserver, IntersectionObserverEntry, IntersectionObserverInit};

/// What stands below a list's items: “Show more”, which needs no press while one scrolls, and the
/// way to the other pages.
#[component]
pub fn More<T: Item>(list: PagedList<T>) -> impl IntoView {
    let PagedList { listing, position, history, url_of } = list;
    let failure = move || if let Phase::FailedMore(reason) = listing.phase() { Some(reason) } else { None };
    let waits = move || listing.phase() == Phase::LoadingMore;
    let range = move || listing.total().map(|total| position.get().range(listing.shown(), total));
    let before = move || history.with_value(|history| history.before(&position.get()));
    let has_more = move || !listing.is_drawn() || listing.has_more();
    let turns = move || before().is_some() || listing.is_drawn() && listing.next_position().is_some();
    view! {
        <div class="more">
            {live(move || failure().map(|reason| view! { <p class="more-failure" role="alert">{reason}</p> }))}
            <When holds=has_more>
                <Sentinel listing />
                <button type="button" class="button" aria-disabled=move || waits().then_some("true") on:click=move |_| listing.show_more()>
                    {words(move || if waits() { "Loading…" } else if failure().is_some() { "Try again" } else { "Show more" })}
                </button>
            </When>
            <When holds=turns>
                <nav class="pages" aria-label="Pages">
                    {live(move || before().map(|position| {
                        let text = if position.number == 0 { "First page" } else { "Previous page" };
                        view! { <a class="button" rel="prev" href=url_of.run(position)><Icon name="left" />{text}</a> }
                    }))}
                    <span class="pages-range">{words(range)}</span>
                    {live(move || listing.next_position().filter(|_| listing.is_drawn()).map(|position| {
                        view! { <a class="button" rel="next" href=url_of.run(position)>"Next page"<Icon name="right" /></a> }
                    }))}
                    {live(move || listing.total().and_then(|total| position.get().last(total)).map(|position| {
                        view! { <a class="button" href=url_of.run(position)>"Last page"</a> }
                    }))}
                </nav>
            </When>
        </div>
    }
}

/// Shows further items as soon as it comes near the window.
#[component]
fn Sentinel<T: Item>(listing: Listing<T>) -> impl IntoView {
    let node = NodeRef::<html::Div>::new();
    let observer = StoredValue::new_local(observer(listing));
    effect(move || {
        let (is_drawn, is_ready) = (listing.is_drawn(), listing.phase() == Phase::Ready);
        let (Some(node), true) = (node.get(), is_ready || !is_drawn) else { return };
        // Observing anew makes it report at once, also when it never left the window.
        observer.with_value(|observer| {
            if let Some((observer, _)) = observer {
                observer.unobserve(&node);
                observer.observe(&node);
            }
        });
    });
    on_cleanup(move || {
        observer.try_with_value(|observer| {
            if let Some((observer, _)) = observer {
                observer.disconnect();
            }
        });
    });
    view! { <div node_ref=node class="sentinel" aria-hidden="true"></div> }
}

type Seen = Closure<dyn FnMut(Array)>;

fn observer<T: Item>(listing: Listing<T>) -> Option<(IntersectionObserver, Seen)> {
    let seen = Seen::new(move |entries: Array| {
        let near = |entry: JsValue| entry.unchecked_into::<IntersectionObserverEntry>().is_intersecting();
        if entries.iter().any(near) {
            listing.show_more();
        }
    });
    let options = IntersectionObserverInit::new();
    options.set_root_margin("600px");
    let observer = IntersectionObserver::new_with_options(seen.as_ref().unchecked_ref(), &options).ok()?;
    Some((observer, seen))
}
