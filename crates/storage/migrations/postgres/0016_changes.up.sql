-- compatible: yes
-- Changes, numbered in the order in which they become visible: what programs and other tabs follow.
-- Tables and indexes are generated from the declared schema; triggers and the first changes are written by hand.

CREATE TABLE "changes" (
    "owner_id" uuid NOT NULL,
    "kind" text COLLATE "C" NOT NULL CHECK (kind IN ('movie', 'watch', 'list', 'view')),
    "item_id" uuid NOT NULL,
    "number" bigint NOT NULL,
    "changed_at" timestamptz NOT NULL,
    "deleted" boolean NOT NULL,
    PRIMARY KEY ("owner_id", "kind", "item_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
CREATE INDEX "changes_by_number" ON "changes" ("owner_id", "number");
CREATE INDEX "changes_by_deletion" ON "changes" ("changed_at") WHERE deleted;
CREATE TABLE "change_counters" (
    "owner_id" uuid NOT NULL,
    "number" bigint NOT NULL DEFAULT 0,
    "forgotten" bigint NOT NULL DEFAULT 0,
    PRIMARY KEY ("owner_id"),
    FOREIGN KEY ("owner_id") REFERENCES "users" ("id") ON DELETE CASCADE
);
-- Its rows never outlive a transaction, so they need not outlive a crash.
CREATE UNLOGGED TABLE "pending_changes" (
    "transaction_id" bigint NOT NULL,
    "id" uuid NOT NULL,
    "owner_id" uuid NOT NULL,
    "kind" text COLLATE "C" NOT NULL,
    "deleted" boolean NOT NULL,
    "items" text COLLATE "C" NOT NULL,
    PRIMARY KEY ("transaction_id", "id")
);

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

CREATE FUNCTION change_counters_begin() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO change_counters (owner_id) VALUES (NEW.id);
    RETURN NULL;
END $$;
CREATE TRIGGER users_counted AFTER INSERT ON users FOR EACH ROW EXECUTE FUNCTION change_counters_begin();

-- Notes what a statement has changed. The kind of thing is its argument.
CREATE FUNCTION pending_changes_note() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'DELETE' THEN
        INSERT INTO pending_changes (transaction_id, id, owner_id, kind, deleted, items)
        SELECT pg_current_xact_id()::text::bigint, gen_random_uuid(), owner_id, TG_ARGV[0], TRUE,
            string_agg(id::text, ',')
        FROM old_rows GROUP BY owner_id;
    ELSIF TG_ARGV[0] IN ('watch', 'view') THEN
        INSERT INTO pending_changes (transaction_id, id, owner_id, kind, deleted, items)
        SELECT pg_current_xact_id()::text::bigint, gen_random_uuid(), owner_id, TG_ARGV[0], FALSE,
            string_agg(id::text, ',')
        FROM new_rows GROUP BY owner_id;
    ELSE
        INSERT INTO pending_changes (transaction_id, id, owner_id, kind, deleted, items)
        SELECT pg_current_xact_id()::text::bigint, gen_random_uuid(), owner_id, TG_ARGV[0], deleted_at IS NOT NULL,
            string_agg(id::text, ',')
        FROM new_rows GROUP BY owner_id, deleted_at IS NOT NULL;
    END IF;
    RETURN NULL;
END $$;

-- A film takes its watches along to the trash and back, and leaves its lists and returns to them.
CREATE FUNCTION pending_changes_note_trash() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    INSERT INTO pending_changes (transaction_id, id, owner_id, kind, deleted, items)
    SELECT pg_current_xact_id()::text::bigint, gen_random_uuid(), NEW.owner_id, its.kind, its.deleted,
        string_agg(its.id::text, ',')
    FROM (
        SELECT 'watch' AS kind, NEW.deleted_at IS NOT NULL AS deleted, id FROM watches WHERE movie_id = NEW.id
        UNION ALL
        SELECT 'list', lists.deleted_at IS NOT NULL, lists.id
        FROM list_items JOIN lists ON lists.id = list_items.list_id WHERE list_items.movie_id = NEW.id
    ) AS its
    GROUP BY its.kind, its.deleted;
    RETURN NULL;
END $$;

-- Numbers all that a transaction has changed, at its end. Whoever has the counter of an account waits for nothing any
-- more but for counters of other accounts, in the order of their ids; the others of that account wait until it has
-- committed. With an account, all it has goes, its counter too: nobody is left to be told.
CREATE FUNCTION pending_changes_number() RETURNS trigger LANGUAGE plpgsql
-- Planning anew each time, for arrays of other lengths, would take longer than all the rest.
SET plan_cache_mode = force_generic_plan AS $$
DECLARE
    changed record;
    latest bigint;
BEGIN
    -- This runs for each statement, and the first time does it for all of them.
    IF current_setting('movietracker.numbered', TRUE) = NEW.transaction_id::text THEN
        RETURN NULL;
    END IF;
    PERFORM set_config('movietracker.numbered', NEW.transaction_id::text, TRUE);
    -- The most frequent case is worth its own way.
    IF strpos(NEW.items, ',') = 0 AND NOT EXISTS (
        SELECT 1 FROM pending_changes WHERE transaction_id = NEW.transaction_id AND id <> NEW.id
    ) THEN
        UPDATE change_counters SET number = number + 1 WHERE owner_id = NEW.owner_id RETURNING number INTO latest;
        IF FOUND THEN
            INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
            VALUES (NEW.owner_id, NEW.kind, NEW.items::uuid, latest, date_trunc('milliseconds', clock_timestamp()),
                NEW.deleted)
            ON CONFLICT (owner_id, kind, item_id) DO UPDATE
            SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
            WHERE NOT (changes.deleted AND excluded.deleted);
        END IF;
        DELETE FROM pending_changes WHERE transaction_id = NEW.transaction_id;
        RETURN NULL;
    END IF;
    FOR changed IN
        -- Films first, and what was added first before what was added later.
        SELECT owner_id,
            array_agg(kind ORDER BY array_position('{movie,watch,list,view}', kind), id) AS kinds,
            array_agg(id ORDER BY array_position('{movie,watch,list,view}', kind), id) AS ids,
            array_agg(deleted ORDER BY array_position('{movie,watch,list,view}', kind), id) AS deletions
        FROM (
            -- Of several statements about one thing, the last one counts.
            SELECT DISTINCT ON (owner_id, kind, id) owner_id, kind, id, deleted
            FROM (
                SELECT owner_id, kind, deleted, unnest(string_to_array(items, ','))::uuid AS id,
                    cmin::text::bigint AS statement
                FROM pending_changes WHERE transaction_id = NEW.transaction_id
            ) AS noted
            ORDER BY owner_id, kind, id, statement DESC
        ) AS things
        GROUP BY owner_id ORDER BY owner_id
    LOOP
        UPDATE change_counters SET number = number + cardinality(changed.ids)
        WHERE owner_id = changed.owner_id RETURNING number INTO latest;
        CONTINUE WHEN NOT FOUND;
        INSERT INTO changes (owner_id, kind, item_id, number, changed_at, deleted)
        SELECT changed.owner_id, its.kind, its.id, latest - cardinality(changed.ids) + its.place,
            date_trunc('milliseconds', clock_timestamp()), its.deleted
        FROM unnest(changed.kinds, changed.ids, changed.deletions) WITH ORDINALITY AS its (kind, id, deleted, place)
        ON CONFLICT (owner_id, kind, item_id) DO UPDATE
        SET number = excluded.number, changed_at = excluded.changed_at, deleted = excluded.deleted
        WHERE NOT (changes.deleted AND excluded.deleted);
    END LOOP;
    DELETE FROM pending_changes WHERE transaction_id = NEW.transaction_id;
    RETURN NULL;
END $$;
CREATE CONSTRAINT TRIGGER pending_changes_numbered AFTER INSERT ON pending_changes
DEFERRABLE INITIALLY DEFERRED FOR EACH ROW EXECUTE FUNCTION pending_changes_number();

CREATE TRIGGER movies_insert_noted AFTER INSERT ON movies REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('movie');
CREATE TRIGGER movies_update_noted AFTER UPDATE ON movies
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('movie');
CREATE TRIGGER movies_delete_noted AFTER DELETE ON movies REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('movie');
CREATE TRIGGER watches_insert_noted AFTER INSERT ON watches REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('watch');
CREATE TRIGGER watches_update_noted AFTER UPDATE ON watches
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('watch');
CREATE TRIGGER watches_delete_noted AFTER DELETE ON watches REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('watch');
CREATE TRIGGER lists_insert_noted AFTER INSERT ON lists REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('list');
CREATE TRIGGER lists_update_noted AFTER UPDATE ON lists
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('list');
CREATE TRIGGER lists_delete_noted AFTER DELETE ON lists REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('list');
CREATE TRIGGER saved_views_insert_noted AFTER INSERT ON saved_views REFERENCING NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('view');
CREATE TRIGGER saved_views_update_noted AFTER UPDATE ON saved_views
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('view');
CREATE TRIGGER saved_views_delete_noted AFTER DELETE ON saved_views REFERENCING OLD TABLE AS old_rows
FOR EACH STATEMENT EXECUTE FUNCTION pending_changes_note('view');
CREATE TRIGGER movies_trash_noted AFTER UPDATE OF deleted_at ON movies FOR EACH ROW
WHEN ((OLD.deleted_at IS NULL) <> (NEW.deleted_at IS NULL)) EXECUTE FUNCTION pending_changes_note_trash();
