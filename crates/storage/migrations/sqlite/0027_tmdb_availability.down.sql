-- Generated from the declared schema.

-- The rows of user_services are lost.
DROP TABLE "user_services";
-- The rows of tmdb_fillings are lost.
DROP TABLE "tmdb_fillings";
-- The rows of tmdb_availability are lost.
DROP TABLE "tmdb_availability";
-- What stands in movies.services is lost.
ALTER TABLE "movies" DROP COLUMN "services";
-- What stands in movies.services_folded is lost.
ALTER TABLE "movies" DROP COLUMN "services_folded";
