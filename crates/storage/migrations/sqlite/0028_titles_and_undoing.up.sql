-- compatible: no
-- Titles of films in the languages of their owners, ties that are taken back in portions, and the catalogues that films
-- were matched with. Older servers would leave the title that a film was given beside a newer one.
-- Generated from the declared schema.

ALTER TABLE "movie_match_runs" ADD COLUMN "undoing_id" BLOB;
ALTER TABLE "movie_match_runs" ADD COLUMN "undone_count" INTEGER NOT NULL DEFAULT 0;
ALTER TABLE "movies" ADD COLUMN "lookup_since" INTEGER;
ALTER TABLE "movies" ADD COLUMN "entered_title" TEXT;
ALTER TABLE "movies" ADD COLUMN "entered_sort" TEXT;
CREATE INDEX "movies_by_entered_title" ON "movies" ("owner_id", "entered_sort") WHERE entered_sort IS NOT NULL;
ALTER TABLE "settings" ADD COLUMN "matched_catalogues" TEXT NOT NULL DEFAULT '';
CREATE TABLE "movie_titles" (
    "movie_id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    PRIMARY KEY ("movie_id"),
    FOREIGN KEY ("movie_id") REFERENCES "movies" ("id") ON DELETE CASCADE,
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX "movie_titles_by_owner" ON "movie_titles" ("owner_id");
