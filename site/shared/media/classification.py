"""Marks of classified matter in a text (State Secrets Law art. 14); the platform keeps public and internal (N20)."""

import re

# 绝密 is no word of any other kind; 机密 and 秘密 are marks where they stand apart, unlike 商业秘密 or 保守国家秘密.
APART = r"(?:^|(?<=[\s【\[（(《“]))(?:机密|秘密)(?=$|[\s】\]）)》”★☆级])"
MARK = re.compile(rf"绝密|{APART}|(?:机密|秘密)\s*[★☆]", re.MULTILINE)


def mark_in(text: str) -> str:
    """The first mark as it stands in the text; '' where there is none."""
    found = MARK.search(text)
    return found[0].strip() if found else ""
