"""What leaves the house: lists as sheets, a person's file, the statistics of a year."""

from exchanges.secondments.exports.files import file_data, file_pdf
from exchanges.secondments.exports.lists import BALANCE_COLUMNS, COLUMNS
from exchanges.secondments.exports.statistics import statistics_book

__all__ = ["BALANCE_COLUMNS", "COLUMNS", "file_data", "file_pdf", "statistics_book"]
