//! Kodi.

use crate::support::{check, read_file};

pub const NFO: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\" standalone=\"yes\"?>\n<movie>\n\
    <title>Am&#233;lie</title><originaltitle>Le Fabuleux Destin</originaltitle><userrating>9</userrating>\
    <plot>A &lt;girl&gt;</plot><playcount>2</playcount>\
    <lastplayed>2020-05-01 23:59:00</lastplayed><runtime>122</runtime>\
    <premiered>2001-04-25</premiered><year>2001</year><uniqueid type=\"imdb\" default=\"true\">tt0211915</uniqueid>\
    <uniqueid type=\"tmdb\">194</uniqueid><id>tt0211915</id><genre>Comedy</genre><genre>Romance</genre><tag>paris</tag>\
    <actor><name>Audrey Tautou</name><role>Amélie</role></actor>\n</movie>\nhttps://www.themoviedb.org/movie/194\n";

#[test]
fn the_file_of_a_film_is_read_up_to_its_address() {
    let expected = ["1: Amélie (2001) = Le Fabuleux Destin tt0211915 tmdb:194 122min [Comedy, Romance] \
        | watched 2020-05-01 | watched once | ★4.5 #paris"];
    check("kodi", "movie.nfo", NFO, &expected);
    assert_eq!(read_file("kodi", "movie.nfo", NFO).entries[0].movie.overview.as_deref(), Some("A <girl>"));
}

#[test]
fn a_whole_library_is_read() {
    let file = "<videodb><version>1</version>\
        <movie><title>Heat</title><userrating>0</userrating><playcount>1</playcount><lastplayed></lastplayed>\
        <id>949</id></movie>\
        <movie><title>Ran</title><userrating>0</userrating><playcount>0</playcount><set><name>x</name></set></movie>\
        <tvshow><title>Lost</title><episodedetails><title>Pilot</title></episodedetails></tvshow></videodb>";
    let expected =
        ["1: Heat tmdb:949 | watched once", "2: Ran - left out: nothing_to_keep", "3: Lost - left out: series"];
    check("kodi", "videodb.xml", file, &expected);
}
