//! The best known films of a decade or a genre.

use super::{Outcome, all_files, build, opened};
use catalogue::building::Kinds;
use catalogue::finding::best::{Facets, Wanted};

#[test]
fn the_best_known_films_of_a_decade_and_a_genre_come_page_by_page() -> Outcome {
    let (files, data) = (tempfile::tempdir()?, tempfile::tempdir()?);
    all_files(files.path())?;
    build(files.path(), data.path(), Kinds::default())?;
    let catalogue = opened(data.path())?;
    let Facets { decades, genres, countries } = catalogue.facets()?;
    assert!(decades.contains(&1990) && genres.contains(&"Crime".to_owned()), "{decades:?} {genres:?}");
    assert!(countries.is_empty(), "IMDb says nowhere where a film is from");
    let wanted = |decade, genre: Option<&str>| Wanted { decade, genre: genre.map(str::to_owned), country: None };
    for wanted in
        [wanted(None, None), wanted(Some(1990), None), wanted(None, Some("Crime")), wanted(Some(1970), Some("Crime"))]
    {
        let all = catalogue.best(&wanted, 0, 100)?;
        let fits = |it: &catalogue::finding::Found| {
            wanted.decade.is_none_or(|decade| it.year.is_some_and(|year| year / 10 * 10 == decade))
                && wanted.genre.as_ref().is_none_or(|genre| it.genres.contains(genre))
        };
        let expected =
            (1..=catalogue.count()?).filter_map(|rank| catalogue.film_of_rank(rank).ok().flatten()).filter(fits);
        let expected: Vec<u32> = expected.map(|it| it.rank).collect();
        assert!(!expected.is_empty(), "{wanted:?}");
        assert_eq!(all.iter().map(|it| it.rank).collect::<Vec<_>>(), expected, "{wanted:?}");
        // One by one, they are the same.
        let (mut after, mut one_by_one) = (0, Vec::new());
        while let Some(film) = catalogue.best(&wanted, after, 1)?.pop() {
            after = film.rank;
            one_by_one.push(film);
        }
        assert_eq!(one_by_one, all, "{wanted:?}");
    }
    assert_eq!(catalogue.best(&wanted(Some(1890), None), 0, 9)?, []);
    assert_eq!(catalogue.best(&wanted(None, None), u32::MAX, 9)?, []);
    Ok(())
}
