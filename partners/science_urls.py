"""The addresses of the competence centre; partners.urls takes them in."""

from django.urls import path

from partners.views import science, science_area, team, transfers
from partners.views.science_area import for_scientists

urlpatterns = [
    path("competence-centre/", science.unit_list, name="science-list"),
    path("competence-centre/<slug:slug>/", science.unit_detail, name="science-unit"),
    # Transfer requests, for both sides and the office
    path("competence-centre/<slug:slug>/ask/", transfers.ask, name="transfer-ask"),
    path("transfer-requests/", transfers.own, name="transfers"),
    path("transfer-requests/<uuid:uuid>/", transfers.detail, name="transfer"),
    path("transfer-requests/<uuid:uuid>/agree/", transfers.agree, name="transfer-agree"),
    path(
        "transfer-requests/<uuid:uuid>/answer/",
        transfers.act,
        {"name": "answer"},
        name="transfer-answer",
    ),
    path(
        "transfer-requests/<uuid:uuid>/hand-over/",
        transfers.act,
        {"name": "hand_over"},
        name="transfer-hand-over",
    ),
    path(
        "transfer-requests/<uuid:uuid>/close/",
        transfers.act,
        {"name": "close"},
        name="transfer-close",
    ),
    path(
        "transfer-requests/<uuid:uuid>/project/",
        transfers.act,
        {"name": "project"},
        name="transfer-project",
    ),
    # The area of scientists
    path("science/", science_area.overview, name="science-area"),
    path("science/requests/", science_area.requests, name="science-requests"),
    path("science/unit/", science_area.unit, name="science-own-unit"),
    path(
        "science/expertise/add/",
        science_area.part,
        {"sort": "expertise"},
        name="science-expertise-add",
    ),
    path(
        "science/expertise/<uuid:uuid>/",
        science_area.part,
        {"sort": "expertise"},
        name="science-expertise",
    ),
    path(
        "science/expertise/<uuid:uuid>/remove/",
        science_area.remove_part,
        {"sort": "expertise"},
        name="science-expertise-remove",
    ),
    path(
        "science/equipment/add/",
        science_area.part,
        {"sort": "equipment"},
        name="science-equipment-add",
    ),
    path(
        "science/equipment/<uuid:uuid>/",
        science_area.part,
        {"sort": "equipment"},
        name="science-equipment",
    ),
    path(
        "science/equipment/<uuid:uuid>/remove/",
        science_area.remove_part,
        {"sort": "equipment"},
        name="science-equipment-remove",
    ),
    path("science/named/", science_area.named, name="science-named"),
    path("science/team/", for_scientists(team.team), name="science-team"),
    path("science/team/invite/", for_scientists(team.invite), name="science-team-invite"),
    path(
        "science/team/invitations/<uuid:invitation>/revoke/",
        for_scientists(team.revoke),
        name="science-team-revoke",
    ),
    path(
        "science/team/<uuid:member>/level/", for_scientists(team.level), name="science-team-level"
    ),
    path(
        "science/team/<uuid:member>/remove/",
        for_scientists(team.remove),
        name="science-team-remove",
    ),
]
