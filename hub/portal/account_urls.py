"""Under /accounts/, what reaches into other packages."""

from django.urls import path

from hub.portal import address_views, invitation_views

urlpatterns = [
    path("address/undo/<str:token>/", address_views.undo, name="address_undo"),
    path("invitation/<str:token>/", invitation_views.invitation, name="invitation"),
]
