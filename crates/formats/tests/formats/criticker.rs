//! Criticker.

use crate::support::check;

pub const RATINGS: &str = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<recentratings>\n\
    <film><filmid>1</filmid><filmname>Heat &amp; Dust (1983)</filmname>\
    <filmyear/><rating>80</rating><quote><![CDATA[So <b>so</b>]]></quote>\
    <reviewdate>Jan 06 2020, 21:15</reviewdate></film>\n\
    <film><filmname>Ran</filmname><filmyear>1985</filmyear><rating>85</rating><reviewdate></reviewdate></film>\n\
    <film><filmname></filmname><rating>85</rating></film>\n</recentratings>\n";

#[test]
fn xml_is_read() {
    let expected = [
        "1: Heat & Dust (1983) | ★4 rated 2020-01-06 | notes \"So <b>so</b>\"",
        "2: Ran (1985) | ★4.5 ! rating_rounded",
        "3:  - refused: no_title",
    ];
    check("criticker", "x.xml", RATINGS, &expected);
}

#[test]
fn the_table_is_read() {
    let file = "Score,Film Name,Year,Date Rated,Mini Review,URL,IMDB ID\n70,Heat,1995,Jan 06 2020,,x,tt0113277\n";
    check("criticker", "x.csv", file, &["2: Heat (1995) tt0113277 | ★3.5 rated 2020-01-06"]);
}
