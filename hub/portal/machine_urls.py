"""Addresses that machines read: no language, no session."""

from django.urls import path

from hub.portal import health, seo

urlpatterns = [
    path("health/live", health.live, name="health-live"),
    path("health/ready", health.ready, name="health-ready"),
    path("sitemap.xml", seo.sitemap, name="sitemap"),
    path("sitemap-<int:number>.xml", seo.sitemap_part, name="sitemap-part"),
    path("robots.txt", seo.robots, name="robots"),
    path(".well-known/security.txt", seo.security_txt, name="security-txt"),
]
