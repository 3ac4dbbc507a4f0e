use crate::support::*;
use std::fs;

const BASICS: &str =
    "tconst\ttitleType\tprimaryTitle\toriginalTitle\tisAdult\tstartYear\tendYear\truntimeMinutes\tgenres
tt0113277\tmovie\tHeat\tHeat\t0\t1995\t\\N\t170\tAction,Crime,Drama
tt0079944\tmovie\tStalker\tСталкер\t0\t1979\t\\N\t162\tDrama
";

#[tokio::test]
async fn the_catalogue_is_built_from_a_folder_and_films_are_found_in_it() {
    let program = Program::new(storage::Engine::Sqlite).await;
    let folder = tempfile::tempdir().unwrap();
    let from = folder.path().to_str().unwrap();
    let missing = program.refused(&["catalogue", "find", "heat"]);
    assert!(missing.contains("movietracker catalogue update"), "{missing}");
    let empty = program.refused(&["catalogue", "update", "--from", from]);
    assert!(empty.contains("title.basics.tsv"), "{empty}");
    fs::write(folder.path().join("title.basics.tsv"), BASICS).unwrap();
    let built = program.run(&["catalogue", "update", "--from", from]);
    assert!(built.contains("personal and non-commercial use") && built.contains("has 2 films"), "{built}");
    assert_eq!(program.run(&["catalogue", "find", "heta"]), "tt0113277  Heat (1995)\n");
    assert_eq!(program.run(&["catalogue", "find", "stal", "1979"]), "tt0079944  Stalker (1979), Сталкер\n");
}
