//! MovieLens.

use crate::support::{check, check_zip};

pub const MOVIES: &str = "movieId,title,genres\r\n11,\"American President, The (1995)\",Comedy|Drama\n\
    29,\"City of Lost Children, The (Cité des enfants perdus, La) (1995)\",Adventure\r\n40,Untitled,(no genres \
        listed)\r\n";
pub const RATINGS: &str = "userId,movieId,rating,timestamp\n1,11,4.0,964982703\n1,29,0.5,964982703\n1,40,3,964982703\n\
    1,77,3,964982703\n2,11,1,964982703\n";

#[test]
fn ratings_are_joined_with_films_and_ids() {
    let expected = [
        "2: The American President (1995) tt0112346 tmdb:9087 [Comedy, Drama] | ★4 rated 2000-07-30",
        "3: The City of Lost Children (1995) = La Cité des enfants perdus tt0112682 [Adventure] | ★0.5 \
        rated 2000-07-30",
        "4: Untitled | ★3 rated 2000-07-30",
        "5: 77 - refused: unknown_film",
        "6: 11 - left out: someone_else",
        "2: The American President (1995) tt0112346 tmdb:9087 [Comedy, Drama] #cosy",
    ];
    let files: [(&str, &[u8]); 4] = [
        ("ml/ratings.csv", RATINGS.as_bytes()),
        ("ml/tags.csv", b"userId,movieId,tag,timestamp\n1,11,cosy,964982703\n"),
        ("ml/movies.csv", MOVIES.as_bytes()),
        ("ml/links.csv", b"movieId,imdbId,tmdbId\n11,0112346,9087\n29,0112682,\n"),
    ];
    let reports = [
        "ml/movies.csv movielens 0 reference",
        "ml/links.csv movielens 0 reference",
        "ml/ratings.csv movielens 5",
        "ml/tags.csv movielens 1",
    ];
    check_zip("movielens", &files, &expected, &reports);
}

#[test]
fn the_export_of_an_account_is_read() {
    let file = "movie_id,imdb_id,tmdb_id,rating,average_rating,title\n1,0114709,862,3.5,3.89,Toy Story (1995)\n\
        2,0113497,8844,-1,3.2,Jumanji (1995)\n";
    let expected = ["2: Toy Story (1995) tt0114709 tmdb:862 | ★3.5", "3: Jumanji (1995) - left out: nothing_to_keep"];
    check("movielens", "movielens-ratings.csv", file, &expected);
}
