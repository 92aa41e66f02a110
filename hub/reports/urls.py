from django.urls import path

from hub.reports.views import figures, files, frozen

app_name = "reports"
urlpatterns = [
    path("", figures.now, name="now"),
    path("awards/<uuid:uuid>/", frozen.award, name="award"),
    path("awards/<uuid:uuid>/<slug:period>/freeze/", frozen.freeze, name="freeze"),
    path("runs/<uuid:uuid>/", frozen.run, name="run"),
    path("files/<uuid:uuid>/", files.page, name="file"),
    path("files/<uuid:uuid>/data/", files.data, name="file-data"),
    path("frozen/<uuid:uuid>/", frozen.report, name="frozen"),
    path("frozen/<uuid:uuid>/rows/<slug:key>/", frozen.rows, name="frozen-rows"),
    path(
        "frozen/<uuid:uuid>/report.<slug:language>.<slug:kind>",
        frozen.report_file,
        name="frozen-file",
    ),
    path("<slug:period>/", figures.period, name="period"),
    path("<slug:period>/files/", files.order, name="file-order"),
    path("<slug:period>/rows/<slug:key>/", figures.rows, name="rows"),
]
