//! Choosing among films that fit, so that they aren't all of one kind.

use super::{Reason, Recommended};
use std::collections::HashMap;

/// What a film loses for each one before it that is there for the same reason, or for the same loved film.
const SAME_REASON: f64 = 0.6;
const SAME_FILM: f64 = 0.25;

/// The most films that are chosen from: the others don't fit well enough to come before any of them.
const MOST: usize = 300;

/// The best of them, the best first: each counts less when there are others like it before it.
pub fn choose(mut all: Vec<Recommended>, limit: usize) -> Vec<Recommended> {
    all.sort_by(|a, b| b.score.total_cmp(&a.score).then(a.film.rank.cmp(&b.film.rank)));
    all.truncate(MOST);
    let (mut reasons, mut films): (HashMap<Reason, f64>, HashMap<u32, f64>) = (HashMap::new(), HashMap::new());
    let mut chosen = Vec::with_capacity(limit.min(all.len()));
    while chosen.len() < limit {
        let worth = |it: &Recommended| {
            // The genre of many a film is the same; people are what makes a row of films look alike.
            let same = it.reasons.iter().map(|(reason, _)| reasons.get(reason).copied().unwrap_or_default());
            let film = it.reasons.first().and_then(|(_, film)| films.get(film)).copied().unwrap_or_default();
            it.score - SAME_REASON * same.fold(0.0, f64::max) - SAME_FILM * film
        };
        let best = all
            .iter()
            .enumerate()
            .max_by(|(_, a), (_, b)| worth(a).total_cmp(&worth(b)).then(b.film.rank.cmp(&a.film.rank)));
        let Some((at, _)) = best else { break };
        let next = all.swap_remove(at);
        for (reason, _) in &next.reasons {
            *reasons.entry(reason.clone()).or_default() += if matches!(reason, Reason::Genre(_)) { 0.3 } else { 1.0 };
        }
        if let Some((_, film)) = next.reasons.first() {
            *films.entry(*film).or_default() += 1.0;
        }
        chosen.push(next);
    }
    chosen
}
