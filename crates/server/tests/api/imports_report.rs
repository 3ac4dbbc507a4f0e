//! The report of an import.

use crate::imports::{apply, upload};
use crate::support::*;
use domain::problems::ProblemKind;
use server::jobs::worker::Workers;
use std::fmt::Write as _;

on_both_engines! {
    async fn the_report_has_a_line_for_every_row_that_no_spreadsheet_runs(app: TestApp) {
        let client = app.sign_in("ana").await;
        let workers = Workers::start(&app.state, server::JOB_KINDS);
        let mut csv = "Date,Name,Year,Letterboxd URI,Rating\n2020-01-01,=1+1,1995,x,4\n2020-01-01,Up,2009,x,9\n".to_owned();
        for number in 0..1500 {
            writeln!(csv, "2020-01-01,Film {number},2000,x,4").unwrap();
        }
        let import = upload(&client, csv.into_bytes()).await;
        apply(&client, import.id).await;
        let report = String::from_utf8(client.get_import_report(import.id).await.unwrap()).unwrap();
        let lines: Vec<&str> = report.lines().collect();
        assert_eq!(lines.len(), 1503);
        assert_eq!(lines[..2], ["file,line,label,state,taken,remarks", "export.zip,2,'=1+1 (1995),ready,yes,"]);
        assert!(lines[2].starts_with("export.zip,3,Up (2009),needs_look,no,") && lines[2].contains("“9”"), "{}", lines[2]);
        assert!(lines[1502].starts_with("export.zip,1503,Film 1499"), "{}", lines[1502]);
        let other = app.sign_in("bob").await;
        problem(other.get_import_report(import.id).await, ProblemKind::NotFound);
        workers.stop().await;
    }
}
