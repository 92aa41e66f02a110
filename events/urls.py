from django.urls import path

from events.views import public

app_name = "events"

urlpatterns = [
    path("events/", public.event_list, name="event-list"),
    path("events/<slug:slug>/", public.event_detail, name="event-detail"),
]
