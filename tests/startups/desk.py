"""Addresses and rows that the tests of the hub team's desk share."""

from django.urls import reverse

from tests.factories.startups import ApplicationFactory, BatchFactory

LIST = "/admin/startups/application/"


def submitted(batch=None, **fields):
    return ApplicationFactory(batch=batch or BatchFactory(), submitted=True, **fields)


def reading(application):
    return reverse("admin:startups_application_change", args=[application.pk])


def act(application, name):
    return reverse(f"admin:startups_application_{name}", args=[application.pk])


def numbers(response):
    return [row.number for row in response.context["cl"].result_list]


def post_action(client, name, applications, **more):
    data = {"action": name, "_selected_action": [found.pk for found in applications]}
    return client.post(LIST, data | more)
