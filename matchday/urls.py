from django.urls import path

from matchday.views import own

app_name = "matchday"

urlpatterns = [
    path("meetings/", own.side_list, name="side-list"),
    path("meetings/<uuid:side>/", own.side, name="side"),
    path("meetings/<uuid:side>/wishes/", own.wishes_page, name="wishes"),
    path("meetings/<uuid:side>/card/", own.card, name="card"),
]
