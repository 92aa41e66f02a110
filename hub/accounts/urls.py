"""Under /accounts/, before allauth's own: what we answer ourselves."""

from django.urls import path

from hub.accounts import views

urlpatterns = [
    # The name allauth links to: its own sign-up page cannot be reached.
    path("signup/", views.door, name="account_signup"),
]
