-- Back to watchlists without an order, and no saved views.
-- Generated from the declared schema.

-- The rows of saved_views are lost.
DROP TABLE "saved_views";
DROP INDEX "movies_by_priority";
-- What stands in movies.watchlist_priority is lost.
ALTER TABLE "movies" DROP COLUMN "watchlist_priority";
-- What stands in users.shares_watchlist is lost.
ALTER TABLE "users" DROP COLUMN "shares_watchlist";
