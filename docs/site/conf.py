"""Settings of the site for Sphinx, the same for both languages, and what it must do its own way.

Formulas become MathML when the site is built: every current browser draws it, without a script.
"""

import re
from pathlib import Path

from docutils import nodes
from latex2mathml.converter import convert
from sphinx.search.zh import SearchChinese

author = "the Seq2Seq from scratch contributors"
extensions = ["myst_nb"]
templates_path = ["templates"]
html_static_path = ["static"]
html_css_files = ["font.css", "site.css", "live.css"]
html_favicon = str(Path(__file__).parent / "static" / "favicon.svg")
html_context = {"default_mode": "auto"}
html_theme = "sphinx_book_theme"
html_theme_options = {
    "article_header_end": ["switch-language.html", "article-header-buttons.html"],
    "navbar_persistent": [],
    "show_navbar_depth": 1,
    "show_toc_level": 2,
    "use_download_button": False,
    "use_fullscreen_button": False,
}
html_copy_source = False
html_use_index = False
html_show_sphinx = False
html_show_copyright = False

nb_execution_mode = "off"  # the notebooks in the repository are executed ones
nb_mime_priority_overrides = [("html", "application/vnd.jupyter.widget-view+json", None)]  # their pictures
nb_ipywidgets_js = {}  # no script from elsewhere
myst_enable_extensions = ["dollarmath"]
myst_heading_anchors = 3

RUN = re.compile("[\u3400-\u9fff]+")
MATH = [  # what latex2mathml does not know
    (re.compile(r"\\math(bb|cal|rm)\s+(\w)"), r"\\math\1{\2}"),
    (re.compile(r"\\sim\b"), "∼"),
]


def mathml(formula: str, display: str) -> str:
    """A formula in LaTeX as MathML; `display` is "inline" or "block"."""
    for pattern, replacement in MATH:
        formula = pattern.sub(replacement, formula)
    return convert(formula, display=display)


def inline_math(translator, node):
    translator.body.append(mathml(node.astext(), "inline"))
    raise nodes.SkipNode


def block_math(translator, node):
    translator.body.append(f'<div class="math">{mathml(node.astext(), "block")}</div>')
    raise nodes.SkipNode


class Search(SearchChinese):
    """Chinese without a dictionary: whole runs of characters, found by any part of three, and all pairs."""

    language_name = "English"  # whose stemmer the page is to use: there is none for Chinese

    def split(self, text):
        runs = RUN.findall(text)
        return [*super().split(text), *runs, *(run[i : i + 2] for run in runs for i in range(len(run) - 1))]


def setup(app):
    app.add_html_math_renderer("mathml", (inline_math, None), (block_math, None))
    app.config.html_math_renderer = "mathml"
    app.add_search_language(Search)
