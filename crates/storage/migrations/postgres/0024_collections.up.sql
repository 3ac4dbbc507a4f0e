-- compatible: yes
-- Which collection of TMDB a film is part of, and those collections as they were fetched.
-- Generated from the declared schema.

ALTER TABLE "movies" ADD COLUMN "tmdb_collection_id" bigint;
CREATE TABLE "tmdb_collections" (
    "tmdb_id" bigint NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "fetched_at" timestamptz NOT NULL,
    "due_at" timestamptz NOT NULL,
    "parts" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("tmdb_id")
);
CREATE INDEX "tmdb_collections_by_fetching" ON "tmdb_collections" ("fetched_at");
CREATE INDEX "movies_by_tmdb_collection" ON "movies" ("tmdb_collection_id") WHERE tmdb_collection_id IS NOT NULL;
