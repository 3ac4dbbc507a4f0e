//! The people of films, and the films of people.

use super::{Outcome, all_files, build, opened};
use catalogue::building::Kinds;
use catalogue::film::Role;

#[test]
fn a_film_has_its_directors_and_then_its_actors() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    let heat = catalogue.film(113_277)?.ok_or("there is no such film")?;
    let credits: Vec<_> = catalogue.credits(heat.rank)?.into_iter().map(|it| (it.person, it.name, it.role)).collect();
    let expected = [
        (520, "Michael Mann".to_owned(), Role::Director),
        (199, "Al Pacino".to_owned(), Role::Actor),
        (134, "Robert De Niro".to_owned(), Role::Actor),
    ];
    assert_eq!(credits, expected);
    let stalker = catalogue.film(79_944)?.ok_or("there is no such film")?;
    assert_eq!(catalogue.credits(stalker.rank)?, []);
    assert_eq!(catalogue.credits(0)?, []);
    Ok(())
}

#[test]
fn a_person_has_films_the_best_known_first() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    let pacino = catalogue.person(199)?.ok_or("there is no such person")?;
    assert_eq!(pacino.name, "Al Pacino");
    let known: Vec<_> = pacino.films.into_iter().map(|(role, film)| (role, film.title)).collect();
    assert_eq!(known, [(Role::Actor, "The Godfather".to_owned()), (Role::Actor, "Heat".to_owned())]);
    // They are of the datasets, but produced it.
    assert_eq!(catalogue.person(1)?, None);
    assert_eq!(catalogue.person(u32::MAX)?, None);
    Ok(())
}
