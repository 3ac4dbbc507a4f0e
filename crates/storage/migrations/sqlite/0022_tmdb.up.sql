-- compatible: yes
-- Generated from the declared schema.

CREATE TABLE "movie_lookups" (
    "movie_id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "due_at" INTEGER NOT NULL,
    "attempts" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("movie_id"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX "movie_lookups_by_due" ON "movie_lookups" ("due_at", "movie_id");
CREATE INDEX "movie_lookups_by_owner" ON "movie_lookups" ("owner_id");
ALTER TABLE "movies" ADD COLUMN "lookup_version" INTEGER;
ALTER TABLE "settings" ADD COLUMN "tmdb_token" BLOB;
ALTER TABLE "settings" ADD COLUMN "looks_up_movies" INTEGER NOT NULL DEFAULT 0 CHECK (looks_up_movies IN (0, 1));
