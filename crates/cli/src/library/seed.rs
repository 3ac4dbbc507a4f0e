//! `movietracker seed`: a demo account with six films.

use crate::accounts::passwords::PasswordOptions;
use crate::accounts::users::{add_user, find_user};
use crate::database::DatabaseOptions;
use crate::library::import::Importer;
use anyhow::Result;
use clap::Args;
use domain::accounts::users::Role;
use domain::library::movies::MovieDraft;
use server::clock::Clock;
use server::security::secrets::random_token;
use storage::Store;

const USERNAME: &str = "demo";

/// Title, year, day watched, genres and stars of the sample films.
const MOVIES: [(&str, i64, &str, &[&str], f64); 6] = [
    ("The Shawshank Redemption", 1994, "2016-11-04", &["Drama"], 4.0),
    ("The Godfather", 1972, "2017-10-02", &["Drama"], 2.0),
    ("The Dark Knight", 2008, "2018-12-01", &["Drama", "Action"], 3.0),
    ("The Godfather: Part II", 1974, "2019-02-04", &["Drama"], 1.0),
    ("The Lord of the Rings: The Return of the King", 2003, "2019-04-02", &["Adventure", "Drama", "Fantasy"], 5.0),
    ("Pulp Fiction", 1994, "2019-03-27", &["Crime", "Drama"], 3.0),
];

/// The options of `seed`.
#[derive(Args)]
pub struct SeedOptions {
    /// The password of the demo account; by default one is generated and printed.
    #[command(flatten)]
    password: PasswordOptions,
}

/// Adds what is missing of the account and its films.
pub async fn run(database: &DatabaseOptions, options: SeedOptions) -> Result<()> {
    let store = database.open_migrated().await?;
    let user = match find_user(&store, USERNAME).await {
        Ok(user) => user,
        Err(_) => add_demo_user(&store, &options).await?,
    };
    let mut importer = Importer::open(&store, user.id, false).await?;
    for draft in drafts() {
        let fields = draft.parse(Clock::system().today()).map_err(domain::problems::Problem::from)?;
        importer.add(fields).await?;
    }
    let counts = importer.finish().await?;
    println!("{USERNAME} has the six sample films: {} added, {} already there.", counts.added, counts.skipped);
    Ok(())
}

async fn add_demo_user(store: &Store, options: &SeedOptions) -> Result<storage::users::User> {
    // A password that stood in the source would open every server on which the demo was forgotten.
    let password = match &options.password.password_file {
        Some(_) => options.password.read()?,
        None => random_token::<9>(&Clock::system()),
    };
    let user = add_user(store, USERNAME, &password, Role::Member).await?;
    if options.password.password_file.is_none() {
        println!("Sign in as {USERNAME} with the password {password}");
    }
    Ok(user)
}

fn drafts() -> impl Iterator<Item = MovieDraft> {
    MOVIES.iter().map(|(title, year, watched_on, genres, stars)| MovieDraft {
        title: (*title).to_owned(),
        year: Some(*year),
        watched_on: Some((*watched_on).to_owned()),
        genres: genres.iter().map(|genre| (*genre).to_owned()).collect(),
        rating: Some(*stars),
        ..MovieDraft::default()
    })
}
