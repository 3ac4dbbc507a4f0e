//! Two that tell servers different things about one import at the same moment: on PostgreSQL, two servers.

use super::library::{Library, Word};
use crate::lab::Lab;
use crate::report::Report;
use anyhow::Result;

/// Has them told, and looks at what came of it.
pub async fn run(lab: &Lab, library: &Library<'_>, report: &mut Report) -> Result<()> {
    let engine = library.engine();
    let (mut wrong, mut tries, mut left) = (0, 0, 0);
    for _ in 0..lab.size(1, 5) {
        for other in [Word::Apply, Word::LeaveOut, Word::Delete] {
            let import = library.upload().await?;
            let (first, second) = (Word::Apply, other);
            let (first, second) = tokio::join!(library.tell(0, &import, &first), library.tell(1, &import, &second));
            let (first, second) = (first?, second?);
            let state = library.settled().await?.and_then(|it| it["state"].as_str().map(str::to_owned));
            let totals = library.totals().await?;
            let has_more = totals.0 > library.before.0;
            let is_right = match other {
                // One of them is told that it is being applied already.
                Word::Apply => [first, second].contains(&202) && [first, second].contains(&409) && has_more,
                // Either all is applied, or what was left out was left out before.
                Word::LeaveOut => first == 202 && state.as_deref() == Some("applied") && has_more == (second == 409),
                // It is applied, or gone.
                Word::Delete => (first == 202) == has_more && (first == 202) == state.is_some(),
            };
            tries += 1;
            wrong += usize::from(!is_right);
            if !is_right {
                eprintln!("  contest: {first} and {second}, then {state:?} with {totals:?}");
            }
            left += library.clear().await?;
            wrong += usize::from(library.totals().await? != library.before);
        }
    }
    report.none_of(engine, "contests about an import that ended wrong", (wrong, tries));
    report.none_of(engine, "rows left of imports after contests", (usize::try_from(left)?, tries));
    Ok(())
}
