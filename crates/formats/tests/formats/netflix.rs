//! Netflix.

use crate::support::{check, options, read_with};
use formats::{Failure, Question};

pub const HISTORY: &str = "\"Title\",\"Date\"\n\"Heat\",\"10/21/20\"\n\"Barbie: The Movie\",\"4/7/21\"\n\
    \"Dark: Season 2: Ghosts\",\"10/22/20\"\n\"Chernobyl: Limited Series: 1:23:45\",\"10/22/20\"\n\
    \"La casa de papel: Temporada 1: Episodio 1\",\"10/22/20\"\n\"A: B: C\",\"10/23/20\"\n\"Heat\",\"10/21/20\"\n";

#[test]
fn each_row_is_a_watch_and_episodes_are_left_out() {
    let expected = [
        "2: Heat | watched 2020-10-21",
        "3: Barbie: The Movie | watched 2021-04-07",
        "4: Dark: Season 2: Ghosts - left out: episode",
        "5: Chernobyl: Limited Series: 1:23:45 - left out: episode",
        "6: La casa de papel: Temporada 1: Episodio 1 - left out: episode",
        "7: A: B: C | watched 2020-10-23 ! maybe_series",
        "8: Heat | watched 2020-10-21",
    ];
    check("netflix", "NetflixViewingHistory (1).csv", HISTORY, &expected);
}

#[test]
fn the_order_of_a_date_is_that_of_its_file() {
    let file = "Title,Date\nHeat,18/06/20\nRan,4/7/21\n";
    check("netflix", "x.csv", file, &["2: Heat | watched 2020-06-18", "3: Ran | watched 2021-07-04"]);
    let unclear = "Title,Date\nHeat,5/5/20\nRan,4/7/21\n";
    let (result, told) = read_with("x.csv", unclear.as_bytes(), &options());
    let Err(Failure::Question(Question::DayFirst { file, examples })) = result else { panic!("{result:?}") };
    assert_eq!((file.as_str(), examples, told.lines.len()), ("x.csv", vec!["4/7/21".to_owned()], 0));
    for (day_first, expected) in [(true, "3: Ran | watched 2021-07-04"), (false, "3: Ran | watched 2021-04-07")] {
        let mut options = options();
        options.day_first = Some(day_first);
        assert_eq!(read_with("x.csv", unclear.as_bytes(), &options).1.lines[1], expected);
    }
}
