//! TV Time.

use crate::support::check_zip;

pub const RECORDS: &str = "uuid,entity_type,type,movie_name,release_date,created_at,rewatch_count,runtime\n\
    a,movie,watch,Heat,1995-12-14 23:00:00,2020-03-01 23:30:00,1,10200\n\
    b,movie,follow,Heat,1995-12-14 23:00:00,2020-03-01 23:30:00,0,10200\n\
    c,movie,towatch,New Year,1999-12-31 23:00:00,2020-03-01 23:30:00,0,0\n\
    d,movie,watch,Unknown,0000-12-31 20:06:12,2020-03-02 10:00:00,0,0\n\
    e,series,follow,,,2020-03-02 10:00:00,0,0\n";

#[test]
fn films_are_read_from_the_tracking_records() {
    let expected = [
        "2: Heat (1995) 170min | watched 2020-03-02 | watched once again",
        "3: Heat (1995) - left out: nothing_to_keep",
        "4: New Year (2000) | watchlist 2020-03-01T23:30:00.000Z",
        "5: Unknown | watched 2020-03-02",
        "6:  - left out: series",
    ];
    let files: [(&str, &[u8]); 2] = [
        ("gdpr/tracking-prod-records.csv", RECORDS.as_bytes()),
        ("gdpr/lists-prod-lists.csv", b"name,objects\nx,map[a:b]\n"),
    ];
    let reports = ["gdpr/tracking-prod-records.csv tv_time 5", "gdpr/lists-prod-lists.csv tv_time 0 not_imported"];
    check_zip("tv_time", &files, &expected, &reports);
}
