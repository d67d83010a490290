"""Whatever is recorded can be read: every verb of the code has its sentence, and no sentence is left over."""

import ast
import string
from collections.abc import Iterator
from pathlib import Path

import onecop
from onecop.audit.sentences import SENTENCES

ROOT = Path(onecop.__file__).parent


def verbs() -> Iterator[tuple[str, str]]:
    """(verb, file) of every `record(…)` call: written there, one of two, or a name that the same file sets to a text."""
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        tree = ast.parse(path.read_text())
        set_to = [(target, node.value) for node in ast.walk(tree) if isinstance(node, ast.Assign) for target in node.targets]
        for call in ast.walk(tree):
            if isinstance(call, ast.Call) and call.args and (getattr(call.func, "id", "") or getattr(call.func, "attr", "")) == "record":
                verb = call.args[0]
                given = [value for target, value in set_to if isinstance(verb, ast.Name) and getattr(target, "id", "") == verb.id] or [verb]
                yield from ((word, str(path.relative_to(ROOT))) for value in given for word in _words(value))


def _words(node: ast.AST) -> list[str]:
    """The texts below a node; a verb put together at run time is a text nobody can look up, so it fails."""
    found = [n.value for n in ast.walk(node) if isinstance(n, ast.Constant) and isinstance(n.value, str)]
    return [word for word in found if "." in word] or [ast.unparse(node)]


def test_every_verb_has_a_sentence() -> None:
    found = list(verbs())
    assert len(found) > 20
    assert sorted({(verb, where) for verb, where in found if verb not in SENTENCES}) == []


def test_every_sentence_is_of_a_verb_that_is_recorded() -> None:
    assert sorted(set(SENTENCES) - {verb for verb, _ in verbs()}) == []


def test_sentences_name_what_they_speak_of() -> None:
    for verb, words in SENTENCES.items():
        names = {name for _, name, _, _ in string.Formatter().parse(str(words)) if name}
        assert names & {"by", "target"}, verb
        assert str(words).endswith("."), verb
