-- Generated from the declared schema.

-- What stands in movies.lookup_version is lost.
ALTER TABLE "movies" DROP COLUMN "lookup_version";
-- What stands in settings.tmdb_token is lost.
ALTER TABLE "settings" DROP COLUMN "tmdb_token";
-- What stands in settings.looks_up_movies is lost.
ALTER TABLE "settings" DROP COLUMN "looks_up_movies";
-- What stands in movie_lookups is lost.
DROP TABLE "movie_lookups";
