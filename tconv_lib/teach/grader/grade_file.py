"""A learning system's own grade file: fill in one column, and leave every other byte as it is.

The encoding, a byte order mark, the delimiter, quotes, ends of lines and the language of headers are the system's.
"""

import codecs
import re
from collections import Counter
from dataclasses import dataclass

MARKS = {codecs.BOM_UTF8: "utf-8", codecs.BOM_UTF16_LE: "utf-16-le", codecs.BOM_UTF16_BE: "utf-16-be"}
LOCAL = (
    *("cp1252", "cp1250", "iso8859-2", "cp1251", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp874"),
    *("gb18030", "big5hkscs", "cp932", "cp949", "latin-1"),
)
"""Encodings in which spreadsheets write where they do not write UTF-8; the last one has a letter for every byte."""
WORKBOOKS = b"PK\3\4", b"\xd0\xcf\x11\xe0"
"""With what .xlsx and .ods begin, and .xls."""
FIELD = r'[ ]*"(?:[^"]|"")*"[ ]*(?=[{0}\r\n]|$)|[^{0}\r\n]*'
"""A field in quotes, in which quotes are doubled, or one that goes on to the next delimiter."""
NAMED = re.compile(r'\s*"?sep=([,;\t])"?[^\r\n]*', re.IGNORECASE)
"""A first line in which a spreadsheet names the delimiter."""


@dataclass(frozen=True)
class Field:
    """One field of the table: its text, and where it stands in the file."""

    text: str
    start: int
    end: int
    quoted: bool


class GradeFile:
    """The table in these bytes. rows: lists of Fields, from the header on.

    names: of people who may be in it, which tell its encoding where nothing else does.
    """

    def __init__(self, data, names=()):
        self.mark, self.encoding = encoding_of(data, names)
        try:
            self.text = data[len(self.mark) :].decode(self.encoding)
        except UnicodeError:
            raise SystemExit(f"the grade file is not whole: it ends within a letter of {self.encoding}") from None
        named = NAMED.match(self.text)
        self.delimiter = named[1] if named else delimiter_of(self.text)
        rows = fields(self.text, self.delimiter, named.end() if named else 0)
        if not rows:
            raise SystemExit("the grade file is empty")
        self.rows = rows[place_of_header(rows) :]

    @property
    def header(self):
        return [field.text for field in self.rows[0]]

    def column(self, index):
        """The texts below the header in one column; empty where a row is shorter."""
        return [row[index].text if index < len(row) else "" for row in self.rows[1:]]

    def filled(self, index, values):
        """The bytes of the file with these values, {number of the row: text}, in one column."""
        text = self.text
        for number in sorted(values, reverse=True):
            row = self.rows[number]
            if index < len(row):
                start, end, quoted, gap = row[index].start, row[index].end, row[index].quoted, ""
            else:  # a row that ends early
                start = end = row[-1].end
                quoted, gap = False, self.delimiter * (index - len(row) + 1)
            text = text[:start] + gap + self._written(values[number], quoted) + text[end:]
        return self.mark + text.encode(self.encoding)

    def _written(self, value, quoted):
        must = self.delimiter in value or '"' in value
        return '"' + value.replace('"', '""') + '"' if quoted or must else value


def encoding_of(data, names):
    """The byte order mark and the encoding; one that gives back every byte. Raises SystemExit for a workbook."""
    if data.startswith(WORKBOOKS):
        raise SystemExit("the grade file is a workbook of a spreadsheet program: open it there, and save it as CSV")
    for mark, encoding in MARKS.items():
        if data.startswith(mark):
            return mark, encoding
    for encoding, further in ("utf-16-le", data[1::2]), ("utf-16-be", data[::2]):
        if further.count(0) > len(data) / 20:  # of each delimiter, digit and end of a line
            return b"", encoding
    if can_be(data, "utf-8"):
        return b"", "utf-8"
    words = {word.casefold() for name in names for word in name.split() if not word.isascii()}

    def words_in(encoding):
        text = data.decode(encoding).casefold()
        return sum(word in text for word in words)

    return b"", max((encoding for encoding in LOCAL if can_be(data, encoding)), key=words_in)


def can_be(data, encoding):
    try:
        return data.decode(encoding).encode(encoding) == data
    except UnicodeError:
        return False


def delimiter_of(text):
    """What stands between the fields of the first line that has any, outside of quotes."""
    lines = re.sub(r'"(?:[^"]|"")*"', "", text).splitlines()
    first = next((line for line in lines if re.search("[,;\t]", line)), "")
    return max(",", ";", "\t", key=first.count)


def place_of_header(rows):
    """How many rows stand above the header: titles, such as Sakai's, which fill at most half of the columns."""
    filled = [{place for place, field in enumerate(row) if field.text.strip()} for row in rows]
    columns = min(Counter(map(len, rows)).most_common(1)[0][0], len(set.union(*filled)))
    return next((number for number, places in enumerate(filled) if 2 * len(places) > columns), 0)


def fields(text, delimiter, place):
    """The Fields of each row that is not empty, from a place of the text on.

    Spreadsheets write rows of nothing but delimiters.
    """
    pattern = re.compile(FIELD.format(re.escape(delimiter)))
    rows, row = [], []
    while place <= len(text):
        match = pattern.match(text, place)
        row.append(field(match))
        place = match.end()
        if text[place : place + 1] == delimiter:
            place += 1
            continue
        if any(each.text.strip() for each in row):
            rows.append(row)
        row = []
        place += 2 if text.startswith("\r\n", place) else 1
    return rows


def field(match):
    text = match[0].strip(" ")
    quoted = len(text) > 1 and text[0] == text[-1] == '"'
    return Field(text[1:-1].replace('""', '"') if quoted else match[0], match.start(), match.end(), quoted)
