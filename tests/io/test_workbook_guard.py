"""A workbook is measured by the parts that are read, however they are written."""

import io
import zipfile

import pytest
from python_calamine import CalamineWorkbook

from wfm.errors import DataError
from wfm.io.forecast.problems import Problems
from wfm.io.workbook_guard import checked_workbook

TYPE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
FAR = "rows by 7,410 columns"  # JXZ is the column 7,410


def workbook(sheet, target="worksheets/s.xml", member="xl/worksheets/s.xml", **parts):
    """The bytes of a workbook of one sheet."""
    relation = f'<Relationship Id="r1" Type="{TYPE}/worksheet" Target="{target}"/>'
    named = {name.replace("__", "/") + ".xml": text for name, text in parts.items()}
    usual = {
        "xl/workbook.xml": f'<workbook xmlns:r="{TYPE}"><sheets><sheet name="S" r:id="r1"/>'
        "</sheets></workbook>",
        "xl/_rels/workbook.xml.rels": f"<Relationships>{relation}</Relationships>",
        member: sheet if sheet.startswith("<") else f"<worksheet>{sheet}</worksheet>",
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in (usual | named).items():
            archive.writestr(name, text)
    return out.getvalue()


def checked(data):
    return checked_workbook(io.BytesIO(data), len(data), Problems("a.xlsx"))


def data(cells):
    return f"<worksheet><sheetData>{cells}</sheetData></worksheet>"


@pytest.mark.parametrize(
    "cell",
    [
        '<c r="JXZ900000"><v>1</v></c>',
        "<c r='JXZ900000'><v>1</v></c>",
        '<c r\n=\t"JXZ900000" ><v>1</v></c>',
        '<c r="jxz900000"><v>1</v></c>',
        '<c s=">" r="JXZ900000"><v>1</v></c>',
        '<c s="/>" r="JXZ900000"><is><t>x</t></is></c>',
        '<c r="JXZ900000" s="/>"><v>1</v></c>',
        '<x:c xmlns:x="u" r="JXZ900000"><x:v>1</x:v></x:c>',
        '<row r="900000">' + "<c><v>1</v></c>" * 7410 + "</row>",
        "<row>" + "<c/>" * 7409 + "<c><v>1</v></c></row>" + "<row/>" * 399
        + "<row><c><v>1</v></c></row>",
    ],
)  # fmt: skip
def test_a_far_cell_is_found_however_it_is_written(cell):
    with pytest.raises(DataError, match=FAR):
        checked(workbook(data(cell)))


@pytest.mark.parametrize(
    ("target", "member"),
    [
        ("/elsewhere/t.xml", "elsewhere/t.xml"),
        ("../elsewhere/t.xml", "elsewhere/t.xml"),
        ("sub\\t.xml", "xl/sub/t.xml"),
        ("styles2.xml", "XL/Styles2.XML"),
        ("xl/worksheets/t.xml", "xl/worksheets/t.xml"),
    ],
)
def test_a_far_cell_is_found_wherever_the_sheet_is(target, member):
    with pytest.raises(DataError, match=FAR):
        checked(workbook(data('<c r="JXZ900000"><v>1</v></c>'), target, member))


def test_far_cells_without_a_value_are_not_counted():
    out = checked(workbook(data('<c r="A1"><v>1</v></c><c r="JXZ900000" s="2"/>')))
    assert zipfile.ZipFile(out).testzip() is None


def test_the_parser_gets_only_the_parts_that_were_checked():
    out = checked(workbook(data('<c r="A1"><v>1</v></c>'), xl__worksheets__other="<a/>"))
    assert sorted(zipfile.ZipFile(out).namelist()) == [
        "_rels/.rels", "xl/_rels/workbook.xml.rels", "xl/workbook.xml",
        "xl/worksheets/sheet1.xml"]  # fmt: skip


@pytest.mark.parametrize(
    ("parts", "words"),
    [
        ({"xl__sharedStrings": '<sst uniqueCount="77777777777"/>'}, "shared texts"),
        ({"xl__styles": "<s>" + "<numFmt/>" * 10_001 + "</s>"}, "number formats"),
        ({"xl__styles": '<!DOCTYPE s [<!ENTITY a "b">]><s>&a;</s>'}, "document type"),
        ({"xl__styles": "<s" + "".join(f' a{i}=""' for i in range(65)) + "/>"}, "65 attributes"),
        ({"xl__styles": '<?xml version="1.0" encoding="latin-1"?><s/>'}, "encoding latin-1"),
        ({"xl__workbook": "<w>" + "<sheet/>" * 501 + "</w>"}, "more than 500 sheets"),
        (
            {"xl__sharedStrings": f"<sst><si/><si><t>{'y' * 30_000}</t></si></sst>",
             "xl__worksheets__s": data('<row><c t="s"><v>1</v></c></row>' * 3000)},
            "characters of text",
        ),
    ],
)  # fmt: skip
def test_what_a_workbook_never_has_is_refused(parts, words):
    with pytest.raises(DataError, match=words) as caught:
        checked(workbook(data("<c/>"), **parts))
    assert "\n" not in str(caught.value)


def test_a_part_that_is_there_twice_is_refused():
    content = io.BytesIO(workbook(data('<c r="A1"><v>1</v></c>')))
    with zipfile.ZipFile(content, "a") as archive:
        archive.writestr("XL\\WORKSHEETS\\S.XML", data('<c r="JXZ900000"><v>1</v></c>'))
    with pytest.raises(DataError, match="twice"):
        checked(content.getvalue())


def test_a_protected_part_is_refused():
    content = bytearray(workbook(data("<c/>")))
    for mark, at in ((b"PK\x01\x02", 8), (b"PK\x03\x04", 6)):
        place = content.find(mark)
        while place >= 0:
            content[place + at] |= 1
            place = content.find(mark, place + 1)
    with pytest.raises(DataError, match="password"):
        checked(bytes(content))


STYLES = (
    '<styleSheet><numFmts><numFmt numFmtId="170" formatCode="dd.mm.yyyy"/>'
    '<numFmt numFmtId="171" formatCode="[$SEK] #,##0"/></numFmts><cellStyleXfs><xf numFmtId="14"/>'
    '</cellStyleXfs><cellXfs><xf numFmtId="0"/><xf numFmtId="170"/><xf numFmtId="46"/>'
    '<xf numFmtId="171"/><xf numFmtId="11"/></cellXfs></styleSheet>'
)


@pytest.mark.parametrize(
    "value", ["-1e15", "1E+12", "8000000000", "-inf", "<![CDATA[-7e14]]>", "-9<!-- -->e12"]
)
@pytest.mark.parametrize("style", [1, 2])
@pytest.mark.parametrize("quote", ['"', "'"])
def test_a_number_that_no_date_or_duration_has_is_refused(value, style, quote, capfd):
    cell = f'<row r="1"><c r="A1" s="{style}"><v>{value}</v></c></row>'.replace('"', quote)
    with pytest.raises(DataError, match="its cell A1 has the format of a date or a duration"):
        checked(workbook(data(cell), xl__styles=STYLES))
    assert capfd.readouterr().err == ""


@pytest.mark.parametrize(
    ("value", "style"),
    [("8000000000", 0), ("1E+12", 3), ("1E+12", 4), ("46000.25", 1), ("12.75", 2), ("-3", 1)],
)
def test_large_numbers_in_other_formats_and_plain_dates_are_read(value, style):
    cell = f'<row r="1"><c r="A1" s="{style}"><v>{value}</v></c></row>'
    book = CalamineWorkbook.from_filelike(checked(workbook(data(cell), xl__styles=STYLES)))
    assert len(book.get_sheet_by_index(0).to_python()) == 1


NESTED = "elements inside each other more than 100 deep"
NAMES = "more than 1,000 names of elements"


@pytest.mark.parametrize(
    ("sheet", "words"),
    [
        ("<x>" * 150, NESTED),
        ("<worksheet>" + "<x><y/>" * 150, NESTED),
        ('<x a="/>">' * 150, NESTED),
        ("<x>/>" * 150, NESTED),
        ("<x><!--</x>-->" * 150, NESTED),
        ("<x><![CDATA[</x>]]>" * 150, NESTED),
        ("<?x " + "</x>" * 150 + "?>" + "<x>" * 150, NESTED),
        (data("<c/>" + "<c><v>" + "<x>" * 150), NESTED),
        (data("".join(f"<a{i}/>" for i in range(1200))), NAMES),
        (data("".join(f"<row a{i}='1'/>" for i in range(1200))), NAMES),
        (data("".join(f'<c r="A{i + 1}" a{i}="1"><v>1</v></c>' for i in range(1200))), NAMES),
        (data(f"<{'n' * 1200}/>"), NAMES),
    ],
)
def test_elements_that_the_parser_would_keep_are_limited(sheet, words):
    with pytest.raises(DataError, match=words):
        checked(workbook(sheet))


def test_other_encodings_hide_no_elements():
    sheet = ("\ufeff" + "<x>\u2f3c\u3e41" * 150).encode("utf-16-le")
    with pytest.raises(DataError, match=NESTED):
        checked(workbook("<a/>", **{"xl__worksheets__s": sheet}))


@pytest.mark.parametrize("part", ["xl__workbook", "xl__styles", "xl__sharedStrings"])
def test_parts_beside_the_sheet_have_the_same_limits(part):
    for xml, words in (("<x>" * 150, NESTED), ("".join(f"<a{i}>" for i in range(1200)), "names")):
        with pytest.raises(DataError, match=f"{NESTED}|{words}"):
            checked(workbook(data(""), **{part: xml}))


def test_a_long_sheet_with_texts_in_its_cells_is_not_deep():
    rows = "".join(
        f'<row r="{i}"><c r="A{i}" t="inlineStr"><is><t>w{i} of many words, b{i}</t></is></c>'
        f'<c r="B{i}" s="1"/></row>'
        for i in range(1, 1500)
    )
    declaration = '<?xml version="1.0" encoding="UTF-8"?>\n'
    assert zipfile.ZipFile(checked(workbook(declaration + data(rows)))).testzip() is None
