-- Generated from the declared schema, but for the posters: films must not refer to pictures that are gone.

-- The rows of images are lost.
DROP TABLE "images";
UPDATE movies SET poster = NULL WHERE poster IS NOT NULL;
DROP INDEX "movies_by_poster";
DROP INDEX "movies_by_backdrop";
-- What stands in movies.backdrop is lost.
ALTER TABLE "movies" DROP COLUMN "backdrop";
