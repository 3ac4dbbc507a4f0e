-- compatible: no
-- Imports also add saved views and change settings, which undoing them takes back.

ALTER TABLE "import_effects" DROP CONSTRAINT "import_effects_kind_check";
ALTER TABLE "import_effects" ADD CONSTRAINT "import_effects_kind_check" CHECK (kind IN ('movie_added', 'movie_changed', 'watch_added', 'watch_commented', 'list_added', 'item_added', 'view_added', 'settings_changed'));
