-- compatible: yes
-- Saved views of the films' list, an order of the watchlist, and whether it is shared with the other people of the server.
-- Generated from the declared schema.

ALTER TABLE "movies" ADD COLUMN "watchlist_priority" INTEGER;
CREATE INDEX "movies_by_priority" ON "movies" ("owner_id", "watchlist_priority", "id") WHERE watchlisted_at IS NOT NULL;
ALTER TABLE "users" ADD COLUMN "shares_watchlist" INTEGER NOT NULL DEFAULT 0 CHECK (shares_watchlist IN (0, 1));
CREATE TABLE "saved_views" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "version" INTEGER NOT NULL CHECK (version >= 1),
    "created_at" INTEGER NOT NULL,
    "updated_at" INTEGER NOT NULL,
    "position" INTEGER NOT NULL,
    "name" TEXT NOT NULL CHECK (name <> ''),
    "name_folded" TEXT NOT NULL,
    "query" TEXT NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "saved_views_name" UNIQUE ("owner_id", "name_folded"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
