-- compatible: yes
-- Films that are tied to those of the catalogue.
-- Generated from the declared schema.

CREATE TABLE "movie_matches" (
    "movie_id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "candidates" text COLLATE "C" NOT NULL,
    "dismissed_at" timestamptz,
    PRIMARY KEY ("movie_id"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "movie_matches_by_owner" ON "movie_matches" ("owner_id");
CREATE TABLE "movie_match_runs" (
    "owner_id" uuid NOT NULL,
    "started_at" timestamptz NOT NULL,
    "finished_at" timestamptz,
    "place_at" timestamptz NOT NULL,
    "place_id" uuid NOT NULL,
    "tied_count" bigint NOT NULL DEFAULT 0,
    "proposed_count" bigint NOT NULL DEFAULT 0,
    "unknown_count" bigint NOT NULL DEFAULT 0,
    "undo_id" uuid NOT NULL,
    PRIMARY KEY ("owner_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
