from django.urls import path

from startups.views import (
    applications,
    apply,
    autosave,
    directory,
    files,
    logos,
    milestones,
    open_data,
    preview,
    profile,
    sections,
    social,
    team,
    visits,
)

app_name = "startups"
application = "applications/<uuid:uuid>/"
# A startup in the hands of its team
own = "startups/<slug:slug>/"

urlpatterns = [
    path("apply/", apply.apply, name="apply"),
    path("apply/<slug:slug>/", apply.batch, name="batch"),
    path("startups/", directory.startup_list, name="startup-list"),
    path("startups.json", open_data.startups_json, name="startup-json"),
    path("startups/feed.atom", open_data.startup_feed, name="startup-feed"),
    path("startups/<slug:slug>/visits/", visits.profile_visits, name="profile-visits"),
    path("startups/<slug:slug>/", directory.startup_detail, name="startup-detail"),
    path(own + "preview.png", social.preview_picture, name="startup-preview"),
    path(own + "logo/<slug:digest>-<int:size>.webp", logos.logo, name="startup-logo"),
    path(own + "edit/", profile.edit, name="profile-edit"),
    path(own + "edit/release/", profile.ask_release, name="profile-ask"),
    path(own + "edit/withdraw/", profile.withdraw, name="profile-withdraw"),
    path(own + "edit/leave/", profile.leave, name="profile-leave"),
    path(own + "edit/milestones/", milestones.own_list, name="profile-milestones"),
    path(own + "edit/milestones/<uuid:milestone>/", milestones.change, name="profile-milestone"),
    path(
        own + "edit/milestones/<uuid:milestone>/remove/",
        milestones.remove,
        name="profile-milestone-remove",
    ),
    path(own + "preview/<slug:viewer>/", profile.preview, name="profile-preview"),
    path(own + "deck/", profile.deck, name="profile-deck"),
    path(
        "apply/<slug:slug>/preview/<slug:section>/",
        preview.section_preview,
        name="section-preview",
    ),
    path("apply/<slug:slug>/start/", applications.start, name="application-start"),
    path(application, applications.detail, name="application-detail"),
    path(application + "check/", applications.check, name="check"),
    path(application + "submit/", applications.submit, name="submit"),
    path(application + "reopen/", applications.reopen, name="reopen"),
    path(application + "withdraw/", applications.withdraw, name="withdraw"),
    path(application + "offer/confirm/", applications.offer_confirm, name="offer-confirm"),
    path(application + "offer/decline/", applications.offer_decline, name="offer-decline"),
    path(application + "copy/", applications.copy, name="copy"),
    path(application + "history/", applications.history, name="history"),
    path(application + "team/invite/", team.invite, name="team-invite"),
    path(
        application + "team/invitations/<uuid:invitation>/revoke/", team.revoke, name="team-revoke"
    ),
    path(application + "team/<uuid:member>/level/", team.level, name="team-level"),
    path(application + "team/<uuid:member>/remove/", team.remove, name="team-remove"),
    path(application + "autosave/", autosave.autosave, name="autosave"),
    path(application + "files/<uuid:question>/", files.file_upload, name="file-upload"),
    path("files/<uuid:uuid>/", files.attachment, name="attachment"),
    path("files/<uuid:uuid>/remove/", files.attachment_remove, name="attachment-remove"),
    # Last: a section's own slug; the words above are reserved.
    path(application + "<slug:slug>/", sections.section, name="section"),
]
