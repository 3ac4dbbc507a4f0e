-- compatible: yes
-- When backups are made, where admins say so.

ALTER TABLE "settings" ADD COLUMN "backup_interval_hours" bigint CHECK (backup_interval_hours BETWEEN 1 AND 8784);
ALTER TABLE "settings" ADD COLUMN "backup_keep" bigint NOT NULL DEFAULT 7 CHECK (backup_keep BETWEEN 1 AND 1000);
