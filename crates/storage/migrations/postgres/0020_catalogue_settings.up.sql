-- compatible: yes
-- Generated from the declared schema.

ALTER TABLE "settings" ADD COLUMN "catalogue_location" text COLLATE "C";
ALTER TABLE "settings" ADD COLUMN "catalogue_tv_movies" boolean NOT NULL DEFAULT TRUE;
ALTER TABLE "settings" ADD COLUMN "catalogue_videos" boolean NOT NULL DEFAULT TRUE;
ALTER TABLE "settings" ADD COLUMN "catalogue_shorts" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE "settings" ADD COLUMN "catalogue_documentaries" boolean NOT NULL DEFAULT TRUE;
ALTER TABLE "settings" ADD COLUMN "catalogue_adult" boolean NOT NULL DEFAULT FALSE;
ALTER TABLE "settings" ADD COLUMN "catalogue_languages" text COLLATE "C";
ALTER TABLE "settings" ADD COLUMN "catalogue_interval_days" bigint;
ALTER TABLE "settings" ADD COLUMN "catalogue_requested_at" timestamptz;
ALTER TABLE "settings" ADD COLUMN "catalogue_cancelled_at" timestamptz;
ALTER TABLE "settings" ADD COLUMN "catalogue_terms_accepted_at" timestamptz;
ALTER TABLE "settings" ADD CONSTRAINT "settings_catalogue_interval_days_check" CHECK (catalogue_interval_days BETWEEN 1 AND 366);
