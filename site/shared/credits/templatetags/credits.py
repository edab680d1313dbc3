from django import template

from shared.credits.queries import missing_words, plain, reached_words, required_words

register = template.Library()
register.filter("plain", plain)
register.filter("required", required_words)
register.filter("reached", reached_words)
register.filter("missing", missing_words)
