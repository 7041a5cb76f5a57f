"""The site: Markdown pages, the reference from docstrings, no font or script of another host."""

from importlib.metadata import version as installed_version

project = "wfm"
author = "the wfm contributors"
copyright = "2026, the wfm contributors"
release = version = installed_version("wfm-staffing")
extensions = ["myst_parser", "sphinx.ext.autodoc", "sphinx.ext.napoleon"]
exclude_patterns = ["capacity_result.py", "generate.py", "picture.py", "validation.py"]
html_theme = "furo"
html_title = f"wfm {version}"
html_static_path: list[str] = []
templates_path: list[str] = []
myst_enable_extensions = ["colon_fence"]
myst_heading_anchors = 3
napoleon_google_docstring = False
napoleon_use_rtype = False
napoleon_use_ivar = True
autodoc_typehints = "none"  # the docstrings say shape and unit
autodoc_member_order = "bysource"
default_role = "code"  # `word` in a docstring is a word of the code
suppress_warnings = ["myst.header"]
