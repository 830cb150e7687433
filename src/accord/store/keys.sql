-- Payload keys, apart from what they open, so that backups of the log cannot bring one back.
-- step
CREATE TABLE keys (
    position INTEGER PRIMARY KEY,
    key BLOB NOT NULL
) STRICT;
