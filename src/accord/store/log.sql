-- The truth: events, their sealed payloads, the ledger over them, and the inbox.
-- step
CREATE TABLE events (
    position INTEGER PRIMARY KEY,
    body BLOB NOT NULL,
    chain BLOB NOT NULL
) STRICT;
CREATE TABLE payloads (
    position INTEGER PRIMARY KEY,
    sealed BLOB NOT NULL
) STRICT;
CREATE TABLE leaves (
    leaf_index INTEGER PRIMARY KEY,
    position INTEGER NOT NULL UNIQUE,
    hash BLOB NOT NULL
) STRICT;
CREATE TABLE nodes (
    level INTEGER NOT NULL,
    node_index INTEGER NOT NULL,
    hash BLOB NOT NULL,
    PRIMARY KEY (level, node_index)
) STRICT, WITHOUT ROWID;
CREATE TABLE checkpoints (
    number INTEGER PRIMARY KEY,
    note TEXT NOT NULL
) STRICT;
CREATE TABLE inbox (
    sender TEXT NOT NULL,
    thread BLOB NOT NULL,
    sequence INTEGER NOT NULL,
    commitment BLOB NOT NULL,
    receipt BLOB NOT NULL,
    position INTEGER NOT NULL,
    PRIMARY KEY (sender, thread, sequence)
) STRICT, WITHOUT ROWID;
