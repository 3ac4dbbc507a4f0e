//! IMDb.

use crate::support::check;

pub const RATINGS: &str = "Const,Your Rating,Date Rated,Title,Original Title,URL,Title Type,IMDb Rating,\
        Runtime (mins),Year,Genres,Num Votes,Release Date,Directors\n\
    tt0118694,10,2020-05-01,In the Mood for Love,Faa yeung nin wa,https://www.imdb.com/title/tt0118694/,Movie,8.1,\
        98,2000,\"Drama, Romance\",1,2000-09-29,Wong Kar-wai\n\
    tt0944947,9,2020-05-02,Game of Thrones,Game of Thrones,x,TV Series,9.2,60,2011,Action,1,2011-04-17,\n\
    tt1480055,9,2020-05-02,Winter Is Coming,Winter Is Coming,x,TV Episode,9.2,60,2011,Action,1,2011-04-17,\n\
    tt10000001,7,2020-05-03,Short,Short,x,Short,,,,,1,2021-04-17,\n";

#[test]
fn ratings_of_today_are_read() {
    let expected = [
        "2: In the Mood for Love (2000) = Faa yeung nin wa tt0118694 98min [Drama, Romance] | ★5 rated 2020-05-01",
        "3: Game of Thrones - left out: series",
        "4: Winter Is Coming - left out: episode",
        "5: Short (2021) tt10000001 | ★3.5 rated 2020-05-03",
    ];
    check("imdb", "1234.csv", RATINGS, &expected);
    check("imdb", "1234.csv", format!("\u{feff}{}", RATINGS.replace('\n', "\r\n")), &expected);
}

#[test]
fn a_watchlist_and_a_list_of_2018_are_read() {
    let file = "Position,Const,Created,Modified,Description,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,\
        Genres,Num Votes,Release Date,Directors,Your Rating,Date Rated\r\n\
        1,tt0113277,2019-01-02,2019-01-02,\"With \"\"Al\"\"\",Heat,x,movie,8.2,170,1995,\"Crime, Drama\",1,\
        1995-12-15,Michael Mann,8,2018-01-01\r\n\
        2,tt5000000,2019-01-02,2019-01-02,,Game,x,videoGame,8.2,170,1995,,1,,,,\r\n";
    let wanted = "| ★4 rated 2018-01-01 | watchlist 2019-01-02T11:00:00.000Z | notes \"With \\\"Al\\\"\"";
    let heat = "2: Heat (1995) tt0113277 170min [Crime, Drama]";
    let game = "3: Game - left out: not_a_film";
    check("imdb", "WATCHLIST.csv", file, &[&format!("{heat} {wanted}"), game]);
    let listed = format!("{heat} | ★4 rated 2018-01-01 | on Best.csv at 1 \"With \\\"Al\\\"\"");
    check("imdb", "Best.csv", file, &["list Best.csv “Best”", &listed, game]);
}

#[test]
fn the_oldest_generation_in_latin_1_is_read() {
    let file = "\"position\",\"const\",\"created\",\"modified\",\"description\",\"Title\",\"Title type\",\
        \"Directors\",\"You rated\",\"IMDb Rating\",\"Runtime (mins)\",\"Year\",\"Genres\",\"Num. Votes\",\
        \"Release Date (month/day/year)\",\"URL\"\n\
        \"1\",\"tt0211915\",\"Wed Mar  6 22:45:23 2013\",\"\",\"\",\"Am\u{e9}lie\",\"Feature Film\",\"Jeunet\",\
        \"9\",\"8.3\",\"122\",\"2001\",\"comedy, sci_fi\",\"1\",\"2001-04-25\",\
        \"http://www.imdb.com/title/tt0211915/\"\n\
        \"2\",\"tt0000002\",\"Fri Feb 15 22:45:23 2013\",\"\",\"\",\"Miss\",\"TV Mini-Series\",\"\",\"9\",\"8.3\",\
        \"\",\"\",\"\",\"1\",\"\",\"\"\n";
    let bytes: Vec<u8> = file.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let expected =
        ["2: Amélie (2001) tt0211915 122min [Comedy, Sci-Fi] | ★4.5 rated 2013-03-06", "3: Miss - left out: series"];
    check("imdb", "ratings.csv", bytes, &expected);
}

#[test]
fn a_file_that_excel_saved_again_keeps_what_it_can() {
    let file = "Const,Your Rating,Date Rated,Title,URL,Title Type,IMDb Rating,Runtime (mins),Year,Genres,Num \
        Votes,Release Date,Directors\r\n\
        tt0113277,6/01/2016,4/18/2026,Heat,x,movie,6/01/2016,170,1995,Crime,1,12/15/1995,M\r\n\
        ,,,,,,,,,,,,\r\n\
        tt0211915,12,4/19/2026,Amelie,x,movie,8,122,2001,,1,,\r\n";
    let expected = [
        "2: Heat (1995) tt0113277 170min [Crime] ! spoilt_column",
        "3:  - left out: empty",
        "4: Amelie (2001) tt0211915 122min ! rating_out_of_range",
    ];
    check("imdb", "ratings.csv", file, &expected);
}
