-- Generated from the declared schema, but for the dates: what is known only to the month or the year becomes its first day.

-- The rows of undos are lost.
DROP TABLE "undos";
-- The rows of ratings are lost.
DROP TABLE "ratings";
-- What stands in movies.liked is lost.
-- ALTER TABLE can't change movies so; a new table takes its place.
CREATE TABLE "new_movies" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "deleted_at" INTEGER,
    "watchlisted_at" INTEGER,
    "last_watched_on" TEXT,
    "watch_count" INTEGER NOT NULL DEFAULT 0 CHECK (watch_count >= 0),
    "year" INTEGER CHECK (year BETWEEN 1870 AND 2200),
    "runtime_minutes" INTEGER CHECK (runtime_minutes BETWEEN 1 AND 2000),
    "rating" INTEGER CHECK (rating BETWEEN 1 AND 10),
    "tmdb_id" INTEGER CHECK (tmdb_id >= 1),
    "imdb_id" TEXT,
    "poster" TEXT,
    "title" TEXT NOT NULL CHECK (title <> ''),
    "original_title" TEXT,
    "genres" TEXT NOT NULL,
    "tags" TEXT NOT NULL,
    "title_sort" TEXT NOT NULL,
    "overview" TEXT,
    "notes" TEXT,
    PRIMARY KEY ("id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
INSERT INTO "new_movies" ("id", "owner_id", "version", "created_at", "updated_at", "deleted_at", "watchlisted_at", "last_watched_on", "watch_count", "year", "runtime_minutes", "rating", "tmdb_id", "imdb_id", "poster", "title", "original_title", "genres", "tags", "title_sort", "overview", "notes")
SELECT "id", "owner_id", "version", "created_at", "updated_at", "deleted_at", "watchlisted_at", CASE length("last_watched_on") WHEN 4 THEN "last_watched_on" || '-01-01' WHEN 7 THEN "last_watched_on" || '-01' ELSE "last_watched_on" END, "watch_count", "year", "runtime_minutes", "rating", "tmdb_id", "imdb_id", "poster", "title", "original_title", "genres", "tags", "title_sort", "overview", "notes"
FROM "movies";
DROP TABLE "movies";
ALTER TABLE "new_movies" RENAME TO "movies";
CREATE INDEX movies_by_added ON movies (owner_id, created_at, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_by_deletion ON movies (deleted_at) WHERE deleted_at IS NOT NULL;
CREATE INDEX movies_by_rating ON movies (owner_id, rating, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_by_title ON movies (owner_id, title_sort, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_by_watched_on ON movies (owner_id, last_watched_on, id) WHERE deleted_at IS NULL;
CREATE INDEX movies_by_year ON movies (owner_id, year, id) WHERE deleted_at IS NULL;
CREATE INDEX "movies_in_trash" ON "movies" ("owner_id", "deleted_at", "id") WHERE deleted_at IS NOT NULL;
-- What stands in watches.version is lost.
-- What stands in watches.liked is lost.
-- What stands in watches.rewatch is lost.
-- What stands in watches.rewatch_corrected is lost.
-- What stands in watches.place is lost.
-- What stands in watches.companions is lost.
-- ALTER TABLE can't change watches so; a new table takes its place.
CREATE TABLE "new_watches" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "movie_id" BLOB NOT NULL,
    "created_at" INTEGER NOT NULL,
    "watched_on" TEXT,
    "rating" INTEGER CHECK (rating BETWEEN 1 AND 10),
    "source" TEXT,
    "external_id" TEXT,
    "comment" TEXT,
    PRIMARY KEY ("id"),
    CONSTRAINT "watches_external_id" UNIQUE ("owner_id", "source", "external_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE
) STRICT;
INSERT INTO "new_watches" ("id", "owner_id", "movie_id", "created_at", "watched_on", "rating", "source", "external_id", "comment")
SELECT "id", "owner_id", "movie_id", "created_at", CASE length("watched_on") WHEN 4 THEN "watched_on" || '-01-01' WHEN 7 THEN "watched_on" || '-01' ELSE "watched_on" END, "rating", "source", "external_id", "comment"
FROM "watches";
DROP TABLE "watches";
ALTER TABLE "new_watches" RENAME TO "watches";
CREATE INDEX watches_by_day ON watches (owner_id, watched_on, id);
CREATE INDEX watches_by_movie ON watches (movie_id, watched_on, id);
