-- Generated from the declared schema.

-- What stands in settings.catalogue_location is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_location";
-- What stands in settings.catalogue_tv_movies is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_tv_movies";
-- What stands in settings.catalogue_videos is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_videos";
-- What stands in settings.catalogue_shorts is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_shorts";
-- What stands in settings.catalogue_documentaries is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_documentaries";
-- What stands in settings.catalogue_adult is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_adult";
-- What stands in settings.catalogue_languages is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_languages";
-- What stands in settings.catalogue_interval_days is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_interval_days";
-- What stands in settings.catalogue_requested_at is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_requested_at";
-- What stands in settings.catalogue_cancelled_at is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_cancelled_at";
-- What stands in settings.catalogue_terms_accepted_at is lost.
ALTER TABLE "settings" DROP COLUMN "catalogue_terms_accepted_at";
