//! Catalogues from dumps of Wikidata, and those that are exported from them.

use super::{BASICS, Outcome, left, opened, put, titles};
use catalogue::building::{Building, FILE, Kinds};
use catalogue::error::Error;
use catalogue::exporting::export;
use catalogue::film::{Id, Kind, Origin, Part, Role};
use catalogue::finding::Catalogue;
use catalogue::finding::best::Wanted;
use catalogue::sources::Source;
use flate2::Compression;
use flate2::read::GzDecoder;
use flate2::write::GzEncoder;
use serde_json::{Value, json};
use std::fs;
use std::io::{Read, Write};
use std::path::Path;

fn read(place: &Path, data: &Path, kinds: Kinds) -> Result<u32, Error> {
    let mut watch = |_| true;
    let mut building = Building::begin(data, kinds, &mut watch)?;
    Source::at(place)?.read(&mut building)?;
    building.finish()
}

fn claim(value: &Value, rank: &str) -> Value {
    json!({"mainsnak": {"snaktype": "value", "datavalue": {"value": value}}, "type": "statement", "rank": rank})
}

fn is(numbers: &[u32]) -> Value {
    let value = |number: &u32| json!({"entity-type": "item", "numeric-id": number, "id": format!("Q{number}")});
    numbers.iter().map(|number| claim(&value(number), "normal")).collect()
}

/// A claim that a film is part of a series, in its place.
fn part(series: u32, place: Option<&str>) -> Value {
    let mut claim = is(&[series])[0].take();
    if let Some(place) = place {
        claim["qualifiers"] =
            json!({"P1545": [{"snaktype": "value", "datavalue": {"value": place, "type": "string"}}]});
    }
    claim
}

fn labels(labels: &[(&str, &str)]) -> Value {
    labels.iter().map(|(code, text)| ((*code).to_owned(), json!({"language": code, "value": text}))).collect()
}

fn human(number: u32, name: &str) -> Value {
    json!({"type": "item", "id": format!("Q{number}"), "labels": labels(&[("mul", name)]), "claims": {"P31": is(&[5])},
        "sitelinks": []})
}

/// What a dump has: people before and after their films, what is neither, and what is unknown.
fn entities() -> Vec<Value> {
    let unknown = json!({"mainsnak": {"snaktype": "somevalue", "property": "P577"}, "rank": "normal"});
    vec![
        human(41_163, "Al Pacino"),
        json!({"type": "item", "id": "Q42198", "labels": labels(&[("de", "Heat"), ("en", "Heat"), ("ru", "Схватка")]),
            "claims": {"P31": is(&[11_424]), "P345": [claim(&json!("tt0113277"), "normal")],
                "P4947": [claim(&json!("1"), "deprecated"), claim(&json!("949"), "normal")],
                "P57": is(&[187_364]), "P161": is(&[41_163, 36_949]),
                "P495": is(&[30, 999_999]), "P179": [part(900, Some("2"))],
                "P577": [claim(&json!({"time": "+1996-02-29T00:00:00Z"}), "normal"), unknown,
                    claim(&json!({"time": "+1995-12-15T00:00:00Z"}), "normal")],
                "P2047": [claim(&json!({"amount": "+170", "unit": "http://www.wikidata.org/entity/Q7727"}), "normal")]},
            "sitelinks": {"enwiki": {"title": "Heat"}, "dewiki": {"title": "Heat"}}}),
        json!({"type": "item", "id": "Q90000001", "labels": labels(&[("fr", "Un film inconnu"), ("pt-br", "Um filme")]),
            "claims": {"P31": is(&[11_424, 24_862]), "P495": is(&[142, 30]), "P179": [part(900, None), part(901, Some("1"))],
                "P1476": [claim(&json!({"text": "Un film inconnu", "language": "fr"}), "normal")],
                "P2047": [claim(&json!({"amount": "+0.25", "unit": "http://www.wikidata.org/entity/Q25235"}), "")]},
            "sitelinks": []}),
        json!({"type": "item", "id": "Q5", "labels": labels(&[("en", "human")]), "claims": {"P31": is(&[55_983_715])}}),
        json!({"type": "item", "id": "Q7", "labels": labels(&[("en", "Heat the series")]),
            "claims": {"P31": is(&[5_398_426])}}),
        json!({"type": "item", "id": "Q8", "labels": [], "claims": {"P31": is(&[11_424])}, "sitelinks": []}),
        json!({"type": "property", "id": "P31", "labels": labels(&[("en", "instance of")]), "claims": []}),
        json!({"type": "item", "id": "Q900", "labels": labels(&[("en", "Heat films")]), "claims": {"P31": is(&[24_856])}}),
        json!({"type": "item", "id": "Q901", "labels": labels(&[("en", "One film")]), "claims": {"P31": is(&[24_856])}}),
        human(187_364, "Michael Mann"),
        human(36_949, "Robert De Niro"),
        human(23, "George Washington"),
    ]
}

fn dump(entities: &[Value]) -> String {
    let lines: Vec<String> = entities.iter().map(Value::to_string).collect();
    format!("[\n{}\n]\n", lines.join(",\n"))
}

const ALL: Kinds = Kinds { tv_movies: true, videos: true, shorts: true, documentaries: true, adult: true };

/// That a catalogue has what the dump says.
fn assert_as_dumped(catalogue: &Catalogue) -> Outcome {
    assert_eq!(catalogue.origin()?, Origin::Wikidata);
    let heat = catalogue.film(113_277)?.ok_or("there is no such film")?;
    assert_eq!((heat.id, heat.imdb, heat.tmdb), (Id::Imdb(113_277), 113_277, Some(949)));
    assert_eq!((heat.title.as_str(), heat.year, heat.runtime_minutes), ("Heat", Some(1995), Some(170)));
    assert_eq!((heat.rank, heat.votes), (1, 2));
    assert_eq!(catalogue.title_in(1, "ru".parse()?)?.as_deref(), Some("Схватка"));
    let credits: Vec<_> = catalogue.credits(1)?.into_iter().map(|it| (it.person, it.name, it.role)).collect();
    let expected = [
        (187_364, "Michael Mann".to_owned(), Role::Director),
        (41_163, "Al Pacino".to_owned(), Role::Actor),
        (36_949, "Robert De Niro".to_owned(), Role::Actor),
    ];
    assert_eq!(credits, expected);
    assert_eq!(catalogue.person(23)?, None);
    let unknown = catalogue.film_of(Id::Wikidata(90_000_001))?.ok_or("there is no such film")?;
    assert_eq!((unknown.imdb, unknown.kind, unknown.runtime_minutes), (0, Kind::Short, Some(15)));
    assert_eq!((unknown.title.as_str(), unknown.original_title), ("Un film inconnu", None));
    assert_eq!(
        (heat.countries, &unknown.countries[..]),
        (vec!["US".to_owned()], &["FR".to_owned(), "US".to_owned()][..])
    );
    // A film without a place comes behind those with one; what has one film alone is no series.
    let series = catalogue.series(900)?.ok_or("there is no such series")?;
    assert_eq!((series.name.as_str(), &series.ranks[..]), ("Heat films", &[1, 2][..]));
    assert_eq!(catalogue.parts_of(113_277)?, [Part { series: 900, place: Some(2) }]);
    assert_eq!(catalogue.films_of_series(&series)?.len(), 2);
    assert_eq!((catalogue.series(901)?, catalogue.has_series()?), (None, true));
    let from = |code: &str| Wanted { country: Some(code.to_owned()), ..Wanted::default() };
    let ranks =
        |wanted: &Wanted| catalogue.best(wanted, 0, 9).map(|all| all.iter().map(|it| it.rank).collect::<Vec<_>>());
    assert_eq!((ranks(&from("US"))?, ranks(&from("FR"))?, ranks(&from("DE"))?), (vec![1, 2], vec![2], vec![]));
    assert_eq!(catalogue.facets()?.countries, ["FR", "US"]);
    for (search, expected) in [
        ("heat pacino", vec!["Heat 1995"]),
        ("схватк", vec!["Heat 1995"]),
        ("film incon", vec!["Un film inconnu 0"]),
        ("series", vec![]),
        ("washington", vec![]),
    ] {
        assert_eq!(titles(catalogue, search)?, expected, "{search}");
    }
    Ok(())
}

#[test]
fn a_dump_of_wikidata_makes_a_catalogue_also_of_films_that_imdb_does_not_have() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    fs::write(files.path().join("wikidata-all.json"), dump(&entities()))?;
    assert_eq!(read(files.path(), data.path(), ALL)?, 2);
    assert_as_dumped(&opened(data.path())?)?;
    assert_eq!(left(data.path())?, [FILE, "catalogue.lock"]);
    assert_eq!(read(files.path(), data.path(), Kinds::default())?, 1);
    Ok(())
}

#[test]
fn a_dump_that_is_gzipped_or_has_nothing_but_lines_is_read_too() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let path = files.path().join("latest-all.json.gz");
    let mut gzip = GzEncoder::new(fs::File::create(&path)?, Compression::fast());
    entities().iter().try_for_each(|entity| writeln!(gzip, "{entity}"))?;
    gzip.finish()?;
    assert_eq!(read(&path, data.path(), ALL)?, 2);
    assert_as_dumped(&opened(data.path())?)
}

#[test]
fn a_broken_dump_leaves_the_catalogue_of_before() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let path = files.path().join("all.json");
    let whole = dump(&entities());
    fs::write(&path, &whole)?;
    read(files.path(), data.path(), ALL)?;
    let cut = whole.find("\"P2047\"").ok_or("it has no such property")?;
    fs::write(&path, &whole[..cut])?;
    let Err(error) = read(files.path(), data.path(), ALL) else { return Err("it was built".into()) };
    assert!(error.to_string().contains("all.json, line 3: this is no entity"), "{error}");
    assert_as_dumped(&opened(data.path())?)?;
    assert_eq!(left(data.path())?, [FILE, "catalogue.lock"]);
    Ok(())
}

#[test]
fn an_exported_catalogue_makes_the_same_one() -> Outcome {
    let (files, data, again) = (tempfile::tempdir()?, tempfile::tempdir()?, tempfile::tempdir()?);
    fs::write(files.path().join("all.json"), dump(&entities()))?;
    read(files.path(), data.path(), ALL)?;
    let out = tempfile::tempdir()?;
    let path = out.path().join("films.jsonl.gz");
    assert_eq!(export(&opened(data.path())?, &path)?, 2);
    assert_eq!(read(out.path(), again.path(), ALL)?, 2);
    assert_as_dumped(&opened(again.path())?)?;
    // Exported again, it is the same, byte for byte.
    let second = out.path().join("second.jsonl.gz");
    export(&opened(again.path())?, &second)?;
    assert!(fs::read(&path)? == fs::read(second)?);
    let mut text = String::new();
    GzDecoder::new(fs::File::open(&path)?).read_to_string(&mut text)?;
    assert!(text.starts_with("{\"header\":{\"format\":\"movietracker catalogue\",\"version\":2}}\n"), "{text}");
    // Without series, programs that don't know any can read it.
    let alone: Vec<Value> = entities().into_iter().filter(|it| it["id"] != "Q900").collect();
    let (folder, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    fs::write(folder.path().join("all.json"), dump(&alone))?;
    read(folder.path(), data.path(), ALL)?;
    let third = out.path().join("third.jsonl.gz");
    export(&opened(data.path())?, &third)?;
    let mut text = String::new();
    GzDecoder::new(fs::File::open(&third)?).read_to_string(&mut text)?;
    assert!(text.starts_with("{\"header\":{\"format\":\"movietracker catalogue\",\"version\":1}}\n"), "{text}");
    Ok(())
}

#[test]
fn a_catalogue_of_a_newer_version_is_refused() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    let header = "{\"header\":{\"format\":\"movietracker catalogue\",\"version\":3}}\n";
    fs::write(files.path().join("films.jsonl"), header)?;
    let Err(error) = read(files.path(), data.path(), ALL) else { return Err("it was built".into()) };
    assert!(error.to_string().contains("newer version"), "{error}");
    fs::write(files.path().join("films.jsonl"), "{\"other\": 1}\n")?;
    assert!(matches!(read(files.path(), data.path(), ALL), Err(Error::NoDataset(_))));
    Ok(())
}

#[test]
fn a_catalogue_from_imdb_is_not_exported() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    put(files.path(), &[("title.basics", BASICS)])?;
    read(files.path(), data.path(), ALL)?;
    let path = data.path().join("films.jsonl.gz");
    assert!(matches!(export(&opened(data.path())?, &path), Err(Error::NotPassedOn)));
    assert!(!path.exists());
    Ok(())
}
