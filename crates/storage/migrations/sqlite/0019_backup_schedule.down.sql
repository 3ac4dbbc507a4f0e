-- Older versions make backups by the options of a server alone.
DELETE FROM "schedules" WHERE "kind" = 'backup_by_admin';
ALTER TABLE "settings" DROP COLUMN "backup_keep";
ALTER TABLE "settings" DROP COLUMN "backup_interval_hours";
