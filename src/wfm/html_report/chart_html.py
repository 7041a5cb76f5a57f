"""Charts in the page: SVG whose colours follow day and night, with values to point at."""

from __future__ import annotations

import re
from xml.etree import ElementTree

from wfm.html_report.html_text import cut_middle, details, inner_text, plain_table
from wfm.html_report.page_records import PageChart, Panel
from wfm.report.chart_images import COLORS, svg_text

__all__ = ["chart_html"]

_WIDE = 500  # px of a picture from which on it has a row of its own
# Attributes of the drawing program that say nothing in the page, whose text has the page's font.
_UNUSED = {
    "role", "aria-roledescription", "aria-hidden", "font-family", "version", "class",
    "stroke-miterlimit", "pointer-events",
}  # fmt: skip
_NAMESPACE = re.compile(r' xmlns(?::\w+)?="[^"]*"')  # of HTML, which contains the drawing
_COLOR_NAMES = {color: f"var(--{name})" for name, color in COLORS.items()}


def chart_html(chart: PageChart) -> str:
    """A chart as a figure: its title, its pictures side by side, and its values as a table."""
    chart = chart._replace(title=cut_middle(chart.title, 120))
    wide = any(panel.spec.get("width", 0) >= _WIDE for panel in chart.panels)
    pictures = "".join(_picture(chart, panel) for panel in chart.panels)
    table = (
        details("Values as a table", plain_table(chart.title, chart.table)) if chart.table else ""
    )
    return (
        f"<h3>{inner_text(chart.title)}</h3><p>{inner_text(chart.summary)}</p>"
        f'<div class="panels{" wide" if wide else ""}">{pictures}</div>{table}'
    )


def _picture(chart: PageChart, panel: Panel) -> str:
    """One picture: an image for a screen reader, whose values the arrow keys visit."""
    caption = f"<figcaption>{inner_text(panel.caption)}</figcaption>" if panel.caption else ""
    label = inner_text(": ".join(filter(None, (chart.title, panel.caption))))
    svg = page_svg(svg_text(panel.spec))
    keys = ' tabindex="0"' if "data-tip=" in svg else ""
    return (
        f'<figure>{caption}<div class="chart" role="img"{keys} aria-label="{label}">{svg}</div>'
        "</figure>"
    )


def page_svg(svg: str) -> str:
    """A drawing for the page: as wide as its place, colours by name, values in ``data-tip``."""
    root = ElementTree.fromstring(_NAMESPACE.sub("", svg))
    for name in ("width", "height"):
        root.attrib.pop(name, None)
    for parent in root.iter():
        for child in [one for one in parent if _is_blank(one)]:
            parent.remove(child)
        _simplify(parent)
    return ElementTree.tostring(root, encoding="unicode")


def _is_blank(element: ElementTree.Element) -> bool:
    """Whether an element draws nothing and has no value."""
    invisible = element.get("display") == "none" or element.get("d", "").startswith("M0,0h0v0h0Z")
    unpainted = element.get("class") in ("background", "foreground") and not (
        element.get("fill") or element.get("stroke")
    )
    return element.tag == "path" and (invisible or unpainted)


def _simplify(element: ElementTree.Element) -> None:
    """Leave of the attributes what the page needs."""
    label = element.attrib.pop("aria-label", None)
    if label is not None and element.tag != "g":  # a group has no value
        element.set("data-tip", label)
    for name, value in list(element.attrib.items()):
        if name in _UNUSED:
            del element.attrib[name]
        elif value in _COLOR_NAMES:
            element.set(name, _COLOR_NAMES[value])
