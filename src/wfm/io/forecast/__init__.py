"""The forecast reader: a file or a stream becomes a validated `Demand`.

Data flow of `reader.read_demand`: `source` opens the file and identifies it by its first bytes;
`decoding` and `delimited` (text) or `zip_guard` and `workbook` (.xlsx) give blocks of rows of
cells with their line numbers; `headings` finds the column of each quantity; `columns` turns each
block into arrays, with `dates` for the starts and `numbers` for volume and AHT; when the last row
is read, `date_order` decides between day/month and month/day, `time_zones` converts local times
to UTC, `intervals` sorts the rows and checks the length of the intervals, and `gaps` reports or
fills missing intervals. Every step adds what is wrong to one list, `problems`, so that one error
names all problems of a file, and what was detected to `notes`.
"""
