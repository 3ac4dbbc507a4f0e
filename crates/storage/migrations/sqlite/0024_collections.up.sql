-- compatible: yes
-- Which collection of TMDB a film is part of, and those collections as they were fetched.
-- Generated from the declared schema.

ALTER TABLE "movies" ADD COLUMN "tmdb_collection_id" INTEGER;
CREATE INDEX "movies_by_tmdb_collection" ON "movies" ("tmdb_collection_id") WHERE tmdb_collection_id IS NOT NULL;
CREATE TABLE "tmdb_collections" (
    "tmdb_id" INTEGER NOT NULL,
    "name" TEXT NOT NULL,
    "fetched_at" INTEGER NOT NULL,
    "due_at" INTEGER NOT NULL,
    "parts" TEXT NOT NULL,
    PRIMARY KEY ("tmdb_id")
) STRICT;
CREATE INDEX "tmdb_collections_by_fetching" ON "tmdb_collections" ("fetched_at");
