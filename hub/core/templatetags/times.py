"""Berlin's clock in templates."""

from django import template

from hub.core import times

register = template.Library()
register.filter("long_moment", times.long_moment)
register.filter("short_moment", times.short_moment)
register.filter("day", times.day)
