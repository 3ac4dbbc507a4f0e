-- compatible: yes
-- Generated from the declared schema.

ALTER TABLE "settings" ADD COLUMN "catalogue_location" TEXT;
ALTER TABLE "settings" ADD COLUMN "catalogue_tv_movies" INTEGER NOT NULL DEFAULT 1 CHECK (catalogue_tv_movies IN (0, 1));
ALTER TABLE "settings" ADD COLUMN "catalogue_videos" INTEGER NOT NULL DEFAULT 1 CHECK (catalogue_videos IN (0, 1));
ALTER TABLE "settings" ADD COLUMN "catalogue_shorts" INTEGER NOT NULL DEFAULT 0 CHECK (catalogue_shorts IN (0, 1));
ALTER TABLE "settings" ADD COLUMN "catalogue_documentaries" INTEGER NOT NULL DEFAULT 1 CHECK (catalogue_documentaries IN (0, 1));
ALTER TABLE "settings" ADD COLUMN "catalogue_adult" INTEGER NOT NULL DEFAULT 0 CHECK (catalogue_adult IN (0, 1));
ALTER TABLE "settings" ADD COLUMN "catalogue_languages" TEXT;
ALTER TABLE "settings" ADD COLUMN "catalogue_interval_days" INTEGER CHECK (catalogue_interval_days BETWEEN 1 AND 366);
ALTER TABLE "settings" ADD COLUMN "catalogue_requested_at" INTEGER;
ALTER TABLE "settings" ADD COLUMN "catalogue_cancelled_at" INTEGER;
ALTER TABLE "settings" ADD COLUMN "catalogue_terms_accepted_at" INTEGER;
