use crate::support::*;
use serde_json::{Value, json};

/// A database with an account, and films that strain a terminal.
fn filled(program: &Program) {
    program.add_user("ana");
    let films = [
        json!({ "title": "七人の侍", "year": 1954 }),
        json!({ "title": "Se7en, or \"Seven\"" }),
        json!({ "title": "Amélie", "year": 2001, "watched_on": "2026-07-10" }),
    ];
    program.file("films.jsonl", films.map(|film| film.to_string()).join("\n"));
    program.run(&["import", "films.jsonl", "--user", "ana"]);
    // The program itself takes no such text.
    program.run(&["query", "--write", "UPDATE movies SET notes = 'a\u{1b}[2Jb\nc' WHERE year IS NULL"]);
}

on_both_engines! {
    async fn rows_are_printed_as_a_table(program: Program) {
        filled(&program);
        let sql = "SELECT title, year, notes FROM movies ORDER BY title_sort";
        let expected = [
            " title             │ year │ notes",
            "───────────────────┼──────┼────────────────",
            " Amélie            │ 2001 │ NULL",
            r#" Se7en, or "Seven" │ NULL │ a\u{1b}[2Jb\nc"#,
            " 七人の侍          │ 1954 │ NULL",
            "3 rows",
        ];
        let printed = program.run(&["query", sql]);
        assert_eq!(printed.lines().collect::<Vec<_>>(), expected, "{printed}");
        assert_eq!(program.run(&["query", "SELECT count(*) AS films FROM movies;"]), " films\n───────\n     3\n1 row\n");
    }

    async fn ids_moments_truths_bytes_and_days_look_the_same_on_both_engines(program: Program) {
        filled(&program);
        let sql = "SELECT users.id, users.created_at, users.disabled_at, settings.registration_open,
                secret_keys.check_value, movies.last_watched_on
            FROM users, settings, secret_keys, movies WHERE movies.year = 2001";
        let rows: Value = serde_json::from_str(&program.run(&["query", "--format", "json", sql])).unwrap();
        let row = &rows[0];
        let text = |name: &str| row[name].as_str().unwrap();
        assert!(text("id").len() == 36 && text("id").split('-').count() == 5, "{row}");
        let moment = text("created_at");
        assert!(moment.len() == 24 && moment.ends_with('Z') && moment.get(10..11) == Some("T"), "{row}");
        assert_eq!((&row["disabled_at"], &row["registration_open"]), (&Value::Null, &json!(false)));
        assert!(text("check_value").starts_with("\\x") && text("check_value").len() > 20, "{row}");
        assert_eq!(text("last_watched_on"), "2026-07-10");
    }

    async fn rows_are_printed_for_other_programs(program: Program) {
        filled(&program);
        let sql = "SELECT title, year, notes, 1.5 AS half, id AS id, owner_id AS id FROM movies WHERE year IS NULL";
        let rows: Value = serde_json::from_str(&program.run(&["query", sql, "--format", "json"])).unwrap();
        assert_eq!(rows[0]["title"], "Se7en, or \"Seven\"");
        assert_eq!(rows[0]["notes"], "a\u{1b}[2Jb\nc");
        assert_eq!((&rows[0]["year"], &rows[0]["half"]), (&Value::Null, &json!(1.5)));
        assert_ne!(rows[0]["id"], rows[0]["id_2"]);
        let sql = "SELECT title, year, notes FROM movies WHERE year IS NULL";
        let csv = program.run(&["query", sql, "--format", "csv"]);
        assert_eq!(csv, "title,year,notes\n\"Se7en, or \"\"Seven\"\"\",,\"a\u{1b}[2Jb\nc\"\n");
        let none = "SELECT title FROM movies WHERE year = 1900";
        assert_eq!(program.run(&["query", none, "--format", "json"]), "[]\n");
        assert_eq!(program.run(&["query", none, "--format", "csv"]), "title\n");
        assert!(program.run(&["query", none]).ends_with("0 rows\n"));
    }

    async fn nothing_is_written_unless_it_is_allowed(program: Program) {
        filled(&program);
        let writing = [
            "UPDATE movies SET notes = 'x'",
            "DELETE FROM movies RETURNING title",
            "DROP TABLE watches",
            "CREATE TABLE more (id integer)",
            // It looks as if it only read.
            "WITH gone AS (SELECT 1) INSERT INTO setup (id, token) SELECT 1, 'x'",
        ];
        for sql in writing {
            let refused = program.refused(&["query", sql]);
            assert!(refused.contains("the statement writes") && refused.contains("--write"), "{sql}: {refused}");
        }
        assert!(program.run(&["query", "SELECT count(*) AS n FROM movies WHERE notes = 'x'"]).contains("0\n"));
        assert_eq!(program.run(&["query", "--write", "UPDATE movies SET notes = 'x'"]), "3 rows changed\n");
        assert_eq!(program.run(&["query", "--write", "DELETE FROM watches"]), "1 row changed\n");
        let returning = "DELETE FROM movies WHERE year = 1954 RETURNING year";
        assert_eq!(program.run(&["query", "--write", returning, "--format", "csv"]), "year\n1954\n");
        assert!(program.run(&["query", "SELECT count(*) AS n FROM movies WHERE notes = 'x'"]).contains("2\n"));
        // The database guards the audit log against anybody.
        assert!(program.refused(&["query", "--write", "DELETE FROM audit_events"]).contains("append-only"));
    }

    async fn a_wrong_statement_is_named(program: Program) {
        filled(&program);
        let wrong: [(&str, &str); 8] = [
            ("SELECT 1; SELECT 2", "several statements"),
            ("SELECT 1; DROP TABLE movies", "several statements"),
            ("", "no statement"),
            (" ; ", "no statement"),
            ("SELEC 1", "SELEC"),
            ("SELECT title FROM films", "films"),
            ("SELECT titel FROM movies", "titel"),
            ("SELECT $1", "parameters"),
        ];
        for (sql, part) in wrong {
            let refused = program.refused(&["query", "--write", sql]);
            assert!(refused.starts_with("error: ") && refused.contains(part), "{sql}: {refused}");
        }
        assert!(program.run(&["query", "SELECT ';' AS semicolon; -- and a comment"]).contains(';'));
        assert!(program.refused(&["query", "--write", "UPDATE movies SET title = ''"]).to_lowercase().contains("check"));
    }
}

#[tokio::test]
async fn no_database_is_made() {
    let program = Program::new(storage::Engine::Sqlite).await;
    assert!(program.refused(&["query", "SELECT 1"]).contains("there is no database"));
    assert!(!program.path("data").exists());
}
