//! TMDB.

use crate::support::check;

pub const RATINGS: &str = "TMDb ID,IMDb ID,Type,Name,Release Date,Season Number,Episode Number,Rating,Your Rating,\
        Date Rated\n\
    396535,tt5700672,movie,부산행,2016-07-20,,,7.8,8.5,2023-05-02T09:29:50Z\n\
    949,,movie,Heat,1995-12-15,,,7.9,7,2023-05-02T23:29:50Z\n\
    1399,tt0944947,tv,Game of Thrones,2011-04-17,,,8.4,9,2023-05-02T09:29:50Z\n\
    1399,,tv,Winter Is Coming,2011-04-17,1,1,8.4,9,2023-05-02T09:29:50Z\n";

#[test]
fn the_persons_own_rating_is_read() {
    let expected = [
        "2: 부산행 (2016) tt5700672 tmdb:396535 | ★4.5 rated 2023-05-02 ! rating_rounded",
        "3: Heat (1995) tmdb:949 | ★3.5 rated 2023-05-03",
        "4: Game of Thrones - left out: series",
        "5: Winter Is Coming - left out: episode",
    ];
    check("tmdb", "ratings.csv", RATINGS, &expected);
}

#[test]
fn the_watchlist_is_what_has_no_rating() {
    let header = RATINGS.lines().next().unwrap();
    let file = format!("{header}\r\n949,tt0113277,movie,Heat,,,,7.9,,2023-05-02T09:29:50Z\r\n");
    let wanted = "2: Heat tt0113277 tmdb:949 | watchlist 2023-05-02T09:29:50.000Z";
    check("tmdb", "watchlist.csv", &file, &[wanted]);
    check("tmdb", "favourites.csv", &file, &["2: Heat tt0113277 tmdb:949 | liked"]);
}
