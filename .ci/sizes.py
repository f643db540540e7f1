#!/usr/bin/env python3
"""Lists Swift files past 400 lines and functions past 70, for `make check`; fails on neither."""

import re
import sys
from pathlib import Path

FILE_LIMIT = 400
FUNCTION_LIMIT = 70
FUNCTION = re.compile(
    r"^( *)(?:@\w+(?:\([^)]*\))? )*(?:[a-z]+(?:\(\w+\))? )*((?:func |init|deinit|subscript).*)$"
)


def functions(lines):
    """Yields (first line, length, head) of each function, by the indentation of its brace."""
    for start, line in enumerate(lines):
        head = FUNCTION.match(line)
        if not head:
            continue
        indent = head.group(1)
        if line.count("{") == line.count("}") > 0:
            continue
        for end in range(start + 1, len(lines)):
            rest = lines[end].removeprefix(indent)
            if lines[end].startswith(indent + "}"):
                yield start + 1, end - start + 1, head.group(2)
            # A declaration without a body ends where the next begins or its scope ends.
            is_part = not rest or rest.startswith((" ", ")", "{", "where ", "#"))
            if not lines[end].startswith(indent) and rest or not is_part:
                break


def main(folders):
    for path in sorted(p for folder in folders for p in Path(folder).rglob("*.swift")):
        if any(part.startswith(".") for part in path.parts):
            continue
        lines = path.read_text(encoding="utf-8").split("\n")
        if len(lines) > FILE_LIMIT:
            print(f"{path}: {len(lines)} lines; what second thing lives there?")
        for line, length, head in functions(lines):
            if length > FUNCTION_LIMIT:
                print(f"{path}:{line}: {length} lines: {head.rstrip(' {')}")


main(sys.argv[1:])
