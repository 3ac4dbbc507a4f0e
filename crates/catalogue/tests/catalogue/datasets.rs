//! Made-up datasets of any size, with lines that are odd.

use super::{Outcome, build, left, opened};
use catalogue::building::{FILE, Kinds};
use catalogue::error::Error;
use catalogue::testing::{Datasets, cut, damage};
use std::fs;

const DATASETS: Datasets = Datasets { films: 2000, episodes: 2, seed: 5 };

#[test]
fn every_film_of_made_up_datasets_is_found_by_its_title() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    DATASETS.write(files.path())?;
    assert_eq!(build(files.path(), data.path(), Kinds::default())?, DATASETS.films);
    let catalogue = opened(data.path())?;
    assert_eq!(catalogue.count()?, DATASETS.films);
    for number in 1..=DATASETS.films {
        let film = catalogue.film(DATASETS.imdb(number))?.ok_or("a film is missing")?;
        assert!(!film.title.starts_with("Twice"), "{}", film.title);
        let found = catalogue.find(&film.title, 200)?;
        assert!(found.iter().any(|it| it.imdb == film.imdb), "{} isn’t found by {}", film.imdb, film.title);
        assert_eq!(catalogue.film_of_rank(film.rank)?, Some(film));
    }
    Ok(())
}

#[test]
fn ranks_follow_the_votes_and_have_no_gaps() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    DATASETS.write_films(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    let mut votes = Vec::new();
    for rank in 1..=DATASETS.films {
        votes.push(catalogue.film_of_rank(rank)?.ok_or("a rank is missing")?.votes);
    }
    assert!(votes.is_sorted_by(|a, b| a >= b) && votes[0] > 1000 && votes.contains(&0));
    Ok(())
}

#[test]
fn people_and_films_name_each_other() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    DATASETS.write(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    for rank in 1..=200 {
        let credits = catalogue.credits(rank)?;
        assert!(credits.len() > 2, "{credits:?}");
        for it in credits {
            assert_eq!(it.name, DATASETS.name(it.person));
            let person = catalogue.person(it.person)?.ok_or("a person is missing")?;
            assert!(person.films.iter().any(|(role, film)| (*role, film.rank) == (it.role, rank)), "{person:?}");
        }
    }
    Ok(())
}

#[test]
fn the_same_datasets_are_made_in_every_run() -> Outcome {
    let (first, second) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let datasets = Datasets { films: 100, ..DATASETS };
    datasets.write(first.path())?;
    datasets.write(second.path())?;
    let names = left(first.path())?;
    assert_eq!(names.len(), 6);
    for name in names {
        assert!(fs::read(first.path().join(&name))? == fs::read(second.path().join(&name))?, "{name}");
    }
    Ok(())
}

#[test]
fn any_broken_dataset_leaves_the_catalogue_as_it_was() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    DATASETS.write(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let before = fs::read(data.path().join(FILE))?;
    for name in left(files.path())? {
        let path = files.path().join(&name);
        let whole = fs::read(&path)?;
        for harm in [cut, damage] {
            harm(&path)?;
            let outcome = build(files.path(), data.path(), Kinds::default());
            assert!(matches!(&outcome, Err(Error::File { .. } | Error::Format { .. })), "{name}: {outcome:?}");
            assert!(outcome.is_err_and(|error| error.to_string().contains(&name)));
            assert_eq!(left(data.path())?, [FILE, "catalogue.lock"]);
            assert!(fs::read(data.path().join(FILE))? == before, "{name}");
            fs::write(&path, &whole)?;
        }
    }
    Ok(())
}
