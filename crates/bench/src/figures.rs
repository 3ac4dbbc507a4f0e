//! The figures, a file for each group.

mod large_list;
mod list_page;
mod many_owners;
mod page;
mod sign_ins;
mod small_machine;
mod starts;
mod statistics;
mod writes;

use crate::databases::Databases;
use crate::http::Request;
use crate::report::Report;
use anyhow::Result;
use clap::ValueEnum;

/// The default page of films that the budgets are about.
const PAGE: &str = "/api/movies?limit=20";

/// A group of figures.
#[derive(Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum Figure {
    /// What a page of 20 out of 2,000 films costs
    List,
    /// The same page in a small and in a large database
    Owners,
    /// Start, memory and size of the server
    Server,
    /// What the first load of the page transfers
    Page,
    /// Orders, searches and filters on 36,000 films
    Search,
    /// The statistics of 36,273 films and 50,000 watches
    Statistics,
    /// Adding films
    Writes,
    /// The time of a refused sign-in, and a flood of sign-ins
    SignIns,
    /// The page's calls on half a core and 256 MB
    Small,
}

impl Figure {
    /// Those wanted, in their order; all, when none is named.
    pub fn wanted(named: &[Self]) -> Vec<Self> {
        let all = Self::value_variants().iter().copied();
        all.filter(|figure| named.is_empty() || named.contains(figure)).collect()
    }

    /// What it is about.
    pub fn title(self) -> &'static str {
        match self {
            Self::List => "A page of 20 out of 2,000 films",
            Self::Owners => "The same page among the films of many owners",
            Self::Server => "The server",
            Self::Page => "The first load of the page",
            Self::Search => "A collection of 36,000 films",
            Self::Statistics => "The statistics of 36,273 films and 50,000 watches",
            Self::Writes => "Adding films",
            Self::SignIns => "Signing in",
            Self::Small => "Half a core and 256 MB of memory, as on a Raspberry Pi",
        }
    }

    /// Measures it. `quick` takes fewer and shorter rounds.
    ///
    /// # Errors
    /// When it cannot be measured.
    pub async fn measure(self, databases: &Databases, quick: bool, report: &mut Report) -> Result<()> {
        match self {
            Self::List => list_page::measure(databases, quick, report).await,
            Self::Owners => many_owners::measure(databases, quick, report).await,
            Self::Server => starts::measure(databases, quick, report).await,
            Self::Page => page::measure(databases, report).await,
            Self::Search => large_list::measure(databases, quick, report).await,
            Self::Statistics => statistics::measure(databases, quick, report).await,
            Self::Writes => writes::measure(databases, quick, report).await,
            Self::SignIns => sign_ins::measure(databases, quick, report).await,
            Self::Small => small_machine::measure(databases, quick, report).await,
        }
    }
}

/// A GET by somebody who is signed in.
fn get(target: &str, authorization: &str) -> Request {
    Request::get(target, &[("authorization", authorization)])
}

/// Microseconds for people.
fn micros(value: f64) -> String {
    if value < 10_000.0 { format!("{value:.0} µs") } else { format!("{:.1} ms", value / 1000.0) }
}
