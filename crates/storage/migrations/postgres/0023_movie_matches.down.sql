-- Generated from the declared schema.

-- What stands in movie_match_runs is lost.
DROP TABLE "movie_match_runs";
-- What stands in movie_matches is lost.
DROP TABLE "movie_matches";
