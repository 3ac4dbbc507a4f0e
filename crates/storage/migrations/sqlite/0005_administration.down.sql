DROP INDEX audit_events_by_event;
DROP TABLE one_time_links;
DROP TABLE settings;
