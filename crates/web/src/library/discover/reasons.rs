//! Reasons in words.

use domain::catalogue::discoveries::{DiscoveryReason, ReasonKind};
use domain::ids::MovieId;

/// What a film has in common with one that somebody loved, in words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Told {
    /// The film that was loved.
    pub movie: MovieId,
    /// Its title.
    pub title: String,
    /// What stands before the names.
    pub before: &'static str,
    /// The names of people, or the genre.
    pub names: String,
}

/// A line for each loved film and kind, the strongest first.
pub fn told(because: &[DiscoveryReason]) -> Vec<Told> {
    let mut lines: Vec<(&DiscoveryReason, Vec<&str>)> = Vec::new();
    for reason in because {
        let same = lines.iter_mut().find(|(it, _)| it.kind == reason.kind && it.movie.id == reason.movie.id);
        match same {
            Some((_, names)) => names.push(&reason.name),
            None => lines.push((reason, vec![&reason.name])),
        }
    }
    let line = |(reason, names): (&DiscoveryReason, Vec<&str>)| Told {
        movie: reason.movie.id,
        title: reason.movie.title.clone(),
        before: match reason.kind {
            // What they did in the film that was loved isn't said: it may have been something else.
            ReasonKind::Director => "directed by ",
            ReasonKind::Actor => "with ",
            ReasonKind::Genre => "also listed under ",
        },
        names: listed(&names),
    };
    lines.into_iter().map(line).collect()
}

/// “A, B and C”.
fn listed(names: &[&str]) -> String {
    match names {
        [first @ .., last] if !first.is_empty() => format!("{} and {last}", first.join(", ")),
        _ => names.concat(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::catalogue::discoveries::LovedMovie;

    fn reason(kind: ReasonKind, name: &str, movie: u128) -> DiscoveryReason {
        let id = MovieId(uuid::Uuid::from_u128(movie));
        let movie = LovedMovie { id, title: format!("Film {movie}"), year: None };
        DiscoveryReason { kind, name: name.to_owned(), person_id: None, movie }
    }

    #[test]
    fn people_of_the_same_film_stand_in_one_line() {
        let told = told(&[
            reason(ReasonKind::Director, "Mann", 1),
            reason(ReasonKind::Actor, "Pacino", 1),
            reason(ReasonKind::Actor, "De Niro", 1),
            reason(ReasonKind::Actor, "Voight", 2),
        ]);
        let lines: Vec<_> = told.iter().map(|it| format!("{}: {}{}", it.title, it.before, it.names)).collect();
        assert_eq!(lines, ["Film 1: directed by Mann", "Film 1: with Pacino and De Niro", "Film 2: with Voight"]);
    }
}
