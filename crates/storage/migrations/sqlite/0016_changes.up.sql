-- compatible: yes
-- Changes, numbered in the order in which they become visible: what programs and other tabs follow.
-- Tables and indexes are generated from the declared schema; triggers and the first changes are written by hand.

CREATE TABLE "changes" (
    "owner_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL CHECK (kind IN ('movie', 'watch', 'list', 'view')),
    "item_id" BLOB NOT NULL,
    "number" INTEGER NOT NULL,
    "changed_at" INTEGER NOT NULL,
    "deleted" INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    PRIMARY KEY ("owner_id", "kind", "item_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT, WITHOUT ROWID;
CREATE INDEX "changes_by_number" ON "changes" ("owner_id", "number");
CREATE INDEX "changes_by_deletion" ON "changes" ("changed_at") WHERE deleted;
CREATE TABLE "change_counters" (
    "owner_id" BLOB NOT NULL,
    "number" INTEGER NOT NULL DEFAULT 0,
    "forgotten" INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
) STRICT;
CREATE TABLE "pending_changes" (
    "transaction_id" INTEGER NOT NULL,
    "id" BLOB NOT NULL,
    "owner_id" BLOB NOT NULL,
    "kind" TEXT NOT NULL,
    "deleted" INTEGER NOT NULL CHECK (deleted IN (0, 1)),
    "items" TEXT NOT NULL,
    PRIMARY KEY ("transaction_id", "id")
) STRICT;

-- What there is already counts as added, films first.
INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
SELECT owner_id, kind, id, row_number() OVER (PARTITION BY owner_id ORDER BY place, id), changed_at, FALSE
FROM (
    SELECT owner_id, 1 AS place, 'movie' AS kind, id, updated_at AS changed_at FROM movies WHERE deleted_at IS NULL
    UNION ALL
    SELECT watches.owner_id, 2, 'watch', watches.id, watches.created_at
    FROM watches JOIN movies ON movies.id = watches.movie_id WHERE movies.deleted_at IS NULL
    UNION ALL SELECT owner_id, 3, 'list', id, updated_at FROM lists WHERE deleted_at IS NULL
    UNION ALL SELECT owner_id, 4, 'view', id, updated_at FROM saved_views
) AS present;
INSERT INTO change_counters (owner_id, number)
SELECT id, coalesce((SELECT max(number) FROM changes WHERE owner_id = users.id), 0) FROM users;

CREATE TRIGGER users_counted AFTER INSERT ON users BEGIN
    INSERT INTO change_counters (owner_id) VALUES (NEW.id);
END;

CREATE TRIGGER movies_insert_noted AFTER INSERT ON movies BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'movie', NEW.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.deleted_at IS NOT NULL
    FROM change_counters WHERE owner_id = NEW.owner_id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
CREATE TRIGGER movies_update_noted AFTER UPDATE ON movies BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'movie', NEW.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.deleted_at IS NOT NULL
    FROM change_counters WHERE owner_id = NEW.owner_id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
-- With an account, all it has goes: nobody is left to be told.
CREATE TRIGGER movies_delete_noted AFTER DELETE ON movies BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = OLD.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'movie', OLD.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), TRUE
    FROM change_counters WHERE owner_id = OLD.owner_id AND EXISTS (SELECT 1 FROM users WHERE id = OLD.owner_id)
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;

CREATE TRIGGER watches_insert_noted AFTER INSERT ON watches BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'watch', NEW.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), FALSE
    FROM change_counters WHERE owner_id = NEW.owner_id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
CREATE TRIGGER watches_update_noted AFTER UPDATE ON watches BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'watch', NEW.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), FALSE
    FROM change_counters WHERE owner_id = NEW.owner_id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
CREATE TRIGGER watches_delete_noted AFTER DELETE ON watches BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = OLD.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'watch', OLD.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), TRUE
    FROM change_counters WHERE owner_id = OLD.owner_id AND EXISTS (SELECT 1 FROM users WHERE id = OLD.owner_id)
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;

CREATE TRIGGER lists_insert_noted AFTER INSERT ON lists BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'list', NEW.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.deleted_at IS NOT NULL
    FROM change_counters WHERE owner_id = NEW.owner_id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
CREATE TRIGGER lists_update_noted AFTER UPDATE ON lists BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'list', NEW.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.deleted_at IS NOT NULL
    FROM change_counters WHERE owner_id = NEW.owner_id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
CREATE TRIGGER lists_delete_noted AFTER DELETE ON lists BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = OLD.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'list', OLD.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), TRUE
    FROM change_counters WHERE owner_id = OLD.owner_id AND EXISTS (SELECT 1 FROM users WHERE id = OLD.owner_id)
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;

CREATE TRIGGER saved_views_insert_noted AFTER INSERT ON saved_views BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'view', NEW.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), FALSE
    FROM change_counters WHERE owner_id = NEW.owner_id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
CREATE TRIGGER saved_views_update_noted AFTER UPDATE ON saved_views BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'view', NEW.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), FALSE
    FROM change_counters WHERE owner_id = NEW.owner_id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
CREATE TRIGGER saved_views_delete_noted AFTER DELETE ON saved_views BEGIN
    UPDATE change_counters SET number = number + 1 WHERE owner_id = OLD.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT owner_id, 'view', OLD.id, number, CAST(unixepoch('subsec') * 1000 AS INTEGER), TRUE
    FROM change_counters WHERE owner_id = OLD.owner_id AND EXISTS (SELECT 1 FROM users WHERE id = OLD.owner_id)
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;

-- A film takes its watches along to the trash and back, and leaves its lists and returns to them.
CREATE TRIGGER movies_trash_noted AFTER UPDATE ON movies WHEN (OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL) BEGIN
    UPDATE change_counters SET number = number + (SELECT count(*) FROM watches WHERE movie_id = NEW.id)
    WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT NEW.owner_id, 'watch', watches.id, change_counters.number + 1 - row_number() OVER (ORDER BY watches.id DESC),
        CAST(unixepoch('subsec') * 1000 AS INTEGER), NEW.deleted_at IS NOT NULL
    FROM watches JOIN change_counters ON change_counters.owner_id = NEW.owner_id WHERE watches.movie_id = NEW.id
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
    UPDATE change_counters SET number = number + (SELECT count(*) FROM list_items WHERE movie_id = NEW.id)
    WHERE owner_id = NEW.owner_id;
    INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
    SELECT NEW.owner_id, 'list', lists.id, change_counters.number + 1 - row_number() OVER (ORDER BY lists.id DESC),
        CAST(unixepoch('subsec') * 1000 AS INTEGER), FALSE
    FROM list_items JOIN lists ON lists.id = list_items.list_id
    JOIN change_counters ON change_counters.owner_id = NEW.owner_id
    WHERE list_items.movie_id = NEW.id AND lists.deleted_at IS NULL
    ON CONFLICT (owner_id, kind, item_id) DO UPDATE
    SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
    WHERE NOT (changes.deleted AND excluded.deleted);
END;
