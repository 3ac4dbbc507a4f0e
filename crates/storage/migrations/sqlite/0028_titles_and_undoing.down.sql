-- Generated from the declared schema.

-- The rows of movie_titles are lost.
DROP TABLE "movie_titles";
-- What stands in movie_match_runs.undoing_id is lost.
ALTER TABLE "movie_match_runs" DROP COLUMN "undoing_id";
-- What stands in movie_match_runs.undone_count is lost.
ALTER TABLE "movie_match_runs" DROP COLUMN "undone_count";
DROP INDEX "movies_by_entered_title";
-- What stands in movies.lookup_since is lost.
ALTER TABLE "movies" DROP COLUMN "lookup_since";
-- What stands in movies.entered_title is lost.
ALTER TABLE "movies" DROP COLUMN "entered_title";
-- What stands in movies.entered_sort is lost.
ALTER TABLE "movies" DROP COLUMN "entered_sort";
-- What stands in settings.matched_catalogues is lost.
ALTER TABLE "settings" DROP COLUMN "matched_catalogues";
