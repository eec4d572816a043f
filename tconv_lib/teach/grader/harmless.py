"""A student's text, so that it does nothing wherever it is shown: in Formgrader, in feedback, in Lab.

The teacher's browser shows it, and that one may change grades; feedback is to ask nothing from the network.
"""

import re
from html.parser import HTMLParser

import nh3
from nbconvert.filters.markdown_mistune import markdown2html_mistune

from .wire import writable

TAG = re.compile(r"<(?=[a-zA-Z/!?])")
COMMAND = re.compile(r"\\(?:href|url|require|class|style|cssId|html\w*|includegraphics)\b")
"""What in a formula can make a link, or load something."""
LONGEST, MOST = 20_000, 100_000
"""Characters of a text that is rendered, and of all that somebody wrote: a renderer of markdown may need very long for
odd ones."""
SHOWN = nh3.ALLOWED_TAGS - {"img"}
ATTRIBUTES = {tag: {"id", "class", "style", "align", "title"} for tag in SHOWN} | {
    "a": {"id", "class", "title", "href"}
}
SCHEMES = {"http", "https", "mailto"}
LINK = re.compile(r"(?:https?|mailto):|[^:]*$", re.IGNORECASE)
"""Of a link that the sanitizer lets pass, since it has no scheme: then nothing in it may look like one."""


def harmless(kind, text, is_rendered=True):
    """The text of a cell of this kind: HTML in it is shown and not obeyed, and no link runs or loads anything.

    A text in markdown that would do so, or is not rendered, is shown as it was typed. Code is never obeyed where it is
    shown.
    """
    text = writable(text)
    if kind == "code":
        return text
    if kind == "markdown" and (not is_rendered or does_something(text)):
        return "\n".join(f"    {line}" for line in TAG.sub("< ", text).splitlines())
    return TAG.sub("&lt;", text)


def are_rendered(texts):
    """Whether these texts in markdown are few enough; one that is too long is never rendered."""
    return sum(len(text) for text in texts if len(text) <= LONGEST) <= MOST


def does_something(text):
    """Whether a text in markdown, rendered without its HTML, has what the sanitizer takes away."""
    if len(text) > LONGEST or COMMAND.search(text):
        return True
    try:
        html = markdown2html_mistune(TAG.sub("&lt;", text))
    except Exception:  # such as a picture that is not there
        return True
    clean = nh3.clean(html, tags=SHOWN, attributes=ATTRIBUTES, url_schemes=SCHEMES, link_rel=None)
    links = [value or "" for _, attrs in Tags.of(html) for name, value in attrs if name == "href"]
    return Tags.of(html) != Tags.of(clean) or not all(map(LINK.match, links))


class Tags(HTMLParser):
    """The tags of a text in HTML, with their attributes."""

    @classmethod
    def of(cls, html):
        parser = cls()
        parser.tags = []
        parser.feed(html)
        return parser.tags

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, sorted(attrs)))
