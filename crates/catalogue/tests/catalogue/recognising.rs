//! Finding the film that somebody has.

use super::{Outcome, all_files, build, opened};
use catalogue::building::Kinds;
use catalogue::finding::recognising::Recognised;
use catalogue::recognising::Described;

#[test]
fn a_film_is_recognised_by_any_of_its_titles() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    for (title, original_title, year, expected) in [
        ("AMELIE", None, Some(2001), "tt0211915"),
        ("Le fabuleux destin d’Amélie Poulain", None, Some(2001), "tt0211915"),
        ("Godfather", None, Some(1972), "tt0068646"),
        ("Der Pate", None, Some(1972), "tt0068646"),
        ("My own title", Some("Сталкер"), Some(1979), "tt0079944"),
        ("千と千尋の神隠し", None, Some(2001), "tt0245429"),
        // What it isn't sure of.
        ("Heat", None, Some(1996), "? tt0113277 tt0093164"),
        ("Heat", None, Some(1986), "? tt0093164 tt0113277"),
        ("Heat", None, None, "? tt0113277 tt0093164"),
        ("Amelei", None, Some(2001), "? tt0211915"),
        // What isn't there, or is so in name only.
        ("Our wedding", None, Some(2014), "-"),
        ("Amelei", None, Some(1950), "-"),
        ("…", None, Some(2001), "-"),
        ("", None, None, "-"),
    ] {
        let film = Described {
            title: title.to_owned(),
            original_title: original_title.map(str::to_owned),
            year,
            ..Described::default()
        };
        let found = match catalogue.recognise(&film, 5)? {
            Recognised::Sure(found) => found.id.to_string(),
            Recognised::Candidates(found) => found.iter().fold("?".to_owned(), |all, it| format!("{all} {}", it.id)),
            Recognised::Unknown => "-".to_owned(),
        };
        assert_eq!(found, expected, "{title}");
        let sure = catalogue.recognise_surely(&film)?.map(|found| found.id.to_string());
        assert_eq!(sure.is_some(), expected.starts_with("tt"), "{title}");
    }
    Ok(())
}

#[test]
fn the_director_decides_where_the_year_alone_does_not() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    let heat = |director: &str| Described {
        title: "Heat".to_owned(),
        year: Some(1995),
        runtime_minutes: Some(188),
        directors: vec![director.to_owned()],
        ..Described::default()
    };
    assert_eq!(catalogue.recognise_surely(&heat("Michael Mann"))?.map(|it| it.imdb), Some(113_277));
    assert_eq!(catalogue.recognise_surely(&heat("Dick Richards"))?, None);
    Ok(())
}
