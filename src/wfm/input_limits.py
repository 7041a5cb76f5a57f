"""How large an input may be: every limit of the package, with its reason.

A limit is far above what a contact centre has, and low enough that a file made to exhaust the
machine is refused within seconds and 200 MB of memory. What is in proportion to the size of the
file itself, such as the rows of a long table, is not limited further.

Numbers of bytes unless the comment names another unit.
"""

from __future__ import annotations

__all__ = [
    "FIFO_WAIT",
    "HEAD",
    "MAX_ATTRIBUTES",
    "MAX_BLANK",
    "MAX_CELL_TEXT",
    "MAX_COLUMNS",
    "MAX_DEPTH",
    "MAX_DIGITS",
    "MAX_DIRECTORY",
    "MAX_ELEMENTS",
    "MAX_FORMATS",
    "MAX_INFLATED",
    "MAX_JSON_ENTRIES",
    "MAX_JSON_PROBLEMS",
    "MAX_JSON_VALUE",
    "MAX_KEY_NAMES",
    "MAX_LINE",
    "MAX_MEMBERS",
    "MAX_NAMES",
    "MAX_NAME_LENGTH",
    "MAX_PART",
    "MAX_PEOPLE",
    "MAX_PLAN",
    "MAX_PROBLEMS",
    "MAX_QUEUES",
    "MAX_RATIO",
    "MAX_SCHEDULE",
    "MAX_SHEETS",
    "MAX_SHEET_COLUMNS",
    "MAX_SHEET_ROWS",
    "MAX_STREAM",
    "MAX_TABLE",
    "MAX_TOML",
    "MAX_TOML_ENTRY",
    "MAX_TOML_VALUES",
    "MB",
    "MIN_BYTES_PER_CELL",
    "PLAIN_AREA",
    "PLAIN_CELLS",
    "PLAIN_INFLATED",
    "SPOOLED",
    "STYLE_ENTRIES",
]

MB = 1 << 20

# --- files and pipes ---
# Enough to see the format: a byte order mark, a signature, or the first lines.
HEAD = 8192
# Seconds until a named pipe or a device that gives nothing is refused. A shell opens the other end
# of <(command) before wfm starts, and standard input waits without limit.
FIFO_WAIT = 4.0
# A table by name. A year of single contacts of a large centre (10 million rows) has about 1 GB.
MAX_TABLE = 8 << 30
# A table through a pipe, whose size is not known before: a year of half-hours of 60 queues has
# 36 MB, and an endless one is refused within 5 s and 200 MB of memory.
MAX_STREAM = 36 * MB
# People of a schedule: no search for them by name ends for more than some hundreds.
MAX_PEOPLE = 50_000  # people
# A plan as JSON has about 330 bytes per row: a year of half-hours of 20 queues has 116 MB.
MAX_PLAN = 512 * MB
# A schedule as JSON has about 250 bytes per shift and per slot: a year of 100 people has 15 MB. It
# is read as a whole, which takes seven times its size.
MAX_SCHEDULE = 64 * MB
# Characters of one value of a plan: a row has about 330, the names of 10,000 queues 200,000.
MAX_JSON_VALUE = MB
# Keys of an object that is no row and no record, such as the units of the columns: about 20.
MAX_JSON_ENTRIES = 1_000
# Mistakes after which a plan is not read further.
MAX_JSON_PROBLEMS = 1_000
# Bytes of a plan through a pipe that are kept in memory; more are kept in a temporary file until
# the end of the pipe shows that it has one.
SPOOLED = 16 * MB
# A centre of 10,000 queues has 1 to 2 MB; the parser of TOML reads about 1 MB per second.
MAX_TOML = 2 * MB
# Values of a TOML file: 10,000 queues of 10 keys have 110,000.
MAX_TOML_VALUES = 120_000
# Values of one table of a TOML file, or of one entry of a list: 10,000 names and more.
MAX_TOML_ENTRY = 20_000
# Names in a key like a.b.c; the keys of wfm have three.
MAX_KEY_NAMES = 32

# Digits of a number in TOML; Python refuses integers of more than 4,300.
MAX_DIGITS = 1_000

# --- tables ---
# Problems after which a table is not read further: about 1 s of work.
MAX_PROBLEMS = 50_000
# Columns of a table of text: a year of quarter-hours has 35,040.
MAX_COLUMNS = 40_000
# Queues of a table: the largest centres have some hundreds, a column of numbers or names of
# customers that is taken for the queue has as many as rows.
MAX_QUEUES = 20_000

# --- text ---
# A year of half-hours as columns has 17,520 cells of about 20 characters: 350 kB.
MAX_LINE = MB
# Of blank lines one after another, which carry nothing: 262,144 lines.
MAX_BLANK = MB // 4

# --- workbooks ---
# A member of the archive is a sheet, a drawing, a picture: real workbooks have fewer than 200.
MAX_MEMBERS = 1_000  # parts
MAX_SHEETS = 500  # sheets; a workbook of one sheet per day of a year has 365
# The list of 1,000 members with long names.
MAX_DIRECTORY = MB
# What all parts that are read expand to. A sheet of a million rows by 12 columns has 450 MB.
MAX_INFLATED = 512 * MB
# Below it the ratio means nothing; above it real sheets expand 8 to 30 times.
PLAIN_INFLATED = 64 * MB
MAX_RATIO = 100  # times the size of the file
# Of the parts that only list others: names of sheets, relations, styles.
MAX_PART = 16 * MB
# Cells, and shared texts, of any workbook: a year of half-hours of 10 queues has 700,000. The
# parser takes about 70 bytes for each.
PLAIN_CELLS = 1_000_000
# More cells only if the file is as large as real ones: they have 5 to 8 bytes per cell.
MIN_BYTES_PER_CELL = 4
# The parser allocates every cell of the rectangle from A1 to the last cell, 32 bytes each.
PLAIN_AREA = 2_000_000  # cells; more only in a workbook of so many bytes
MAX_SHEET_ROWS, MAX_SHEET_COLUMNS = 1_048_576, 16_384  # limits of the format
# Characters of all cells whose text is shared: each cell gets a copy.
MAX_CELL_TEXT = 64 * MB
MAX_FORMATS = 10_000  # number formats; a sheet allows about 250
STYLE_ENTRIES = 200_000  # combinations of formats; a sheet allows 65,490
# Elements of a part; more only in a workbook of so many bytes.
MAX_ELEMENTS = 4_000_000
# Of an element: the root of a sheet declares about 30 namespaces.
MAX_ATTRIBUTES = 64
# Elements inside each other: a part has about 10. The parser keeps each that is open.
MAX_DEPTH = 100
# Distinct names of elements and attributes of a part, and the length of one [characters]: a part
# has about 50. The parser keeps each of them.
MAX_NAMES, MAX_NAME_LENGTH = 1_000, 1_000
