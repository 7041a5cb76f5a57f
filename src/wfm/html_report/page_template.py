"""The frame of the page: one file without any address, whose policy refuses all but itself."""

from __future__ import annotations

import base64
import hashlib
from functools import cache
from importlib.resources import files

from wfm.html_report.html_text import inner_text

__all__ = ["page_text"]

# Every script of the page, in this order, as one.
_SCRIPTS = ("page.js", "erlang.js", "whatif.js")
_STYLE = "page.css"


def page_text(title: str, body: str) -> str:
    """A whole page.

    Its policy allows the one style and the one script in it, by their hashes, and nothing else:
    no image, no font, no request, no script in an attribute.
    """
    style, script = _resource(_STYLE), "\n".join(map(_resource, _SCRIPTS))
    policy = (
        f"default-src 'none'; style-src {_hash(style)}; script-src {_hash(script)}; "
        "base-uri 'none'; form-action 'none'"
    )
    return (
        '<!DOCTYPE html>\n<html lang="en"><head><meta charset="utf-8">'
        f'<meta http-equiv="Content-Security-Policy" content="{policy}">'
        '<meta name="viewport" content="width=device-width, initial-scale=1">'
        '<meta name="color-scheme" content="light dark">'
        '<meta name="referrer" content="no-referrer">'
        f"<title>{inner_text(title)}</title>\n<style>{style}</style></head>\n"
        f"<body>{body}\n<script>{script}</script></body></html>\n"
    )


@cache
def _resource(name: str) -> str:
    """A file of this package, with the line ends that a browser counts in its hash."""
    text = files("wfm.html_report").joinpath(name).read_text(encoding="utf-8")
    return text.replace("\r\n", "\n")


def _hash(text: str) -> str:
    """The source of a policy that allows exactly this text."""
    digest = hashlib.sha256(text.encode()).digest()
    return f"'sha256-{base64.b64encode(digest).decode()}'"
