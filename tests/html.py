"""What every page must be as HTML. `tests/conftest.py` asks it about each page that any test opens."""

import re
from collections import Counter

import html5lib

HARMLESS = {"unexpected-char-in-before-attribute-name"}
"""Remarks of the parser that no browser and no reader notices."""

NOT_PAGES: set[str] = set()
"""Names of URLs that answer with HTML which is not a page of the site, such as the body of a letter."""


def faults(html: str, *, fragment: bool = False) -> list[str]:
    """Return what is wrong with a page, one sentence each; an empty list when nothing is.

    Args:
        fragment: an htmx answer: it has no title and no heading of its own, and may point to ids of the page around it.
    """
    parser = html5lib.HTMLParser(namespaceHTMLElements=False)
    tree = parser.parseFragment(html, container="div") if fragment else parser.parse(html)
    found = [f"line {place[0]}: {code} {data or ''}" for place, code, data in parser.errors if code not in HARMLESS]
    nodes = [n for n in tree.iter() if isinstance(n.tag, str)]
    ids = Counter(n.get("id") for n in nodes if n.get("id"))
    found += [f"the id {i!r} occurs {n} times" for i, n in ids.items() if n > 1]
    found += [f"<{n.tag}> has an empty id" for n in nodes if n.get("id") == ""]
    found += _unsafe(nodes)
    if not fragment:
        found += _head(nodes) + _dangling(nodes, set(ids))
    return found


def _head(nodes: list) -> list[str]:
    found = []
    title = next((re.sub(r"\s+", " ", n.text or "").strip() for n in nodes if n.tag == "title"), "")
    if not title or title.startswith("·"):
        found.append(f"the title says nothing: {title!r}")
    ones = sum(n.tag == "h1" for n in nodes)
    if ones != 1:
        found.append(f"{ones} h1 on the page")
    if not next(n for n in nodes if n.tag == "html").get("lang"):
        found.append("no language on <html>")
    return found


def _dangling(nodes: list, ids: set[str]) -> list[str]:
    found = []
    for n in nodes:
        if n.tag == "label" and n.get("for") is not None and n.get("for") not in ids:
            found.append(f"a label is for {n.get('for')!r}, which is not there")
        for name in ("aria-describedby", "aria-labelledby", "aria-controls"):
            found += [f"{name} of <{n.tag}> names {i!r}, which is not there" for i in (n.get(name) or "").split() if i not in ids]
    return found


def _unsafe(nodes: list) -> list[str]:
    found = []
    for n in nodes:
        found += [f"<{n.tag}> has {a}" for a in n.attrib if a == "style" or a.lower().startswith(("on", "hx-on"))]
        if n.tag == "style":
            found.append("a <style> on the page")
        if n.tag == "script" and not n.get("nonce") and not n.get("src"):
            found.append("a script without the nonce")
        if (n.get("href") or "").strip().lower().startswith("javascript:"):
            found.append("a javascript: link")
        if n.tag == "img" and n.get("alt") is None:
            found.append(f"an image without alt: {n.get('src')}")
        if n.tag == "a" and n.get("href") == "":
            found.append("a link that leads nowhere")
    return found
