"""Addresses: German without prefix, English under /en/; machines' addresses without language."""

from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

handler400 = "hub.portal.errors.bad_request"
handler403 = "hub.portal.errors.forbidden"
handler404 = "hub.portal.errors.not_found"
handler500 = "hub.portal.errors.server_error"

urlpatterns = [
    path("", include("hub.portal.machine_urls")),
    *i18n_patterns(
        path("accounts/", include("hub.accounts.urls")),
        path("accounts/", include("hub.portal.account_urls")),
        path("accounts/", include("allauth.urls")),
        path("admin/", admin.site.urls),
        path("", include("hub.portal.urls")),
        path("reports/", include("hub.reports.urls")),
        path("", include("startups.urls")),
        path("", include("partners.urls")),
        path("", include("hub.reports.partner_urls")),
        path("", include("events.urls")),
        path("", include("matchday.urls")),
        prefix_default_language=False,
    ),
]
