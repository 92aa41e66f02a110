"""What reports add to the partner area; it stands below, in `partners`."""

from django.urls import path

from hub.reports.views import partner_months

app_name = "months"
urlpatterns = [
    path("partner/months/", partner_months.latest, name="latest"),
    path("partner/months/<slug:month>/", partner_months.month, name="month"),
]
