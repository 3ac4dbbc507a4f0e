//! Films for somebody who loved others.

use super::{BASICS, Outcome, all_files, build, opened, put};
use catalogue::building::Kinds;
use catalogue::film::Role;
use catalogue::finding::Catalogue;
use catalogue::recommending::{Reason, Recommended, Weighed, choose};
use std::error::Error;

/// All that is recommended to somebody with these films, by their numbers at IMDb, each with how much it was loved.
fn all(catalogue: &Catalogue, films: &[(u32, f64)]) -> Result<Vec<Recommended>, Box<dyn Error>> {
    let mut weighed = Vec::new();
    for (imdb, weight) in films {
        let film = catalogue.film(*imdb)?.ok_or("there is no such film")?;
        weighed.push(Weighed { film, weight: *weight });
    }
    let taste = catalogue.taste(weighed)?;
    let (mut candidates, mut found) = (catalogue.candidates(&taste)?, Vec::new());
    while let Some(next) = catalogue.weigh_next(&mut candidates, &taste)? {
        found.extend(next);
    }
    Ok(choose(found, 50))
}

fn titles(found: &[Recommended]) -> Vec<&str> {
    found.iter().map(|it| it.film.title.as_str()).collect()
}

#[test]
fn people_come_before_genres_and_nothing_comes_of_nothing() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    let more = "tt0000003\tmovie\tNight\tNight\t1\t1995\t\\N\t80\tCrime
tt0000004\tshort\tBrief\tBrief\t0\t1995\t\\N\t8\tCrime\n";
    put(files.path(), &[("title.basics", &format!("{BASICS}{more}"))])?;
    build(files.path(), data.path(), Kinds { shorts: true, adult: true, ..Kinds::default() })?;
    let catalogue = opened(data.path())?;
    let heat = catalogue.film(113_277)?.ok_or("there is no such film")?.rank;
    let found = all(&catalogue, &[(113_277, 1.0)])?;
    assert_eq!(titles(&found)[0], "The Godfather");
    assert_eq!(found[0].reasons, [(Reason::Person(Role::Actor, 199, "Al Pacino".to_owned()), heat)]);
    let stalker = found.iter().find(|it| it.film.title == "Stalker").ok_or("it has a genre of Heat")?;
    assert_eq!(stalker.reasons, [(Reason::Genre("Drama".to_owned()), heat)]);
    // Not the film itself, nothing of other genres, no pornography and no short film.
    for other in ["Spirited Away", "Night", "Brief"] {
        assert!(!titles(&found).contains(&other), "{other}");
    }
    assert!(found.iter().all(|it| it.film.rank != heat));
    assert!(all(&catalogue, &[])?.is_empty());
    assert!(all(&catalogue, &[(113_277, -1.0)])?.is_empty());
    Ok(())
}

#[test]
fn people_of_a_film_that_was_disliked_count_against_others() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    let godfather = |films: &[(u32, f64)]| -> Result<Recommended, Box<dyn Error>> {
        let found = all(&catalogue, films)?;
        Ok(found.into_iter().find(|it| it.film.title == "The Godfather").ok_or("it is there")?)
    };
    // M is a film of the same genre; Heat has an actor of The Godfather besides.
    let (liked, disliked) =
        (godfather(&[(22_100, 1.0), (113_277, 0.5)])?, godfather(&[(22_100, 1.0), (113_277, -0.5)])?);
    assert!(liked.score > disliked.score);
    let is_person = |it: &Recommended| matches!(it.reasons[0].0, Reason::Person(..));
    assert!(is_person(&liked) && !is_person(&disliked), "{disliked:?}");
    Ok(())
}

#[test]
fn a_film_is_meant_by_its_id_or_by_a_title_and_a_year_of_its_own() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    let meant = |imdb, title: &str, year| -> Result<Option<u32>, Box<dyn Error>> {
        Ok(catalogue.meant(imdb, title, year)?.map(|it| it.imdb))
    };
    assert_eq!(meant(Some(113_277), "x", None)?, Some(113_277));
    assert_eq!(meant(None, "HEAT", Some(1986))?, Some(93_164));
    assert_eq!(meant(None, "Сталкер", Some(1979))?, Some(79_944));
    for (title, year) in [("Heat", None), ("Heat", Some(1990)), ("Hea", Some(1995)), ("", Some(1995))] {
        assert_eq!(meant(None, title, year)?, None, "{title}");
    }
    Ok(())
}
