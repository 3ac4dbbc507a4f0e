//! Catalogues from datasets as IMDb publishes them: what is found in them, and what becomes of broken ones.

mod attacks;
mod best;
mod datasets;
mod languages;
mod people;
mod recognising;
mod recommending;
mod wikidata;

use catalogue::building::{Building, FILE, Kinds};
use catalogue::error::Error;
use catalogue::finding::Catalogue;
use catalogue::language::Languages;
use catalogue::sources::imdb::Imdb;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::fs;
use std::io::Write;
use std::path::Path;

type Outcome = Result<(), Box<dyn std::error::Error>>;

const BASICS: &str =
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres
tt0113277\tmovie\tHeat\tHeat\t0\t1995\t\\N\t170\tAction,Crime,Drama
tt0093164\tmovie\tHeat\tHeat\t0\t1986\t\\N\t101\tAction
tt0068646\tmovie\tThe Godfather\tThe Godfather\t0\t1972\t\\N\t175\tCrime,Drama
tt0211915\tmovie\tAmélie\tLe fabuleux destin d'Amélie Poulain\t0\t2001\t\\N\t122\tComedy,Romance
tt0245429\tmovie\tSpirited Away\t千と千尋の神隠し\t0\t2001\t\\N\t124\tAnimation
tt0079944\tmovie\tStalker\tСталкер\t0\t1979\t\\N\t162\tDrama
tt0145487\tmovie\tSpider-Man\tSpider-Man\t0\t2002\t\\N\t121\tAction
tt0022100\tmovie\tM\tM - Eine Stadt sucht einen Mörder\t0\t1931\t\\N\t117\tCrime
tt0058888\tmovie\t\"Quoted\" \\ title\t\"Quoted\" \\ title\t0\t\\N\t\\N\t\\N\t\\N
tt0000001\tshort\tCarmencita\tCarmencita\t0\t1894\t\\N\t1\tDocumentary,Short
tt0000002\tmovie\tForbidden Heat\tForbidden Heat\t1\t1990\t\\N\t80\tAdult
tt0944947\ttvSeries\tGame of Heat\tGame of Heat\t0\t2011\t2019\t60\tDrama
tt0113277\tmovie\tHeat twice\tHeat\t0\t1995\t\\N\t170\tAction
";
const RATINGS: &str = "tconst\taverageRating\tnumVotes
tt0113277\t8.3\t700000
tt0093164\t5.6\t3000
tt0068646\t9.2\t2000000
tt0211915\t8.3\t790000
tt0245429\t8.6\t880000
tt0145487\t7.4\t880000
tt0022100\t8.3\t170000
tt9999999\t10\t5
";
const AKAS: &str = "titleId\tordering\ttitle\tregion\tlanguage\ttypes\tattributes\tisOriginalTitle
tt0068646\t1\tDer Pate\tDE\t\\N\timdbDisplay\t\\N\t0
tt0113277\t1\tFuego contra fuego\tES\t\\N\t\\N\t\\N\t0
tt7777777\t1\tNowhere\tDE\t\\N\t\\N\t\\N\t0
";
const CREW: &str = "tconst\tdirectors\twriters
tt0113277\tnm0000520\tnm0000520
tt0211915\tnm0000466\t\\N
";
const PRINCIPALS: &str = "tconst\tordering\tnconst\tcategory\tjob\tcharacters
tt0113277\t1\tnm0000199\tactor\t\\N\t[\"Lt. Vincent Hanna\"]
tt0113277\t2\tnm0000134\tactor\t\\N\t\\N
tt0113277\t3\tnm0000001\tproducer\tproducer\t\\N
tt0068646\t1\tnm0000199\tactor\t\\N\t\\N
";
const NAMES: &str = "nconst\tprimaryName\tbirthYear\tdeathYear\tprimaryProfession\tknownForTitles
nm0000134\tRobert De Niro\t1943\t\\N\tactor\ttt0113277
nm0000199\tAl Pacino\t1940\t\\N\tactor\ttt0113277
nm0000520\tMichael Mann\t1943\t\\N\tdirector\ttt0113277
nm0000466\tJean-Pierre Jeunet\t1953\t\\N\tdirector\ttt0211915
";

fn put(folder: &Path, files: &[(&str, &str)]) -> Result<(), std::io::Error> {
    files.iter().try_for_each(|(name, text)| fs::write(folder.join(format!("{name}.tsv")), text))
}

fn all_files(folder: &Path) -> Result<(), std::io::Error> {
    let files = [
        ("title.basics", BASICS),
        ("title.ratings", RATINGS),
        ("title.akas", AKAS),
        ("title.crew", CREW),
        ("title.principals", PRINCIPALS),
        ("name.basics", NAMES),
    ];
    put(folder, &files)
}

fn build(folder: &Path, data: &Path, kinds: Kinds) -> Result<u32, Error> {
    build_in(folder, data, kinds, Languages::All)
}

fn build_in(folder: &Path, data: &Path, kinds: Kinds, languages: Languages) -> Result<u32, Error> {
    let mut watch = |_| true;
    let mut building = Building::begin(data, kinds, &mut watch)?.in_languages(languages);
    Imdb::in_folder(folder)?.read(&mut building)?;
    building.finish()
}

fn opened(data: &Path) -> Result<Catalogue, Box<dyn std::error::Error>> {
    Ok(Catalogue::open(data)?.ok_or("there is no catalogue")?)
}

fn titles(catalogue: &Catalogue, search: &str) -> Result<Vec<String>, Error> {
    let found = catalogue.find(search, 10)?;
    Ok(found.into_iter().map(|it| format!("{} {}", it.title, it.year.unwrap_or(0))).collect())
}

/// What is in the folder of the data, in order.
fn left(data: &Path) -> Result<Vec<String>, std::io::Error> {
    let mut names = Vec::new();
    for entry in fs::read_dir(data)? {
        names.push(entry?.file_name().to_string_lossy().into_owned());
    }
    names.sort_unstable();
    Ok(names)
}

#[test]
fn films_are_found_by_what_people_type() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    assert_eq!(build(files.path(), data.path(), Kinds::default())?, 9);
    let catalogue = opened(data.path())?;
    for (search, expected) in [
        ("hea", vec!["Heat 1995", "Heat 1986"]),
        ("heat 1995", vec!["Heat 1995"]),
        ("1986 HEAT", vec!["Heat 1986"]),
        ("the heat", vec!["Heat 1995", "Heat 1986"]),
        ("heat pacino", vec!["Heat 1995"]),
        ("michael mann", vec!["Heat 1995"]),
        ("pacino", vec!["The Godfather 1972", "Heat 1995"]),
        ("god", vec!["The Godfather 1972"]),
        ("der pate", vec!["The Godfather 1972"]),
        ("fuego", vec!["Heat 1995"]),
        ("amelie", vec!["Amélie 2001"]),
        ("destin poulain", vec!["Amélie 2001"]),
        ("spiderman", vec!["Spider-Man 2002"]),
        ("spider man", vec!["Spider-Man 2002"]),
        ("千尋", vec!["Spirited Away 2001"]),
        ("стал", vec!["Stalker 1979"]),
        ("quoted title", vec!["\"Quoted\" \\ title 0"]),
        ("godfahter", vec!["The Godfather 1972"]),
        ("amelei", vec!["Amélie 2001"]),
        ("spirted awa", vec!["Spirited Away 2001"]),
        ("teh godfather", vec!["The Godfather 1972"]),
        ("carmencita", vec![]),
        ("forbidden", vec![]),
        ("game of heat", vec![]),
        ("", vec![]),
        ("\"* AND (", vec![]),
    ] {
        assert_eq!(titles(&catalogue, search)?, expected, "{search}");
    }
    // A title that is just that comes before others that begin so, which are better known.
    assert_eq!(titles(&catalogue, "m")?.first().map(String::as_str), Some("M 1931"));
    Ok(())
}

#[test]
fn a_film_has_what_its_source_says() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let film = opened(data.path())?.film(211_915)?.ok_or("there is no such film")?;
    assert_eq!(film.original_title.as_deref(), Some("Le fabuleux destin d'Amélie Poulain"));
    assert_eq!((film.year, film.runtime_minutes, film.votes, film.rating), (Some(2001), Some(122), 790_000, 83));
    assert_eq!(film.genres, ["Comedy", "Romance"]);
    assert_eq!(opened(data.path())?.film(2)?, None);
    Ok(())
}

#[test]
fn kinds_of_films_are_chosen() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    let kinds = Kinds { shorts: true, adult: true, documentaries: false, ..Kinds::default() };
    build(files.path(), data.path(), kinds)?;
    let catalogue = opened(data.path())?;
    assert_eq!(titles(&catalogue, "forbidden heat")?, ["Forbidden Heat 1990"]);
    assert_eq!(titles(&catalogue, "carmencita")?, Vec::<String>::new());
    build(files.path(), data.path(), Kinds { documentaries: true, ..kinds })?;
    assert_eq!(titles(&opened(data.path())?, "carmencita")?, ["Carmencita 1894"]);
    Ok(())
}

#[test]
fn gzipped_files_are_read_and_the_films_alone_are_enough() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let mut gzip = GzEncoder::new(fs::File::create(files.path().join("title.basics.tsv.gz"))?, Compression::fast());
    gzip.write_all(BASICS.as_bytes())?;
    gzip.finish()?;
    assert_eq!(build(files.path(), data.path(), Kinds::default())?, 9);
    assert_eq!(titles(&opened(data.path())?, "stalk")?, ["Stalker 1979"]);
    Ok(())
}

#[test]
fn what_cannot_be_read_is_explained_and_the_one_before_stays() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    assert!(matches!(build(files.path(), data.path(), Kinds::default()), Err(Error::NoDataset(_))));
    put(files.path(), &[("title.basics", BASICS)])?;
    build(files.path(), data.path(), Kinds::default())?;
    fs::remove_file(files.path().join("title.basics.tsv"))?;
    let mut gzip = GzEncoder::new(Vec::new(), Compression::fast());
    gzip.write_all(BASICS.repeat(100).as_bytes())?;
    let whole = gzip.finish()?;
    let path = files.path().join("title.basics.tsv.gz");
    let cut = &whole[..whole.len() / 2];
    for (bytes, says) in [(cut, "title.basics.tsv.gz"), (b"not gzip at all".as_slice(), "title.basics.tsv.gz")] {
        fs::write(&path, bytes)?;
        let Err(error) = build(files.path(), data.path(), Kinds::default()) else { return Err("it was built".into()) };
        assert!(error.to_string().contains(says), "{error}");
        assert_eq!(left(data.path())?, [FILE, "catalogue.lock"]);
        assert_eq!(titles(&opened(data.path())?, "godf")?, ["The Godfather 1972"]);
    }
    fs::remove_file(&path)?;
    put(files.path(), &[("title.basics", "tconst\tprimaryTitle\ntt1\tHeat\n")])?;
    let Err(error) = build(files.path(), data.path(), Kinds::default()) else { return Err("it was built".into()) };
    assert!(error.to_string().contains("there is no column titleType"), "{error}");
    Ok(())
}

#[test]
fn one_that_is_stopped_leaves_nothing_behind() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let before = fs::read(data.path().join(FILE))?;
    let mut watch = |at| at < 900;
    let mut building = Building::begin(data.path(), Kinds::default(), &mut watch)?;
    Imdb::in_folder(files.path())?.read(&mut building)?;
    assert!(matches!(building.finish(), Err(Error::Stopped)));
    assert_eq!(left(data.path())?, [FILE, "catalogue.lock"]);
    assert!(fs::read(data.path().join(FILE))? == before);
    Ok(())
}

#[test]
fn two_are_not_built_at_once_and_what_a_killed_one_left_is_cleared_away() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    let mut watch = |_| true;
    let first = Building::begin(data.path(), Kinds::default(), &mut watch)?;
    assert!(matches!(build(files.path(), data.path(), Kinds::default()), Err(Error::Busy)));
    drop(first);
    fs::create_dir(data.path().join("catalogue.building"))?;
    fs::write(data.path().join("catalogue.building/ranks.0"), "left behind")?;
    assert_eq!(build(files.path(), data.path(), Kinds::default())?, 9);
    assert_eq!(left(data.path())?, [FILE, "catalogue.lock"]);
    Ok(())
}
