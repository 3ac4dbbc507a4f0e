-- compatible: yes
-- Saved views of the films' list, an order of the watchlist, and whether it is shared with the other people of the server.
-- Generated from the declared schema.

ALTER TABLE "movies" ADD COLUMN "watchlist_priority" bigint;
ALTER TABLE "users" ADD COLUMN "shares_watchlist" boolean NOT NULL DEFAULT FALSE;
CREATE TABLE "saved_views" (
    "id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "version" bigint NOT NULL CHECK (version >= 1),
    "created_at" timestamptz NOT NULL,
    "updated_at" timestamptz NOT NULL,
    "position" bigint NOT NULL,
    "name" text COLLATE "C" NOT NULL CHECK (name <> ''),
    "name_folded" text COLLATE "C" NOT NULL,
    "query" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "saved_views_name" UNIQUE ("owner_id", "name_folded"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "movies_by_priority" ON "movies" ("owner_id", "watchlist_priority", "id") WHERE watchlisted_at IS NOT NULL;
