"""Marks of classified matter in a text (State Secrets Law art. 14); the platform keeps public and internal (N20)."""

import re

# 绝密 is no word of any other kind; 机密 and 秘密 are marks where they stand apart, unlike 商业秘密 or 保守国家秘密.
APART = r"(?:^|(?<=[\s【\[（(《“]))(?:机密|秘密)(?=$|[\s】\]）)》”★☆级])"
MARK = re.compile(rf"绝密|{APART}|(?:机密|秘密)\s*[★☆]", re.MULTILINE)


# What classifies a whole text: its mark with a star, or a line that is nothing else. A law may speak of 绝密 itself.
LABEL = re.compile(
    r"(?<!商业)(?<!国家)(?:绝密|机密|秘密)[ \u3000]*[★☆]|^[\s【\[（(]*(?:绝密|机密|秘密)(?:级|件|级文件)?[\s】\]）)]*$",
    re.MULTILINE,
)


def label_in(text: str) -> str:
    """The mark that classifies this very text, as it stands there; '' where there is none."""
    found = LABEL.search(text)
    return found[0].strip() if found else ""


def mark_in(text: str) -> str:
    """The first mark as it stands in the text; '' where there is none."""
    found = MARK.search(text)
    return found[0].strip() if found else ""
