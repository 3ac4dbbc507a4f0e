//! Titles in languages: which ones are in a catalogue, and which one is shown.

use super::{BASICS, Outcome, build_in, opened, put, titles};
use catalogue::building::Kinds;
use catalogue::finding::Catalogue;
use catalogue::language::{Language, Languages};

const AKAS: &str = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle
tt0068646\t1\tDer Pate (Arbeitstitel)\tDE\t\\N\tworking\t\\N\t0
tt0068646\t2\tDer Pate in Wien\tAT\t\\N\timdbDisplay\t\\N\t0
tt0068646\t3\tDer Pate\tDE\t\\N\timdbDisplay\t\\N\t0
tt0068646\t4\tLe parrain\tCA\tfr\timdbDisplay\t\\N\t0
tt0068646\t5\tMario Puzo's The Godfather\tXWW\ten\talternative\t\\N\t0
tt0068646\t6\tThe Godfather\tUS\t\\N\timdbDisplay\t\\N\t0
tt0068646\t7\tDas Babba\t\\N\t\\N\t\\N\t\\N\t0
tt0068646\t8\t教父\tHK\tcmn\timdbDisplay\t\\N\t0
";

fn shown(catalogue: &Catalogue, language: &str) -> Result<Option<String>, Box<dyn std::error::Error>> {
    let film = catalogue.film(68_646)?.ok_or("there is no such film")?;
    Ok(catalogue.title_in(film.rank, language.parse::<Language>()?)?)
}

#[test]
fn a_film_is_shown_by_its_title_in_a_language() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    put(files.path(), &[("title.basics", BASICS), ("title.akas", AKAS)])?;
    build_in(files.path(), data.path(), Kinds::default(), Languages::All)?;
    let catalogue = opened(data.path())?;
    for (language, expected) in
        [("de", Some("Der Pate")), ("fr", Some("Le parrain")), ("zh", Some("教父")), ("en", None), ("ko", None)]
    {
        assert_eq!(shown(&catalogue, language)?.as_deref(), expected, "{language}");
    }
    assert_eq!(titles(&catalogue, "das babba")?, ["The Godfather 1972"]);
    assert_eq!(catalogue.title_in(1000, "de".parse()?)?, None);
    Ok(())
}

#[test]
fn titles_in_other_languages_than_those_that_are_wanted_are_left_out() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    put(files.path(), &[("title.basics", BASICS), ("title.akas", AKAS)])?;
    build_in(files.path(), data.path(), Kinds::default(), "fr,zh".parse()?)?;
    let catalogue = opened(data.path())?;
    for (search, is_found) in [
        ("the godfather", true),
        ("le parrain", true),
        ("教父", true),
        ("der pate", false),
        ("das babba", false),
        ("mario puzo", false),
        // The title where it comes from stays.
        ("eine stadt sucht", true),
        ("fabuleux destin", true),
    ] {
        assert_eq!(!titles(&catalogue, search)?.is_empty(), is_found, "{search}");
    }
    assert_eq!((shown(&catalogue, "fr")?.as_deref(), shown(&catalogue, "de")?), (Some("Le parrain"), None));
    Ok(())
}
