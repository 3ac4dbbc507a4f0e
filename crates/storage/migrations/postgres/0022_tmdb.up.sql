-- compatible: yes
-- Generated from the declared schema.

CREATE TABLE "movie_lookups" (
    "movie_id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "due_at" timestamptz NOT NULL,
    "attempts" bigint NOT NULL DEFAULT 0,
    PRIMARY KEY ("movie_id"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "movie_lookups_by_due" ON "movie_lookups" ("due_at", "movie_id");
CREATE INDEX "movie_lookups_by_owner" ON "movie_lookups" ("owner_id");
ALTER TABLE "movies" ADD COLUMN "lookup_version" bigint;
ALTER TABLE "settings" ADD COLUMN "tmdb_token" bytea;
ALTER TABLE "settings" ADD COLUMN "looks_up_movies" boolean NOT NULL DEFAULT false;
