from django.urls import path

from hub.portal import account, dashboard, mail_choices, network, pages, views

app_name = "portal"
urlpatterns = [
    path("", views.home, name="home"),
    path("tracks/<slug:slug>/", views.track, name="track"),
    path("dashboard/", dashboard.dashboard, name="dashboard"),
    path("network/", network.network, name="network"),
    path("imprint/", pages.page, {"slug": "imprint"}, name="imprint"),
    path("privacy/", pages.page, {"slug": "privacy"}, name="privacy"),
    path("accessibility/", pages.page, {"slug": "accessibility"}, name="accessibility"),
    path("accessibility/report/", pages.barrier_report, name="barrier-report"),
    path("accessibility/report/thanks/", pages.barrier_thanks, name="barrier-thanks"),
    path("account/data/", account.account_data, name="account-data"),
    path("account/data/export/", account.account_export, name="account-export"),
    path("account/mails/", mail_choices.account_mails, name="account-mails"),
    path("account/mails/stop/<str:token>/", mail_choices.mail_stop, name="mail-stop"),
    path("account/data/consents/", account.withdraw_consent, name="consent-withdraw"),
]
