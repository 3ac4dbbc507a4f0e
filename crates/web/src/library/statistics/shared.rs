//! A year that is shared by a link, for those who have no account as well.

use super::bars::Period;
use super::figures::Figures;
use crate::context::use_api;
use crate::kit::browser;
use crate::library::shared_frame::{FetchShared, shared_page};
use domain::library::statistics::SharedYear;
use leptos::prelude::*;
use std::rc::Rc;

/// The page of `/shared/years/…`.
#[component]
pub fn SharedYearPage() -> impl IntoView {
    browser::set_title("Shared year");
    let api = use_api();
    let fetch: FetchShared<SharedYear> =
        Rc::new(move |token| Box::pin(async move { api.get_shared_year(&token).await }));
    shared_page("This year isn’t shared any more", fetch, |shared, _| {
        let title = format!("{} in films", shared.year);
        browser::set_title(&title);
        let period = Period(format!("{:04}", shared.year).parse().ok());
        view! {
            <div class="page-header"><h1 tabindex="-1">{title}</h1></div>
            <Figures statistics=shared.statistics period links=false />
        }
        .into_any()
    })
}
