-- Generated from the declared schema, but for the dates: what is known only to the month or the year becomes its first day.

-- The rows of undos are lost.
DROP TABLE "undos";
-- The rows of ratings are lost.
DROP TABLE "ratings";
DROP INDEX "movies_by_imdb_id";
DROP INDEX "movies_by_tmdb_id";
ALTER TABLE "movies" DROP CONSTRAINT "movies_last_watched_on_check";
-- What stands in movies.liked is lost.
ALTER TABLE "movies" DROP COLUMN "liked";
ALTER TABLE "movies" ALTER COLUMN "last_watched_on" TYPE date USING (CASE length("last_watched_on") WHEN 4 THEN "last_watched_on" || '-01-01' WHEN 7 THEN "last_watched_on" || '-01' ELSE "last_watched_on" END)::date;
ALTER TABLE "watches" DROP CONSTRAINT "watches_watched_on_check";
-- What stands in watches.version is lost.
ALTER TABLE "watches" DROP COLUMN "version";
-- What stands in watches.liked is lost.
ALTER TABLE "watches" DROP COLUMN "liked";
-- What stands in watches.rewatch is lost.
ALTER TABLE "watches" DROP COLUMN "rewatch";
-- What stands in watches.rewatch_corrected is lost.
ALTER TABLE "watches" DROP COLUMN "rewatch_corrected";
-- What stands in watches.place is lost.
ALTER TABLE "watches" DROP COLUMN "place";
-- What stands in watches.companions is lost.
ALTER TABLE "watches" DROP COLUMN "companions";
ALTER TABLE "watches" ALTER COLUMN "watched_on" TYPE date USING (CASE length("watched_on") WHEN 4 THEN "watched_on" || '-01-01' WHEN 7 THEN "watched_on" || '-01' ELSE "watched_on" END)::date;
