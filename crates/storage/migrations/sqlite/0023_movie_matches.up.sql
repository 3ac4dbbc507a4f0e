-- compatible: yes
-- Films that are tied to those of the catalogue.
-- Generated from the declared schema.

CREATE TABLE "movie_matches" (
    "movie_id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "candidates" TEXT NOT NULL,
    "dismissed_at" INTEGER,
    PRIMARY KEY ("movie_id"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX "movie_matches_by_owner" ON "movie_matches" ("owner_id");
CREATE TABLE "movie_match_runs" (
    "owner_id" BLOB NOT NULL,
    "started_at" INTEGER NOT NULL,
    "finished_at" INTEGER,
    "place_at" INTEGER NOT NULL,
    "place_id" BLOB NOT NULL,
    "tied_count" INTEGER NOT NULL DEFAULT 0,
    "proposed_count" INTEGER NOT NULL DEFAULT 0,
    "unknown_count" INTEGER NOT NULL DEFAULT 0,
    "undo_id" BLOB NOT NULL,
    PRIMARY KEY ("owner_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
