"""From the real Cloud Controller's tables to records: a file for each kind of record, with `records(rows)`."""
