-- compatible: yes
-- Where films can be watched and when they come out, the services that people have, and what TMDB brought to films.
-- Generated from the declared schema.

ALTER TABLE "movies" ADD COLUMN "services" text COLLATE "C" NOT NULL DEFAULT '';
ALTER TABLE "movies" ADD COLUMN "services_folded" text COLLATE "C" NOT NULL DEFAULT '';
CREATE TABLE "tmdb_availability" (
    "tmdb_id" bigint NOT NULL,
    "region" text COLLATE "C" NOT NULL,
    "fetched_at" timestamptz NOT NULL,
    "due_at" timestamptz NOT NULL,
    "in_cinemas_on" text COLLATE "C",
    "digital_on" text COLLATE "C",
    "physical_on" text COLLATE "C",
    "streaming" text COLLATE "C" NOT NULL,
    "offers" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("tmdb_id", "region")
);
CREATE INDEX "tmdb_availability_by_fetching" ON "tmdb_availability" ("fetched_at");
CREATE TABLE "tmdb_fillings" (
    "movie_id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "fetched_at" timestamptz NOT NULL,
    "due_at" timestamptz NOT NULL,
    "brought" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("movie_id"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "tmdb_fillings_by_due" ON "tmdb_fillings" ("due_at", "movie_id");
CREATE INDEX "tmdb_fillings_by_owner" ON "tmdb_fillings" ("owner_id");
CREATE TABLE "user_services" (
    "owner_id" uuid NOT NULL,
    "position" smallint NOT NULL,
    "name" text COLLATE "C" NOT NULL,
    "name_folded" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("owner_id", "position"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
