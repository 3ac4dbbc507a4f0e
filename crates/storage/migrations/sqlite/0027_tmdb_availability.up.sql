-- compatible: yes
-- Where films can be watched and when they come out, the services that people have, and what TMDB brought to films.
-- Generated from the declared schema.

ALTER TABLE "movies" ADD COLUMN "services" TEXT NOT NULL DEFAULT '';
ALTER TABLE "movies" ADD COLUMN "services_folded" TEXT NOT NULL DEFAULT '';
CREATE TABLE "tmdb_availability" (
    "tmdb_id" INTEGER NOT NULL,
    "region" TEXT NOT NULL,
    "fetched_at" INTEGER NOT NULL,
    "due_at" INTEGER NOT NULL,
    "in_cinemas_on" TEXT,
    "digital_on" TEXT,
    "physical_on" TEXT,
    "streaming" TEXT NOT NULL,
    "offers" TEXT NOT NULL,
    PRIMARY KEY ("tmdb_id", "region")
) STRICT;
CREATE INDEX "tmdb_availability_by_fetching" ON "tmdb_availability" ("fetched_at");
CREATE TABLE "tmdb_fillings" (
    "movie_id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "fetched_at" INTEGER NOT NULL,
    "due_at" INTEGER NOT NULL,
    "brought" TEXT NOT NULL,
    PRIMARY KEY ("movie_id"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
CREATE INDEX "tmdb_fillings_by_due" ON "tmdb_fillings" ("due_at", "movie_id");
CREATE INDEX "tmdb_fillings_by_owner" ON "tmdb_fillings" ("owner_id");
CREATE TABLE "user_services" (
    "owner_id" BLOB NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "name_folded" TEXT NOT NULL,
    PRIMARY KEY ("owner_id", "position"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
