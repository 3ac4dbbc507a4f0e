-- compatible: no
-- Generated from the declared schema, but for the dates and the rewatches: a watch has a date as exactly as it is known,
-- tells whether it was liked, where it was and with whom; a film is liked; changes can be taken back.

ALTER TABLE "movies" ADD COLUMN "liked" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE "movies" ALTER COLUMN "last_watched_on" TYPE text COLLATE "C" USING to_char("last_watched_on", 'YYYY-MM-DD');
-- It fails where rows of movies don't meet length(last_watched_on) IN (4, 7, 10).
ALTER TABLE "movies" ADD CONSTRAINT "movies_last_watched_on_check" CHECK (length(last_watched_on) IN (4, 7, 10));
ALTER TABLE "watches" ADD COLUMN "version" bigint NOT NULL DEFAULT 1;
ALTER TABLE "watches" ADD COLUMN "liked" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE "watches" ADD COLUMN "rewatch" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE "watches" ADD COLUMN "rewatch_corrected" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE "watches" ADD COLUMN "place" text COLLATE "C";
ALTER TABLE "watches" ADD COLUMN "companions" text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE "watches" ALTER COLUMN "watched_on" TYPE text COLLATE "C" USING to_char("watched_on", 'YYYY-MM-DD');
ALTER TABLE "watches" ADD CONSTRAINT "watches_version_check" CHECK (version >= 1);
-- It fails where rows of watches don't meet length(watched_on) IN (4, 7, 10).
ALTER TABLE "watches" ADD CONSTRAINT "watches_watched_on_check" CHECK (length(watched_on) IN (4, 7, 10));
CREATE TABLE "ratings" (
    "movie_id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "rated_at" timestamptz NOT NULL,
    "rating" smallint CHECK (rating BETWEEN 1 AND 10),
    PRIMARY KEY ("movie_id", "rated_at"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "ratings_by_moment" ON "ratings" ("owner_id", "rated_at");
CREATE TABLE "undos" (
    "id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "created_at" timestamptz NOT NULL,
    "steps" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "undos_by_owner" ON "undos" ("owner_id");
CREATE INDEX "undos_by_age" ON "undos" ("created_at");
CREATE INDEX "movies_by_imdb_id" ON "movies" ("owner_id", "imdb_id") WHERE imdb_id IS NOT NULL;
CREATE INDEX "movies_by_tmdb_id" ON "movies" ("owner_id", "tmdb_id") WHERE tmdb_id IS NOT NULL;
-- A watch is a rewatch when an earlier one of its film is known; one without a date counts as the earliest.
UPDATE watches SET rewatch = true WHERE EXISTS (
    SELECT 1 FROM watches AS earlier WHERE earlier.movie_id = watches.movie_id
    AND (coalesce(earlier.watched_on, ''), earlier.id) < (coalesce(watches.watched_on, ''), watches.id));
