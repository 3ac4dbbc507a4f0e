//! Yamtrack and Floppy.

use crate::support::check;

pub const OLD: &str = "\"media_id\",\"source\",\"media_type\",\"title\",\"image\",\"season_number\",\
        \"episode_number\",\"score\",\"progress\",\"status\",\"repeats\",\"start_date\",\"end_date\",\"notes\"\n\
    \"949\",\"tmdb\",\"movie\",\"Heat\",\"x\",\"\",\"\",\"9.0\",\"1\",\"Completed\",\"1\",\"\",\"2024-02-09\",\
        \"fine\"\n\
    \"11645\",\"tmdb\",\"movie\",\"Ran\",\"x\",\"\",\"\",\"\",\"0\",\"Planning\",\"0\",\"\",\"\",\"\"\n\
    \"4\",\"tmdb\",\"tv\",\"Lost\",\"x\",\"\",\"\",\"\",\"0\",\"Completed\",\"0\",\"\",\"\",\"\"\n\
    \"4\",\"tmdb\",\"episode\",\"Lost\",\"x\",\"1\",\"1\",\"\",\"0\",\"Completed\",\"0\",\"\",\"\",\"\"\n\
    \"5\",\"igdb\",\"game\",\"Doom\",\"x\",\"\",\"\",\"\",\"0\",\"Completed\",\"0\",\"\",\"\",\"\"\n\
    \"6\",\"tmdb\",\"movie\",\"Cats\",\"x\",\"\",\"\",\"\",\"0\",\"Dropped\",\"0\",\"\",\"\",\"\"\n";

#[test]
fn an_old_version_is_read() {
    let expected = [
        "2: Heat tmdb:949 | watched 2024-02-09 | watched once | ★4.5 | notes \"fine\"",
        "3: Ran tmdb:11645 | watchlist",
        "4: Lost - left out: series",
        "5: Lost - left out: episode",
        "6: Doom - left out: not_a_film",
        "7: Cats - left out: unfinished",
    ];
    check("yamtrack", "x.csv", OLD, &expected);
}

#[test]
fn a_new_version_with_a_row_for_each_play_is_read() {
    let file = "row_type,media_id,source,media_type,title,image,season_number,episode_number,score,progress,\
        status,start_date,end_date,notes,created_at,progressed_at\n\
        media,949,tmdb,movie,Heat,,,,9.5,1,Completed,,2026-08-03 23:28:00+00:00,,2026-08-03 15:28:00+00:00,\n\
        media,949,tmdb,movie,Heat,,,,,1,Completed,,,,2026-08-03 15:28:00+00:00,\n\
        media,5b0a8a5e-0000-4000-8000-000000000000,tmdb,movie,Mine,,,,,,Planning,,,,2026-08-03 15:28:00+00:00,\n\
        list,,,,Best,,,,,,,,,,,\n";
    let expected = [
        "2: Heat tmdb:949 | watched 2026-08-04 | ★5 ! rating_rounded",
        "3: Heat tmdb:949 | watched once",
        "4: Mine | watchlist 2026-08-03T15:28:00.000Z",
        "5: Best - left out: not_imported",
    ];
    check("yamtrack", "x.csv", file, &expected);
}
