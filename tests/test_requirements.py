"""What docs/security.md promises is shown: each promise by a test that bears its name."""

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

TESTS = Path(__file__).parent
ROOT = TESTS.parent
_ROW = re.compile(r"^\| (R\d+) \| (\S.*?) \| (\S.*?) \|$", re.MULTILINE)


@cache
def promised() -> dict[str, tuple[str, frozenset[str]]]:
    """Of each id what it means, and the files of tests that are named."""
    rows = _ROW.findall((ROOT / "docs" / "security.md").read_text(encoding="utf-8"))
    assert len({name for name, _, _ in rows}) == len(rows)
    return {name: (meaning, frozenset(re.findall(r"`(\S+)`", files))) for name, meaning, files in rows}


@cache
def marked() -> dict[str, list[tuple[str, str]]]:
    """Of each id the tests that bear it, by file and name."""
    found = defaultdict(list)
    for path in sorted(TESTS.rglob("test_*.py")):
        for test in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(test, ast.FunctionDef | ast.AsyncFunctionDef):
                for name in _ids(test):
                    found[name].append((str(path.relative_to(TESTS)), test.name))
    return dict(found)


def _ids(function: ast.FunctionDef | ast.AsyncFunctionDef) -> Iterator[str]:
    for decorator in function.decorator_list:
        match decorator:
            case ast.Call(func=ast.Attribute(attr="requirement"), args=[ast.Constant(value=str(name))]):
                yield name
            case ast.Attribute(attr="requirement") | ast.Call(func=ast.Attribute(attr="requirement")):
                yield f"nothing readable at {function.name}"


@pytest.mark.parametrize("name", promised())
def test_each_promise_is_shown_in_the_files_that_are_named(name: str) -> None:
    _, files = promised()[name]
    assert files == {file for file, _ in marked().get(name, ())}


def test_the_promises_are_all_there() -> None:
    numbers = [int(name.removeprefix("R")) for name in promised()]
    assert numbers == sorted(numbers)
    assert {*range(1, 18), *range(26, 33)} <= set(numbers)


def test_no_test_shows_what_nobody_promised() -> None:
    assert set(marked()) <= set(promised())


def test_what_bears_a_name_is_a_test() -> None:
    assert [name for tests in marked().values() for _, name in tests if not name.startswith("test_")] == []
