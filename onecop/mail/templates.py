"""The letters we write, registered in code by the app they belong to. Staff may word them anew in the browser."""

import re
from dataclasses import dataclass, field

from django.utils.functional import Promise

PLACEHOLDER = re.compile(r"\{([a-z][a-z0-9_]*)\}")
Text = str | Promise


@dataclass(frozen=True)
class Template:
    """One kind of letter.

    Args:
        kind: its name, `partnership.connection`. title: what staff read in the list. audience: who gets it, in words.
        subject, body: the words, with `{placeholders}`; the body is Markdown.
        words: every placeholder it may use, with an example for the preview.
        optional: readers may turn it off or have it in their digest (its letters are queued with transactional=False).
        private: only its reader ever sees the body, not even staff (sign-in codes).
        why: the footer's answer to "why do I get this?"; empty: the usual one.
    """

    kind: str
    title: Text
    audience: Text
    subject: Text
    body: Text
    words: dict[str, str] = field(default_factory=dict)
    optional: bool = False
    private: bool = False
    why: Text = ""


TEMPLATES: dict[str, Template] = {}


class WrongWords(ValueError):
    """A template speaks of a placeholder that nobody fills."""


def placeholders(*texts: object) -> set[str]:
    return {name for text in texts for name in PLACEHOLDER.findall(str(text))}


def register(template: Template) -> Template:
    """Make a template known.

    Raises:
        WrongWords: it uses a placeholder that `words` does not name.
    """
    if unknown := placeholders(template.subject, template.body) - set(template.words):
        raise WrongWords(f"{template.kind}: unknown {', '.join(sorted(unknown))}")
    TEMPLATES[template.kind] = template
    return template
