-- compatible: yes
-- Links that the statistics of a year are shared by, and how people look at ratings.
-- Generated from the declared schema.

ALTER TABLE "users" ADD COLUMN "rating_scale" text COLLATE "C" NOT NULL DEFAULT 'five_stars';
ALTER TABLE "users" ADD CONSTRAINT "users_rating_scale_check" CHECK (rating_scale IN ('five_stars', 'ten_points', 'hundred_points'));
CREATE TABLE "year_links" (
    "id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "year" smallint NOT NULL,
    "created_at" timestamptz NOT NULL,
    "link_hash" bytea NOT NULL,
    "link_token" bytea NOT NULL,
    PRIMARY KEY ("id"),
    CONSTRAINT "year_links_year" UNIQUE ("owner_id", "year"),
    CONSTRAINT "year_links_link" UNIQUE ("link_hash"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
