use crate::support::*;
use domain::library::movies_query::MoviesQuery;
use domain::pages::PageQuery;
use flate2::Compression;
use flate2::write::GzEncoder;
use std::io::Write;
use std::process::Stdio;

const ROWS: &str = r#"{"title": "Amélie", "year": 2001, "genres": ["Romance"], "watched_on": "2019-04-02", "rating": 4.5}
{"title": "Carmen", "year": 1915, "genres": [], "cast": ["Theda Bara"]}
{"title": "Carmen", "year": 1915, "genres": [], "cast": ["Geraldine Farrar"]}

{"title": "M"}
"#;

on_both_engines! {
    async fn a_file_that_is_imported_twice_adds_nothing_twice_and_keeps_repeats(program: Program) {
        program.add_user("ana");
        program.file("films.ndjson", ROWS);
        let first = program.run(&["import", "films.ndjson", "--user", "ANA"]);
        assert!(first.contains("4 films added, 0 already there, 0 rows refused"), "{first}");
        assert!(first.contains("Films have no field cast; it was left out of 2 rows."), "{first}");
        let second = program.run(&["import", "films.ndjson", "--user", "ana"]);
        assert!(second.contains("0 films added, 4 already there, 0 rows refused"), "{second}");

        let server = program.serve();
        let client = server.client("ana").await;
        let query = MoviesQuery { search: "amelie".to_owned(), ..MoviesQuery::default() };
        let found = client.list_movies(&query, &PageQuery::default()).await.unwrap();
        let movie = &found.items[0];
        assert_eq!((movie.title.as_str(), movie.watched_on.unwrap().to_string().as_str()), ("Amélie", "2019-04-02"));
        assert_eq!((movie.genres[0].as_str(), movie.rating.unwrap().stars()), ("Romance", 4.5));
    }

    async fn films_that_were_deleted_do_not_come_back(program: Program) {
        program.add_user("ana");
        program.file("films.ndjson", ROWS);
        program.run(&["import", "films.ndjson", "--user", "ana"]);
        let server = program.serve();
        let client = server.client("ana").await;
        let list = client.list_movies(&MoviesQuery::default(), &PageQuery::default()).await.unwrap();
        client.delete_movie(list.items[0].id, None).await.unwrap();
        let again = program.run(&["import", "films.ndjson", "--user", "ana"]);
        assert!(again.contains("0 films added, 4 already there"), "{again}");
    }

    async fn empty_names_and_very_many_other_fields_cost_no_row(program: Program) {
        program.add_user("ana");
        let others = (0..30_000).map(|number| format!(r#", "x{number}": 1"#)).collect::<Vec<_>>().concat();
        let rows = format!(
            "{{\"title\": \"M\", \"genres\": [\"\", \"Crime\", \" \"], \"tags\": [\"\"]}}\n{{\"title\": \"Alien\"{others}}}\n"
        );
        program.file("films.ndjson", rows);
        let output = program.run(&["import", "films.ndjson", "--user", "ana"]);
        assert!(output.contains("2 films added, 0 already there, 0 rows refused"), "{output}");
    }

    async fn every_row_that_is_refused_is_named_with_its_reasons(program: Program) {
        program.add_user("ana");
        let long = format!(r#"{{"title": "{}"}}"#, "x".repeat(3 * 1024 * 1024));
        let rows = [
            br#"{"title": "", "year": 1, "rating": "good"}"#.to_vec(),
            b"not json".to_vec(),
            b"{\"title\": \"\xff\"}".to_vec(),
            long.into_bytes(),
            br#"{"title": "The last one, without an end of line"}"#.to_vec(),
        ];
        program.file("films.ndjson", rows.join(&b'\n'));
        let output = program.command(&["import", "films.ndjson", "--user", "ana"]).output().unwrap();
        let (out, err) = (String::from_utf8(output.stdout).unwrap(), String::from_utf8(output.stderr).unwrap());
        assert!(out.contains("1 films added, 0 already there, 4 rows refused"), "{out}");
        let lines: Vec<_> = err.lines().filter(|line| line.contains("was refused")).collect();
        assert_eq!(lines.len(), 4, "{err}");
        for (line, (number, parts)) in lines.iter().zip([
            (1, vec!["rating: ", "title: ", "year: "]),
            (2, vec!["not valid JSON"]),
            (3, vec!["title: "]),
            (4, vec!["not valid JSON"]),
        ]) {
            assert!(line.starts_with(&format!("line {number} was refused")), "{line}");
            assert!(parts.iter().all(|part| line.contains(part)) && line.len() < 500, "{line}");
        }
    }
}

#[tokio::test]
async fn a_gzipped_file_and_standard_input_are_read_as_well() {
    let program = Program::new(storage::Engine::Sqlite).await;
    program.add_user("ana");
    let mut gzip = GzEncoder::new(Vec::new(), Compression::default());
    gzip.write_all(ROWS.as_bytes()).unwrap();
    program.file("films.gz", gzip.finish().unwrap());
    assert!(program.run(&["import", "films.gz", "--user", "ana"]).contains("4 films added"));
    let mut command = program.command(&["import", "-", "--user", "ana"]);
    let mut process = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    process.stdin.take().unwrap().write_all(b"{\"title\": \"From a pipe\"}\n").unwrap();
    let output = process.wait_with_output().unwrap();
    assert!(String::from_utf8(output.stdout).unwrap().contains("1 films added"));
}

#[tokio::test]
async fn an_unknown_account_or_file_is_named() {
    let program = Program::new(storage::Engine::Sqlite).await;
    assert!(program.refused(&["import", "films.ndjson", "--user", "nobody"]).contains("no account “nobody”"));
    program.add_user("ana");
    assert!(program.refused(&["import", "missing.ndjson", "--user", "ana"]).contains("missing.ndjson can't be read"));
}

const DIARY: &str = "Date,Name,Year,Letterboxd URI,Rating,Rewatch,Tags,Watched Date
2024-01-03,Heat,1995,https://boxd.it/1,4.5,,,2024-01-02
2024-03-01,=Ran,1985,https://boxd.it/3,4,,,someday
";

on_both_engines! {
    async fn a_file_of_another_service_is_imported_and_told_of(program: Program) {
        program.add_user("ana");
        program.file("diary.csv", DIARY);
        let dry = program.run(&["import", "diary.csv", "--user", "ana", "--dry-run", "--report", "report.csv"]);
        assert!(dry.contains("letterboxd: 2 rows") && dry.contains("1 ready") && dry.contains("1 need a look"), "{dry}");
        assert!(dry.contains("Nothing was added"), "{dry}");
        let report = std::fs::read_to_string(program.path("report.csv")).unwrap();
        let lines: Vec<&str> = report.lines().collect();
        assert_eq!(lines[..2], ["file,line,label,state,taken,remarks", "diary.csv,2,Heat (1995),ready,yes,"]);
        assert!(lines[2].starts_with("diary.csv,3,'=Ran (1985),needs_look,") && lines[2].contains("someday"), "{report}");
        let output = program.run(&["import", "diary.csv", "--user", "ana"]);
        assert!(output.contains("1 films added, 0 changed, 1 watches"), "{output}");
        let again = program.run(&["import", "diary.csv", "--user", "ana"]);
        assert!(again.contains("1 already there") && again.contains("0 films added"), "{again}");
    }

    async fn what_was_exported_is_imported_again(program: Program) {
        program.add_user("ana");
        program.add_user("ben");
        program.file("films.ndjson", ROWS);
        program.run(&["import", "films.ndjson", "--user", "ana"]);
        let told = program.run(&["export", "films.json", "--user", "ana"]);
        assert!(told.contains("Exported ana to films.json"), "{told}");
        for (file, format) in [("films.json", "json"), ("pictures.zip", "zip"), ("tables.zip", "csv")] {
            program.run(&["export", file, "--user", "ana", "--format", format, "--overwrite"]);
            let imported = program.run(&["import", file, "--user", "ben", "--dry-run"]);
            assert!(imported.contains("movie_tracker: ") && imported.contains("0 refused"), "{imported}");
        }
        let imported = program.run(&["import", "films.json", "--user", "ben"]);
        assert!(imported.contains("4 films added, 0 changed, 1 watches"), "{imported}");
        let [ana, ben] = ["ana", "ben"].map(|user| program.run(&["export", "-", "--user", user, "--format", "trakt"]));
        assert_eq!(ana, ben);
        assert!(program.refused(&["export", "films.json", "--user", "ana"]).contains("exists already"));
        assert!(program.refused(&["export", "films.txt", "--user", "ana"]).contains("see --format"));
    }
}

#[tokio::test]
async fn a_question_names_the_option_that_answers_it() {
    let program = Program::new(storage::Engine::Sqlite).await;
    program.add_user("ana");
    program.file("netflix.csv", "Title,Date\n\"Heat\",\"4/7/21\"\n");
    program.file("table.csv", "film,seen\nHeat,yes\n");
    let dates = program.refused(&["import", "netflix.csv", "--user", "ana"]);
    assert!(dates.contains("4/7/21") && dates.contains("--dates day-first"), "{dates}");
    let answered = program.run(&["import", "netflix.csv", "--user", "ana", "--dates", "day-first"]);
    assert!(answered.contains("1 films added"), "{answered}");
    let columns = program.refused(&["import", "table.csv", "--user", "ana"]);
    assert!(columns.contains("--columns title,seen"), "{columns}");
    let answered = program.run(&["import", "table.csv", "--user", "ana", "--columns", "title,seen"]);
    assert!(answered.contains("netflix") || answered.contains("table: 1 rows"), "{answered}");
    assert!(program.refused(&["import", "table.csv", "--user", "ana", "--columns", "titel,seen"]).contains("columns"));
}

#[tokio::test]
async fn a_file_of_which_nothing_can_be_read_is_an_error_and_leaves_nothing() {
    let program = Program::new(storage::Engine::Sqlite).await;
    program.add_user("ana");
    program.file("image.png", b"\x89PNG\x00\x00");
    assert!(program.refused(&["import", "image.png", "--user", "ana"]).contains("doesn’t know this kind of file"));
    program.file("empty.csv", "");
    assert!(program.refused(&["import", "empty.csv", "--user", "ana"]).contains("empty"));
    assert!(program.run(&["query", "SELECT count(*) FROM imports"]).contains('0'));
}

#[tokio::test]
async fn lines_of_films_are_tried_and_told_of_as_well() {
    let program = Program::new(storage::Engine::Sqlite).await;
    program.add_user("ana");
    program.file("films.ndjson", format!("{ROWS}{{\"title\": \"\"}}\n"));
    let dry = program.run(&["import", "films.ndjson", "--user", "ana", "--dry-run", "--report", "report.csv"]);
    assert!(dry.contains("4 films added"), "{dry}");
    let report = std::fs::read_to_string(program.path("report.csv")).unwrap();
    assert!(
        report.contains("films.ndjson,1,Amélie,ready,yes,\n") && report.contains("films.ndjson,6,,refused,no,"),
        "{report}"
    );
    assert!(program.run(&["import", "films.ndjson", "--user", "ana"]).contains("4 films added"));
}
