//! Letterboxd.

use crate::support::{check, check_zip, read_file, read_with, zip};
use formats::{Failure, Question};

pub const DIARY: &str = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n\
    2023-01-03,Heat,1995,https://boxd.it/1,4.5,,\"cinema, with Ann\",2023-01-02\n\
    2023-02-01,Alien,1979,https://boxd.it/2,,Yes,,2023-02-01\n\
    2023-03-01,Alien,1979,https://boxd.it/3,5,Yes,,2023-03-01\n";

#[test]
fn a_diary_gives_watches_and_the_earlier_one_that_a_first_rewatch_implies() {
    let expected = [
        "2: Heat (1995) | watched 2023-01-02 ★4.5 #cinema #with Ann",
        "3: Alien (1979) | watched 2023-02-01 again | watched once first joins",
        "4: Alien (1979) | watched 2023-03-01 ★5 again",
    ];
    check("letterboxd", "diary.csv", DIARY, &expected);
    check("letterboxd", "anything", DIARY.replace('\n', "\r\n"), &expected);
    check("letterboxd", "diary.csv", format!("\u{feff}{DIARY}"), &expected);
    check("letterboxd", "diary.csv", DIARY.replacen('\n', "\r\n", 2), &expected);
}

#[test]
fn a_first_watch_that_was_written_down_later_is_no_earlier_one() {
    let diary = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n\
        2023-02-01,Alien,1979,x,,Yes,,2023-02-01\n\
        2023-05-01,Alien,1979,x,,,,2001-01-01\n";
    let expected = ["2: Alien (1979) | watched 2023-02-01 again", "3: Alien (1979) | watched 2001-01-01"];
    check("letterboxd", "diary.csv", diary, &expected);
}

#[test]
fn columns_are_found_by_name_in_any_order() {
    let diary = "WATCHED DATE,Extra,Rating,Letterboxd URI,Name,Year,Date\n2023-01-02,?,4,x,Heat,,2023-01-03\n";
    check("letterboxd", "diary.csv", diary, &["2: Heat | watched 2023-01-02 ★4"]);
}

#[test]
fn files_with_the_same_columns_are_told_apart_by_their_names() {
    let file = "Date,Name,Year,Letterboxd URI\n2020-01-01,Heat,1995,x\n";
    check("letterboxd", "watched (1).csv", file, &["2: Heat (1995) | seen"]);
    check("letterboxd", "watchlist.csv", file, &["2: Heat (1995) | watchlist 2020-01-01T11:00:00.000Z"]);
    check("letterboxd", "films.csv", file, &["2: Heat (1995) | liked"]);
}

#[test]
fn ratings_are_halves_of_stars_and_0_is_none() {
    let file = "Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,Heat,1995,x,0.5\n2020-01-02,Alien,1979,x,0\n\
        2020-01-03,Jaws,1975,x,5.5\n2020-01-04,Ran,1985,x,6/01/2016\n2099-01-04,Up,1800,x,3\n2020-01-04,,,x,3\n";
    let expected = [
        "2: Heat (1995) | ★0.5 rated 2020-01-01",
        "3: Alien (1979) rated 2020-01-02",
        "4: Jaws (1975) rated 2020-01-03 ! rating_out_of_range",
        "5: Ran (1985) rated 2020-01-04 ! spoilt_column",
        "6: Up | ★3 ! year_out_of_range ! date_out_of_range",
        "7:  - refused: no_title",
    ];
    check("letterboxd", "ratings.csv", file, &expected);
}

#[test]
fn a_review_is_a_comment_that_joins_the_watch_of_its_day() {
    let file = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched Date\r\n\
        2020-01-01,Heat,1995,x,4,,\"<b>Good</b>, he said \"\"yes\"\".\n\nReally.\",a,2020-01-01\r\n\
        2020-01-01,Alien,1979,x,,,Fine,,\r\n";
    let expected = [
        "2: Heat (1995) | watched 2020-01-01 ★4 \"**Good**, he said \\\"yes\\\".\\n\\nReally.\" joins #a",
        "5: Alien (1979) | watched once \"Fine\" joins",
    ];
    check("letterboxd", "reviews.csv", file, &expected);
}

pub const LIST: &str = "Letterboxd list export v7\nDate,Name,Tags,URL,Description\n\
    2024-01-01,Best of,\"one, two\",https://boxd.it/x,\"First.\nSecond.\"\n\nPosition,Name,Year,URL,Description\n\
    1,Heat,1995,x,\n2,Alien,1979,x,\"A <i>note</i>\nof two lines\"\n";

#[test]
fn a_list_keeps_its_order_and_notes() {
    let expected = [
        "list best.csv “Best of” about \"First.\\nSecond.\" #one #two",
        "7: Heat (1995) | on best.csv at 1",
        "8: Alien (1979) | on best.csv at 2 \"A *note*\\nof two lines\"",
    ];
    check("letterboxd", "best.csv", LIST, &expected);
    check("letterboxd", "best.csv", LIST.replacen("Letterboxd list export v7", "", 1), &expected);
}

#[test]
fn a_zip_is_read_as_a_whole() {
    let film = "Date,Name,Year,Letterboxd URI\n2020-01-01,Heat,1995,x\n";
    let files: [(&str, &[u8]); 11] = [
        ("me/profile.csv", b"Date Joined,Username,Given Name\n2020-01-01,me,Me\n"),
        ("me/watched.csv", film.as_bytes()),
        ("me/diary.csv", b"Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date\n"),
        ("me/likes/films.csv", film.as_bytes()),
        ("me/likes/reviews.csv", b"Date,Content\n2020-01-01,https://boxd.it/x\n"),
        ("me/comments.csv", b"Date,Content,Comment\n2020-01-01,https://boxd.it/x,Hi\n"),
        ("me/deleted/diary.csv", DIARY.as_bytes()),
        (
            "me/orphaned/reviews.csv",
            b"Date,Name,Year,Letterboxd URI,Rating,Rewatch,Review,Tags,Watched \
        Date\n2020-01-01,Lost,,,,,So,,2020-01-01\n",
        ),
        ("me/lists/best.csv", LIST.as_bytes()),
        ("__MACOSX/me/._watched.csv", b"\0\x05\x16\x07"),
        ("me/ratings.csv", &[0; 500]),
    ];
    let expected = [
        "2: Heat (1995) | seen",
        "2: Heat (1995) | liked",
        "list me/lists/best.csv “Best of” about \"First.\\nSecond.\" #one #two",
        "7: Heat (1995) | on me/lists/best.csv at 1",
        "8: Alien (1979) | on me/lists/best.csv at 2 \"A *note*\\nof two lines\"",
        "2: Lost | watched 2020-01-01 \"So\" joins ! maybe_series",
        "2: Heat - left out: deleted",
        "3: Alien - left out: deleted",
        "4: Alien - left out: deleted",
    ];
    let reports = [
        "me/ratings.csv - 0 nuls",
        "me/watched.csv letterboxd 1",
        "me/diary.csv letterboxd 0 no_rows",
        "me/likes/films.csv letterboxd 1",
        "me/lists/best.csv letterboxd 2",
        "me/orphaned/reviews.csv letterboxd 1",
        "me/deleted/diary.csv letterboxd 3",
        "me/comments.csv letterboxd 0 not_imported",
        "me/likes/reviews.csv letterboxd 0 not_imported",
        "me/profile.csv letterboxd 0 not_imported",
    ];
    check_zip("letterboxd", &files, &expected, &reports);
}

#[test]
fn a_file_that_a_spreadsheet_saved_again_is_read() {
    let file = "Date;Name;Year;Letterboxd URI;Rating\r\n18.04.2026;Am\u{e9}lie;2001;x;4,5\r\n;;;;\r\n";
    let bytes: Vec<u8> = file.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    check("letterboxd", "r.csv", bytes, &["2: Amélie (2001) | ★4.5 rated 2026-04-18", "3:  - left out: empty"]);
    let utf16: Vec<u8> =
        format!("\u{feff}{}", file.replace(';', "\t")).encode_utf16().flat_map(u16::to_le_bytes).collect();
    check("letterboxd", "r.txt", utf16, &["2: Amélie (2001) | ★4.5 rated 2026-04-18", "3:  - left out: empty"]);
}

#[test]
fn dates_that_can_be_read_in_two_ways_are_asked_about() {
    let file =
        |second: &str| format!("Date,Name,Year,Letterboxd URI,Rating\n4/5/2026,Heat,1995,x,4\n{second},Ran,1985,x,4\n");
    let told = read_file("letterboxd", "ratings.csv", file("4/18/2026"));
    assert_eq!(told.lines[0], "2: Heat (1995) | ★4 rated 2026-04-05");
    let (result, told) = read_with("ratings.csv", file("6/7/2026").as_bytes(), &crate::support::options());
    let Err(Failure::Question(Question::DayFirst { examples, .. })) = result else { panic!("{result:?}") };
    assert_eq!((examples, told.lines.len()), (vec!["4/5/2026".to_owned(), "6/7/2026".to_owned()], 0));
    let mut options = crate::support::options();
    options.day_first = Some(true);
    let (_, told) = read_with("ratings.csv", file("6/7/2026").as_bytes(), &options);
    assert_eq!(told.lines[0], "2: Heat (1995) | ★4 rated 2026-05-04");
}

#[test]
fn long_texts_are_cut_and_said_so() {
    let file = format!("Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,{},1995,x,4\n", "é".repeat(301));
    let told = read_file("letterboxd", "ratings.csv", file);
    assert_eq!(told.entries[0].movie.title.chars().count(), 300);
    assert_eq!(told.entries[0].doubts[0].code(), "text_too_long");
}

#[test]
fn a_zip_without_anything_known_tells_what_was_seen() {
    let (result, _) = read_with(
        "x.zip",
        &zip(&[("a.csv", b"x,y\n1,2\n"), ("b.bin", b"\0\x01"), ("c.csv", b"x,y\n")]),
        &crate::support::options(),
    );
    let Err(Failure::Unrecognised { seen }) = result else { panic!("{result:?}") };
    assert_eq!(seen.iter().map(|it| it.file.as_str()).collect::<Vec<_>>(), ["a.csv", "b.bin", "c.csv"]);
    assert_eq!(seen[0].names, ["x", "y"]);
}
