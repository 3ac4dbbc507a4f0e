//! Kinopoisk.

use crate::support::check;

pub const RATINGS: &str = "id,nameEng,nameRus,rating,date,year,link\n\
    326,The Shawshank Redemption,Побег из Шоушенка,10,\"09.09.2009, 15:34\",1994,https://www.kinopoisk.ru/film/326/\n\
    1,Heat,,7,\"01.02.2010, 00:10\",1995,x\n2,,Брат,,,1997,x\n";

#[test]
fn ratings_are_read() {
    let expected = [
        "2: Побег из Шоушенка (1994) = The Shawshank Redemption | ★5 rated 2009-09-09",
        "3: Heat (1995) | ★3.5 rated 2010-02-01",
        "4: Брат (1997) | seen",
    ];
    check("kinopoisk", "x.csv", RATINGS, &expected);
}
