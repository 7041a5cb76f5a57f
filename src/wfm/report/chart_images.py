"""Charts as pictures: Vega-Lite specifications, drawn by vl-convert without a browser or network.

This is the one tool for charts of plots and pages.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from wfm._extras import optional_package

__all__ = ["COLORS", "IMAGE_FORMATS", "check_charts", "image", "svg_text"]

IMAGE_FORMATS: Final = (".png", ".svg", ".pdf", ".html")
_SCALE = 2  # pixels of a PNG per pixel of a chart, for sharp print
_VERSION = "v5"
# Colours by what they say, all different, because a page replaces each by its own of day and
# night: the palette of Okabe and Ito, which people with any colour vision tell apart.
COLORS: Final = {
    "ink": "#1c2127",
    "muted": "#5b6570",
    "grid": "#dde2e8",
    "first": "#0072b2",
    "second": "#d55e00",
    "third": "#8a3b73",
    "band": "#56b4e9",
    "pause": "#fafbfc",
}
_CONFIG: dict[str, Any] = {
    "background": None,
    "font": "sans-serif",
    "view": {"stroke": None},
    "axis": {
        "labelColor": COLORS["muted"],
        "titleColor": COLORS["muted"],
        "titleFontWeight": "normal",
        "gridColor": COLORS["grid"],
        "domainColor": COLORS["grid"],
        "tickColor": COLORS["grid"],
        "labelFontSize": 11,
        "titleFontSize": 11,
        "labelLimit": 160,
        "labelOverlap": True,
    },
    "legend": {
        "labelColor": COLORS["muted"],
        "titleColor": COLORS["muted"],
        "titleFontWeight": "normal",
        "orient": "top",
        "labelLimit": 200,
    },
    "title": {"color": COLORS["ink"], "anchor": "start", "fontSize": 13, "limit": 860},
    "text": {"color": COLORS["ink"]},
}


def check_charts(purpose: str) -> None:
    """Refuse charts without their package, before anything is computed."""
    optional_package("vl_convert", purpose, package="vl-convert-python")


def svg_text(spec: Mapping[str, Any]) -> str:
    """A chart as SVG with a transparent background."""
    import vl_convert

    text: str = vl_convert.vegalite_to_svg(_whole(spec), allowed_base_urls=[])
    return text


def image(spec: Mapping[str, Any], ending: str) -> bytes:
    """A chart as a file of one of `IMAGE_FORMATS`, on white; a page works without a network."""
    import vl_convert

    whole = _whole(spec, "#ffffff")
    if ending == ".png":
        png: bytes = vl_convert.vegalite_to_png(whole, scale=_SCALE, allowed_base_urls=[])
        return png
    if ending == ".pdf":
        pdf: bytes = vl_convert.vegalite_to_pdf(whole, allowed_base_urls=[])
        return pdf
    if ending == ".html":
        page: str = vl_convert.vegalite_to_html(whole, bundle=True)
        return page.encode()
    svg: str = vl_convert.vegalite_to_svg(whole, allowed_base_urls=[])
    return svg.encode()


def _whole(spec: Mapping[str, Any], background: str | None = None) -> dict[str, Any]:
    """A specification with the look that all charts share."""
    schema = f"https://vega.github.io/schema/vega-lite/{_VERSION}.json"
    config = _CONFIG | {"background": background}
    return {"$schema": schema, "config": config, **spec}
