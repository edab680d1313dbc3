"""What every file of code and tests keeps, whatever it is about."""

import ast

from tests.test_repository import name_of, python_files


def test_nothing_stands_behind_a_return():
    """A forgotten `return` would leave the rest of a test, or of an act, undone without a word."""
    behind = {
        f"{name_of(path)}:{block[place].lineno}"
        for path in python_files(tests=True)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        for name in ("body", "orelse", "finalbody")
        if isinstance(block := getattr(node, name, None), list)
        for place in range(len(block) - 1)
        if isinstance(block[place], ast.Return | ast.Raise | ast.Continue | ast.Break)
    }

    assert behind == set()


def test_locks_leave_keys_alone():
    """A lock on keys meets the checks of foreign keys when others commit: two would wait for each other in a circle."""
    locks = {
        f"{name_of(path)}:{node.lineno}": ast.unparse(node)
        for path in python_files()
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(node, ast.Call) and getattr(node.func, "attr", "") == "select_for_update"
    }

    assert len(locks) >= 10
    assert {place for place, call in locks.items() if "no_key=True" not in call} == set()
