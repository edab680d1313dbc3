"""Keywords in one field: apart by 、 or spaces in Chinese, by ; or commas in English, where one has several words."""

import re

CHINESE = re.compile(r"[、\s]+")
ENGLISH = re.compile(r"\s*[;；,，、]\s*")


def words_of(keywords: str, language: str) -> list[str]:
    parts = (ENGLISH if language == "en" else CHINESE).split(keywords)
    return [word for word in (part.strip() for part in parts) if word]


def joined(words: list[str], language: str) -> str:
    """As printed under an abstract."""
    return ("; " if language == "en" else "；").join(words)
