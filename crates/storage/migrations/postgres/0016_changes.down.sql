-- Back to changes that nobody can follow.

DROP TRIGGER movies_insert_noted ON movies;
DROP TRIGGER movies_update_noted ON movies;
DROP TRIGGER movies_delete_noted ON movies;
DROP TRIGGER watches_insert_noted ON watches;
DROP TRIGGER watches_update_noted ON watches;
DROP TRIGGER watches_delete_noted ON watches;
DROP TRIGGER lists_insert_noted ON lists;
DROP TRIGGER lists_update_noted ON lists;
DROP TRIGGER lists_delete_noted ON lists;
DROP TRIGGER saved_views_insert_noted ON saved_views;
DROP TRIGGER saved_views_update_noted ON saved_views;
DROP TRIGGER saved_views_delete_noted ON saved_views;
DROP TRIGGER movies_trash_noted ON movies;
DROP TRIGGER users_counted ON users;
-- The rows of these tables are lost.
DROP TABLE "pending_changes";
DROP TABLE "change_counters";
DROP TABLE "changes";
DROP FUNCTION pending_changes_number();
DROP FUNCTION pending_changes_note_trash();
DROP FUNCTION pending_changes_note();
DROP FUNCTION change_counters_begin();
