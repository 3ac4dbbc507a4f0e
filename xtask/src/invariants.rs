//! What must always be true of the workspace, as far as a program can tell: the sentences of
//! ARCHITECTURE.md, each with its check.

pub mod files;
mod packages;
mod rooms;
mod sources;

use anyhow::{Result, ensure};

/// A sentence, and what finds where it is not so.
struct Invariant {
    sentence: &'static str,
    find_faults: fn() -> Result<Vec<String>>,
}

const INVARIANTS: &[Invariant] = &[
    Invariant {
        sentence: "The browser app never depends on storage, nor on the server.",
        find_faults: packages::web_without_storage,
    },
    Invariant {
        sentence: "The domain does no input or output: no runtime, no network, no database.",
        find_faults: packages::domain_without_io,
    },
    Invariant {
        sentence: "The client knows the API only by its wire types.",
        find_faults: packages::client_without_server,
    },
    Invariant { sentence: "Storage knows nothing of HTTP.", find_faults: packages::storage_without_http },
    Invariant {
        sentence: "The wasm-bindgen library and the generated bindings are of one version.",
        find_faults: packages::one_wasm_bindgen,
    },
    Invariant {
        sentence: "No dependency has a licence that would bind this product's own.",
        find_faults: packages::free_licences,
    },
    Invariant {
        sentence: "The program has no package in two versions, but for those that its dependencies force on it.",
        find_faults: packages::few_duplicates,
    },
    Invariant {
        sentence: "Every migration goes up and down, on both engines, and none is skipped in the numbering.",
        find_faults: files::whole_migrations,
    },
    Invariant { sentence: "No files use each other in a circle.", find_faults: rooms::no_circles },
    Invariant { sentence: "Each room uses those that its row allows.", find_faults: rooms::arrows_go_one_way },
    Invariant { sentence: "SQL stands in storage alone.", find_faults: sources::sql_in_storage },
    Invariant {
        sentence: "Time, ids and randomness are made in one place of the server, and in one of the page.",
        find_faults: sources::clocks,
    },
    Invariant {
        sentence: "The page's ground knows nothing of films but their ratings.",
        find_faults: sources::ground_without_films,
    },
    Invariant { sentence: "No source file is longer than 300 lines.", find_faults: files::short_sources },
    Invariant {
        sentence: "The files, functions and tests that the documents name exist.",
        find_faults: files::named_files_exist,
    },
    Invariant { sentence: "No path of a developer's machine is committed.", find_faults: files::no_local_paths },
];

/// Checks every invariant and prints each with its faults.
///
/// # Errors
/// When one does not hold, or cannot be checked.
pub fn check() -> Result<()> {
    let mut broken = 0;
    for invariant in INVARIANTS {
        let faults = (invariant.find_faults)()?;
        println!("{} {}", if faults.is_empty() { "  ok    " } else { "  BROKEN" }, invariant.sentence);
        for fault in &faults {
            println!("           {fault}");
        }
        broken += usize::from(!faults.is_empty());
    }
    ensure!(broken == 0, "{broken} invariants are broken");
    Ok(())
}
