-- compatible: no
-- An index of the words that films are searched in, and what they are ordered by beside those words. Written by hand but
-- for the table and the column: what stands between words is what the program takes for it.

ALTER TABLE "movie_search" ADD COLUMN "title_sort" text COLLATE "C" DEFAULT '' NOT NULL;
CREATE TABLE "movie_words" (
    "owner_id" uuid NOT NULL,
    "word" text COLLATE "C" NOT NULL,
    "movie_id" uuid NOT NULL,
    PRIMARY KEY ("owner_id", "word", "movie_id")
);

UPDATE movie_search SET
title_sort = coalesce((SELECT movies.title_sort FROM movies WHERE movies.id = movie_search.movie_id), ''),
search_text = (
    SELECT ' ' || apart || CASE WHEN apart = together THEN '' ELSE ' ' || together END FROM (SELECT
        translate(search_text, chr(10) || '-''’‘`´.,:;!?()[]{}/"“”„«»‐–—·…&+*#', repeat(' ', 35)) AS apart,
        translate(search_text, chr(10) || '-''’‘`´.,:;!?()[]{}/"“”„«»‐–—·…&+*#', ' ') AS together
    ) AS variants
);
INSERT INTO movie_words (owner_id, word, movie_id)
SELECT DISTINCT movie_search.owner_id, substr(words.word, 1, 64) COLLATE "C", movie_search.movie_id
FROM movie_search, unnest(string_to_array(movie_search.search_text, ' ')) AS words (word)
WHERE words.word <> ''
ORDER BY 1, 2, 3;

-- Only the words that came or went.
CREATE FUNCTION movie_words_change() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
    IF TG_OP = 'INSERT' THEN
        INSERT INTO movie_words (owner_id, word, movie_id)
        SELECT DISTINCT new_rows.owner_id, substr(words.word, 1, 64), new_rows.movie_id
        FROM new_rows, unnest(string_to_array(new_rows.search_text, ' ')) AS words (word)
        WHERE words.word <> '';
    ELSIF TG_OP = 'DELETE' THEN
        DELETE FROM movie_words USING (
            SELECT old_rows.owner_id, substr(words.word, 1, 64) AS word, old_rows.movie_id
            FROM old_rows, unnest(string_to_array(old_rows.search_text, ' ')) AS words (word)
        ) AS gone
        WHERE movie_words.owner_id = gone.owner_id AND movie_words.word = gone.word
            AND movie_words.movie_id = gone.movie_id;
    ELSE
        DELETE FROM movie_words USING (
            SELECT old_rows.owner_id, substr(words.word, 1, 64) AS word, old_rows.movie_id
            FROM old_rows, unnest(string_to_array(old_rows.search_text, ' ')) AS words (word)
            EXCEPT
            SELECT new_rows.owner_id, substr(words.word, 1, 64), new_rows.movie_id
            FROM new_rows, unnest(string_to_array(new_rows.search_text, ' ')) AS words (word)
        ) AS gone
        WHERE movie_words.owner_id = gone.owner_id AND movie_words.word = gone.word
            AND movie_words.movie_id = gone.movie_id;
        INSERT INTO movie_words (owner_id, word, movie_id)
        SELECT DISTINCT new_rows.owner_id, substr(words.word, 1, 64), new_rows.movie_id
        FROM new_rows, unnest(string_to_array(new_rows.search_text, ' ')) AS words (word)
        WHERE words.word <> ''
        ON CONFLICT DO NOTHING;
    END IF;
    RETURN NULL;
END $$;
CREATE TRIGGER movie_search_insert_indexed AFTER INSERT ON movie_search
REFERENCING NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION movie_words_change();
CREATE TRIGGER movie_search_update_indexed AFTER UPDATE ON movie_search
REFERENCING OLD TABLE AS old_rows NEW TABLE AS new_rows FOR EACH STATEMENT EXECUTE FUNCTION movie_words_change();
CREATE TRIGGER movie_search_delete_indexed AFTER DELETE ON movie_search
REFERENCING OLD TABLE AS old_rows FOR EACH STATEMENT EXECUTE FUNCTION movie_words_change();
