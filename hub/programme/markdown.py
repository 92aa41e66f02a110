"""Markdown that hub staff write, turned into the few elements we allow. Never for users' texts."""

import nh3
from markdown_it import MarkdownIt

TAGS = {"p", "h2", "h3", "ul", "ol", "li", "strong", "em", "a", "br", "blockquote", "hr"}
TAGS |= {"table", "thead", "tbody", "tr", "th", "td"}

_parser = MarkdownIt("commonmark", {"html": False}).enable("table")


def to_html(text: str) -> str:
    """Clean HTML: no scripts, no styles, links to http, https and mail only."""
    return nh3.clean(
        _parser.render(text),
        tags=TAGS,
        attributes={"a": {"href"}},
        url_schemes={"http", "https", "mailto"},
        link_rel="noopener",
    )
