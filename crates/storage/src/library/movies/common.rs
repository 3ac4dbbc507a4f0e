//! What two people both want to watch.

/// What the owner `$1` and another account `$n` both want to watch, as long as both share their watchlists. A film is the
/// same by its ids, or else by year and title, as it's shown or as it was given.
pub(super) const COMMON: &str = "movies.watchlisted_at IS NOT NULL AND movies.id IN (
        SELECT mine.id FROM movies AS mine JOIN movies AS theirs ON theirs.imdb_id = mine.imdb_id
        WHERE mine.owner_id = $1 AND theirs.owner_id = $n AND theirs.watchlisted_at IS NOT NULL
            AND theirs.deleted_at IS NULL
        UNION
        SELECT mine.id FROM movies AS mine JOIN movies AS theirs ON theirs.tmdb_id = mine.tmdb_id
        WHERE mine.owner_id = $1 AND theirs.owner_id = $n AND theirs.watchlisted_at IS NOT NULL
            AND theirs.deleted_at IS NULL
        UNION
        SELECT mine.id FROM movies AS mine JOIN movies AS theirs
            ON theirs.title_sort IN (mine.title_sort, mine.entered_sort)
            AND coalesce(theirs.year, 0) = coalesce(mine.year, 0)
            AND coalesce(theirs.imdb_id, mine.imdb_id, '') = coalesce(mine.imdb_id, theirs.imdb_id, '')
            AND coalesce(theirs.tmdb_id, mine.tmdb_id, 0) = coalesce(mine.tmdb_id, theirs.tmdb_id, 0)
        WHERE mine.owner_id = $1 AND theirs.owner_id = $n AND mine.watchlisted_at IS NOT NULL
            AND theirs.watchlisted_at IS NOT NULL AND theirs.deleted_at IS NULL
        UNION
        SELECT mine.id FROM movies AS mine JOIN movies AS theirs
            ON theirs.entered_sort IN (mine.title_sort, mine.entered_sort)
            AND coalesce(theirs.year, 0) = coalesce(mine.year, 0)
            AND coalesce(theirs.imdb_id, mine.imdb_id, '') = coalesce(mine.imdb_id, theirs.imdb_id, '')
            AND coalesce(theirs.tmdb_id, mine.tmdb_id, 0) = coalesce(mine.tmdb_id, theirs.tmdb_id, 0)
        WHERE mine.owner_id = $1 AND theirs.owner_id = $n AND mine.watchlisted_at IS NOT NULL
            AND theirs.watchlisted_at IS NOT NULL AND theirs.deleted_at IS NULL
    ) AND EXISTS (
        SELECT 1 FROM users AS me JOIN users AS them ON them.id = $n
        WHERE me.id = $1 AND me.shares_watchlist AND them.shares_watchlist AND them.disabled_at IS NULL AND them.id <> me.id
    )";
