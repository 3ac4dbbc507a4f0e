-- Generated from the declared schema.

-- The rows of tmdb_collections are lost.
DROP TABLE "tmdb_collections";
DROP INDEX "movies_by_tmdb_collection";
-- What stands in movies.tmdb_collection_id is lost.
ALTER TABLE "movies" DROP COLUMN "tmdb_collection_id";
