-- compatible: yes
-- Links that the statistics of a year are shared by, and how people look at ratings.
-- Generated from the declared schema.

ALTER TABLE "users" ADD COLUMN "rating_scale" TEXT NOT NULL DEFAULT 'five_stars' CHECK (rating_scale IN ('five_stars', 'ten_points', 'hundred_points'));
CREATE TABLE "year_links" (
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "year" INTEGER NOT NULL,
    "created_at" INTEGER NOT NULL,
    "link_hash" BLOB NOT NULL,
    "link_token" BLOB NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "year_links_year" UNIQUE ("owner_id", "year"),
    CONSTRAINT "year_links_link" UNIQUE ("link_hash"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
