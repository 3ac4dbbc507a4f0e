-- Generated from the declared schema.

-- What stands in movies.directors is lost.
ALTER TABLE "movies" DROP COLUMN "directors";
-- What stands in movies.actors is lost.
ALTER TABLE "movies" DROP COLUMN "actors";
