import pytest

from shared.documents.numbers import document_number, next_number

pytestmark = pytest.mark.django_db


def test_numbers_are_consecutive_within_their_own_series():
    assert [next_number("a"), next_number("a"), next_number("b"), next_number("a")] == [1, 2, 1, 3]


def test_a_document_number_has_its_year_in_corner_brackets_and_no_leading_zero():
    assert document_number("浙知训", 2026, 7) == "浙知训〔2026〕7号"
