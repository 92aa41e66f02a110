from django.urls import path

from events.views import calendars, feedback, public, registration

app_name = "events"

urlpatterns = [
    path("events/", public.event_list, name="event-list"),
    path("events/calendar.ics", calendars.calendar, name="calendar"),
    path("events/registration/<str:token>/", registration.own, name="registration"),
    path("events/feedback/<str:token>/", feedback.answer, name="feedback"),
    path("events/<slug:slug>/register/", registration.register, name="register"),
    path("events/<slug:slug>/register/sent/", registration.sent, name="register-sent"),
    path("events/<slug:slug>/", public.event_detail, name="event-detail"),
    path("events/<slug:slug>/calendar.ics", calendars.event_calendar, name="event-calendar"),
    path("account/calendar/", calendars.my_calendar, name="my-calendar"),
    path("account/calendar/new/", calendars.calendar_renew, name="calendar-renew"),
    path("account/calendar/stop/", calendars.calendar_stop, name="calendar-stop"),
    path("account/calendar/<str:token>.ics", calendars.own_calendar, name="own-calendar"),
]
