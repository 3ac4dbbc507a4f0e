-- Back to changes that nobody can follow.

DROP TRIGGER movies_insert_noted;
DROP TRIGGER movies_update_noted;
DROP TRIGGER movies_delete_noted;
DROP TRIGGER watches_insert_noted;
DROP TRIGGER watches_update_noted;
DROP TRIGGER watches_delete_noted;
DROP TRIGGER lists_insert_noted;
DROP TRIGGER lists_update_noted;
DROP TRIGGER lists_delete_noted;
DROP TRIGGER saved_views_insert_noted;
DROP TRIGGER saved_views_update_noted;
DROP TRIGGER saved_views_delete_noted;
DROP TRIGGER movies_trash_noted;
DROP TRIGGER users_counted;
-- The rows of these tables are lost.
DROP TABLE "pending_changes";
DROP TABLE "change_counters";
DROP TABLE "changes";
